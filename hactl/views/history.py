"""Runs that were carried out: the list, and one of them replayed as it was shown live."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from hactl.masking import mask
from hactl.plan import Action
from hactl.runs.records import Record, Run
from hactl.views import progress, tasks
from hactl.views.json import utc
from hactl.views.look import PLAIN, Look, count, duration, fold, safe

if TYPE_CHECKING:
    from hactl.views.shapes.runs import HistoryData, RunData


def text(runs: Sequence[Run], *, look: Look = PLAIN, zone: tzinfo | None = None) -> str:
    """Return one line for each run: id, when, outcome, files, duration, command; in the order given.

    `zone` None: the local time of this machine.
    """
    if not runs:
        return "no runs yet\n"
    rows = [_row(run, zone) for run in runs]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    if look.width and sum(widths) + 2 * (len(widths) - 1) > look.width:
        return "".join(_narrow(run, row, look) for run, row in zip(runs, rows, strict=True))
    lines = []
    for run, row in zip(runs, rows, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        cells[2] = look.paint(cells[2], _colour(run.outcome))
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def _narrow(run: Run, row: tuple[str, ...], look: Look) -> str:
    """Return a run where its line would be wider than the terminal: what it was below its id."""
    id_, when, outcome, *_middle, command = row
    facts = ", ".join(filter(None, (look.paint(outcome, _colour(run.outcome)), *_middle)))
    return fold(f"{id_}  {when}\n  {facts}\n  {command}\n", look.width)


def _row(run: Run, zone: tzinfo | None) -> tuple[str, ...]:
    files = count(len(run.changes), "file")
    return safe(run.id), _when(run, zone), safe(run.outcome), files, _took(run), safe(run.command)


def _when(run: Run, zone: tzinfo | None) -> str:
    return datetime.fromtimestamp(run.started, zone).strftime("%Y-%m-%d %H:%M:%S")


def _took(run: Run) -> str:
    return "" if run.ended is None else duration(run.ended - run.started)


def _colour(outcome: str) -> str:
    return "green" if outcome == "done" else "yellow" if outcome in ("running", "unchanged") else "red"


def run_text(record: Record, *, look: Look = PLAIN, zone: tzinfo | None = None) -> str:
    """Return one run: its head, its tasks as they were shown live, and the files it changed."""
    took = f" in {_took(record)}" if _took(record) else ""
    head = f"{look.paint(safe(record.id), 'bold')}  {safe(record.command)}\n"
    head += f"{_when(record, zone)}, {safe(record.outcome)}{took}\n"
    changed = [f"{action:<6} {safe(location)}" for location, action in record.changes]
    blocks = [block for block in (tasks.replayed(record.events, look=look), changed) if block]
    return "\n".join([head, *("\n".join(block) + "\n" for block in blocks)])


def as_data(runs: Iterable[Run]) -> HistoryData:
    """Return the list for a program; times in UTC."""
    return {"runs": [_data(run) for run in runs]}


def run_as_data(record: Record) -> HistoryData:
    """Return one run for a program, with its events as `hactl/events/1` has them."""
    return {"runs": [{**_data(record), "events": [progress.record(*one) for one in record.events]}]}


def _data(run: Run) -> RunData:
    return {
        "id": run.id,
        "command": mask(run.command),
        "started": utc(run.started),
        "ended": None if run.ended is None else utc(run.ended),
        "seconds": None if run.ended is None else round(run.ended - run.started, 3),
        "outcome": run.outcome,
        "changes": [{"location": location, "action": Action(action)} for location, action in run.changes],
    }
