"""One run at a time in an environment, what a killed one left, and what is kept of each."""

from hactl.files.recovery import Recovered
from hactl.runs.half_done import unfinished
from hactl.runs.recorder import KEPT_RUNS, Journal, Keeping, recover
from hactl.runs.records import Kept, Record, Run, list_runs, load_run, load_spec, spec_file

__all__ = [
    "KEPT_RUNS",
    "Journal",
    "Keeping",
    "Kept",
    "Record",
    "Recovered",
    "Run",
    "list_runs",
    "load_run",
    "load_spec",
    "recover",
    "spec_file",
    "unfinished",
]
