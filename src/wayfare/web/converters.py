"""What may stand in the address of a page."""

from django.urls.converters import IntConverter

from wayfare.core.ids import row_id


class RowId(IntConverter):
    """The id of a row. A number that no database could hold leads nowhere, as if no such row were there."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """Return the id. Raises ValueError, which Django takes for “no such address”."""
        number = row_id(value)
        if not number:
            raise ValueError(value)
        return number
