"""Which jobs there are. Rooms declare them; nothing here knows what they do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.module_loading import autodiscover_modules

Work = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Job:
    """A named piece of work. ``every`` is None for one that runs only when it is asked for."""

    name: str
    work: Work
    every: timedelta | None


_jobs: dict[str, Job] = {}


def periodic(every: timedelta) -> Callable[[Work], Work]:
    """Let a function of the current time (``now``) run about every so often, in one process of the installation."""
    return lambda work: _add(work, every)


def job(work: Work) -> Work:
    """Let a function be enqueued. Its arguments have to be JSON values: numbers and strings, ids rather than rows."""
    return _add(work, None)


def _add(work: Work, every: timedelta | None) -> Work:
    name = name_of(work)
    _jobs[name] = Job(name, work, every)
    return work


def name_of(work: Any) -> str:
    """Return the name of a job: its room and its function."""
    return f"{work.__module__.split('.')[1]}.{work.__name__}"


def registered() -> dict[str, Job]:
    """Return all jobs of all rooms by name."""
    autodiscover_modules("jobs")
    import wayfare.core.jobs.upkeep  # noqa: F401  (this room's own, kept out of its package's import)

    return dict(_jobs)
