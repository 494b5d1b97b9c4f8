"""The registry of taxonomy formats. A further one is a module and one line in ``FORMATS``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import Importer
from wayfare.skills.importers import esco_files, esco_roles, esco_skills, onet_files, onet_roles, onet_skills, toml


@dataclass(frozen=True, slots=True)
class Format:
    """A way in which taxonomies are laid out: how to recognise it, and what reads its skills and its roles."""

    name: str
    title: str
    looks_like: Callable[[Path], bool]
    skills: Callable[[Path], Importer]
    roles: Callable[[Path], Importer]


def _is_toml(path: Path) -> bool:
    return path.suffix == ".toml" or (path.is_dir() and any((path / name).is_file() for name in toml.FILES))


FORMATS = {
    form.name: form
    for form in (
        Format("wayfare", "Wayfare's own TOML", _is_toml, toml.Skills, toml.Roles),
        Format("onet", "a folder of O*NET files (CSV)", onet_files.looks_like, onet_skills.Skills, onet_roles.Roles),
        Format("esco", "a folder of ESCO files (CSV)", esco_files.looks_like, esco_skills.Skills, esco_roles.Roles),
    )
}


def pick(path: Path, name: str | None, mapping: Path | None) -> Format:
    """Return the named format, or the one that ``path`` looks like.

    Raises NotFound where there is nothing at ``path``, Invalid for an unknown or unrecognisable format, or where a mapping
    is given: every format here fixes its own columns.
    """
    known = "; ".join(f"{form.name} ({form.title})" for form in FORMATS.values())
    if not path.exists():
        raise NotFound(f"There is no file or folder {path}.", advice="Check the path.")
    if mapping is not None:
        raise Invalid(
            "Skills and roles take no mapping file.", advice="Leave --map out; these formats fix their own columns."
        )
    if name is not None and name not in FORMATS:
        raise Invalid(f"“{name}” is no format for skills and roles.", advice=f"Formats: {known}.")
    chosen = FORMATS.get(name or "") or next((form for form in FORMATS.values() if form.looks_like(path)), None)
    if chosen is None:
        raise Invalid(
            f"{path.name} does not look like any known format. Nothing was imported.",
            advice=f"Name one with --format. Formats: {known}.",
        )
    return chosen
