"""Bringing in items and questions."""

from datetime import datetime
from pathlib import Path

import msgspec

from wayfare import __version__
from wayfare.catalog import duplicates
from wayfare.catalog.api.search import refresh_search
from wayfare.catalog.files.reading import KINDS
from wayfare.catalog.imports import decisions, topics
from wayfare.catalog.imports import mapping as mapping_file
from wayfare.catalog.imports import retag as retagging
from wayfare.catalog.imports.courses import Courses
from wayfare.catalog.imports.files import Files
from wayfare.catalog.imports.lessons import Lessons
from wayfare.catalog.imports.questions_jsonl import CollectedQuestions
from wayfare.catalog.imports.questions_toml import WrittenQuestions
from wayfare.catalog.imports.tagging import Proposals, tagger
from wayfare.core import clock
from wayfare.core.errors import Invalid
from wayfare.core.ids import digest
from wayfare.core.imports import Options, Report, run
from wayfare.skills import api as skills

OWN = "wayfare"
COURSES, FILES = "courses", "files"


def import_catalog(*, path: Path, form: str | None, mapping: Path | None, options: Options) -> Report:
    """Import items from a file or folder and return the report.

    ``form`` is ``wayfare`` (a folder of courses with lessons), ``courses`` (CSV or JSON lines, which may name files beside them)
    or ``files`` (one file or a folder of them, each an item); guessed if None.
    Raises Invalid, NotFound or TooLarge for an unusable file.
    """
    form = form or ("wayfare" if path.is_dir() else "files" if path.suffix.lower() in KINDS else "courses")
    if form == "files":
        return _found(run(Files(path, mapping_file.mapping(mapping, FILES), Proposals(tagger)), options))
    if form == "wayfare":
        return _found(run(Lessons(path, OWN, skills.ids_of(source=OWN)), options))
    if form == "courses":
        return _found(run(Courses(path, mapping_file.mapping(mapping, COURSES), Proposals(tagger)), options))
    raise Invalid(f"There is no format “{form}” for the catalogue.", advice="Formats: courses, files, wayfare.")


def _found(report: Report) -> Report:
    """Let search find what was imported, and each of it once."""
    if report.applied and (report.created or report.updated):
        duplicates.find(clock.now())
        refresh_search(now=clock.now())
    return report


def import_questions(*, path: Path, form: str | None, mapping: Path | None, options: Options) -> Report:
    """Import questions from a file or folder and return the report.

    ``form`` is ``wayfare`` (TOML) or ``jsonl``; guessed if None. Raises Invalid, NotFound or TooLarge for an unusable file.
    """
    form = form or ("wayfare" if path.is_dir() or path.suffix == ".toml" else "jsonl")
    if form == "wayfare":
        return run(WrittenQuestions(path, OWN, skills.ids_of(source=OWN)), options)
    if form == "jsonl":
        known = topics.load(mapping)
        return run(CollectedQuestions(path, known, skills.ids_of(source=known.skills)), options)
    raise Invalid(f"There is no format “{form}” for questions.", advice="Formats: jsonl, wayfare.")


def retag(*, now: datetime) -> Report:
    """Propose skills again for all items whose skills no author named; to be called after skills have changed.

    ``read`` counts items, ``created`` new proposals, ``updated`` items whose proposals changed. What people approved or
    rejected stays, and teaches what to propose elsewhere once it is enough. Does nothing where the skills, the decisions and
    Wayfare are those of the last time. Raises Conflict during an import.
    """
    return retagged(now)[0]


def retagged(now: datetime) -> tuple[Report, bool]:
    """Do what ``retag`` does, and say as well whether decisions taught the tagger anything."""
    terms = digest([__version__, msgspec.to_builtins(skills.terms()), decisions.mark()])
    proposals = Proposals(tagger)
    return _found(retagging.retag(proposals, terms, now)), proposals.learned
