"""The door of the learner room: evidence in, beliefs out."""

from wayfare.learner.api.answers import Outcome, answer, answered, answered_versions
from wayfare.learner.api.beliefs import (
    Snapshot,
    active_artefact,
    artefact_problems,
    everyone,
    matches_replay,
    replay,
    snapshot,
)
from wayfare.learner.api.items import Progress, finish, finished_since, progress, start

__all__ = [
    "Outcome",
    "Progress",
    "Snapshot",
    "active_artefact",
    "answer",
    "answered",
    "answered_versions",
    "artefact_problems",
    "everyone",
    "finish",
    "finished_since",
    "matches_replay",
    "progress",
    "replay",
    "snapshot",
    "start",
]
