"""Records that a killed process could not close: it died when its files were through and its record was not."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hactl.errors import HactlError
from hactl.files.reading import Reader
from hactl.files.system import SYSTEM, System
from hactl.places import Places
from hactl.regular import read_json
from hactl.runs import records


def left_open(out: Path) -> str:
    """Return the id of the newest run if its record says that it still runs, else ""."""
    ids = records.run_ids(out)
    with suppress(OSError, ValueError, KeyError, TypeError):
        if ids and read_json(records.runs_folder(out) / ids[-1] / "run.json")["ended"] is None:
            return ids[-1]
    return ""


def close_left_open(places: Places, now: float, system: System = SYSTEM) -> None:
    """Write down how that run ended, as its files tell; the lock is held and no journal is left, so it is over."""
    run = left_open(places.out)
    if run:
        with suppress(HactlError, OSError):
            done = _in_place(places, run, system)
            records.close(places.out, run, records.DONE if done else records.ROLLED_BACK, now, system)


def _in_place(places: Places, run: str, system: System) -> bool:
    """Tell whether the run's files are the new ones: without a journal they are all new, or all old.

    One is enough, so that an edit of another since does not count.
    """
    kept = records.load_run(places.out, run).files
    left = {each.location: each.after for each in kept if each.kind != "directory" and each.before != each.after}
    seen = Reader(places, system).read(left)
    return any((blob.sha256 if (blob := seen[location].blob) else "") == after for location, after in left.items())
