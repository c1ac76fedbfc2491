"""One run at a time in an environment, what a killed one left, and what is kept of each."""

from hactl.files.recovery import Recovered
from hactl.journal.book import Journal, recover
from hactl.journal.records import Kept, Record, Run, list_runs, load_run

__all__ = ["Journal", "Kept", "Record", "Recovered", "Run", "list_runs", "load_run", "recover"]
