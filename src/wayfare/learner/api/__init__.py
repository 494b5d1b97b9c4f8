"""The door of the learner room: evidence in, beliefs out."""

from wayfare.learner.api.activity import import_activity
from wayfare.learner.api.answers import Outcome, answer, answered, flagged
from wayfare.learner.api.beliefs import (
    Snapshot,
    active_artefact,
    artefact_problems,
    everyone,
    matches_replay,
    replay,
    rescored,
    snapshot,
)
from wayfare.learner.api.claims import AGAIN, LEVEL_REQUEST, Claimed, ask_about, say, vouch
from wayfare.learner.api.evidence import Piece, Prospect, evidence, last_evidence, prospect
from wayfare.learner.api.foresight import RightNow, right_now
from wayfare.learner.api.items import (
    Progress,
    finish,
    finished_pairs,
    finished_since,
    progress,
    start,
    started,
    started_last,
    starts,
)
from wayfare.learner.api.placements import Placed, PlacementView, begin, place, placement, stop
from wayfare.learner.api.reviews import (
    AHEAD,
    Due,
    Retention,
    due,
    due_count,
    kept,
    next_due,
    retention,
    skip_figures,
    skipped,
)
from wayfare.learner.api.training import ArtefactView, artefacts, roll_back, train
from wayfare.learner.reports import Report
from wayfare.learner.skips import Skipped

__all__ = [
    "AGAIN",
    "AHEAD",
    "LEVEL_REQUEST",
    "ArtefactView",
    "Claimed",
    "Due",
    "Outcome",
    "Piece",
    "Placed",
    "PlacementView",
    "Progress",
    "Prospect",
    "Report",
    "Retention",
    "RightNow",
    "Skipped",
    "Snapshot",
    "active_artefact",
    "answer",
    "answered",
    "artefact_problems",
    "artefacts",
    "ask_about",
    "begin",
    "due",
    "due_count",
    "everyone",
    "evidence",
    "finish",
    "finished_pairs",
    "finished_since",
    "flagged",
    "import_activity",
    "kept",
    "last_evidence",
    "matches_replay",
    "next_due",
    "place",
    "placement",
    "progress",
    "prospect",
    "replay",
    "rescored",
    "retention",
    "right_now",
    "roll_back",
    "say",
    "skip_figures",
    "skipped",
    "snapshot",
    "start",
    "started",
    "started_last",
    "starts",
    "stop",
    "train",
    "vouch",
]
