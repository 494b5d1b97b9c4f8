"""Importing: read a file row by row, stage what is valid, make it visible in one step.

Rooms bring the meaning (an ``Importer``); this package brings reading, limits, the report, staging and the order of things.
"""

from wayfare.core.imports.readers import RawRow, read_csv, read_jsonl
from wayfare.core.imports.report import Rejection, Report, RowError
from wayfare.core.imports.run import Importer, Options, Record, run
from wayfare.core.imports.staging import Batch, Counts

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
    "read_csv",
    "read_jsonl",
    "run",
]
