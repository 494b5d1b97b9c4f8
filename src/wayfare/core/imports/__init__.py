"""Importing: read a file row by row, stage what is valid, make it visible in one step.

Rooms bring the meaning (an ``Importer``); this package brings reading, limits, the report, staging and the order of things.
"""

from wayfare.core.imports.readers import RawRow, bad_text, read_csv, read_jsonl
from wayfare.core.imports.report import Rejection, Report, RowError
from wayfare.core.imports.run import Importer, Options, Record, run
from wayfare.core.imports.staging import Batch, Counts, Staged

__all__ = [
    "Batch",
    "Counts",
    "Importer",
    "Options",
    "RawRow",
    "Record",
    "Rejection",
    "Report",
    "RowError",
    "Staged",
    "bad_text",
    "read_csv",
    "read_jsonl",
    "run",
]
