"""What a form about a question sends."""

from django.http import QueryDict


def response(sent: QueryDict) -> list[int] | None:
    """Return the chosen options, none of them for “I don't know”; None where the form was sent without either."""
    if "unknown" in sent:
        return []
    chosen = [int(text) for text in sent.getlist("option") if text.isdecimal() and len(text) < 4]
    return chosen or None
