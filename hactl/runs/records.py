"""Runs that were carried out, as they are kept: `<out>/.hactl/runs/<id>/` with run.json, changes.json, events.jsonl."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from hactl.errors import Refused, UsageError
from hactl.events import Event, Finished, Outcome, Progress, Started
from hactl.files.journal import FOLDER_NAME
from hactl.files.system import SYSTEM, System, replace_durably, write_new
from hactl.plan.types import Change
from hactl.problems import did_you_mean
from hactl.regular import read_json, read_regular
from hactl.targets import Location

SPEC_NAME = "spec.yaml"
_YEAR_9999 = 253_370_764_800  # seconds; a day earlier than datetime can say, whatever the time zone
RUNNING, DONE, UNCHANGED = "running", "done", "unchanged"
ROLLED_BACK, NOT_ROLLED_BACK, INTERRUPTED = "rolled-back", "not-rolled-back", "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. Times are seconds since 1970; `ended` None: it still runs, or was killed.

    `outcome`: running, done, unchanged, rolled-back, not-rolled-back or interrupted.
    `changes`: location and action of each file, as words. `pid`: the process that carried it out.
    """

    id: str
    command: str
    started: float
    ended: float | None = None
    outcome: str = RUNNING
    changes: tuple[tuple[str, str], ...] = ()
    pid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a run did to one file: hashes, never contents."""

    location: Location
    action: str
    kind: str
    before: str
    after: str

    @classmethod
    def of(cls, change: Change) -> Kept:
        """Return what is kept of a change."""
        return cls(
            location=change.location,
            action=str(change.action),
            kind=str(change.kind),
            before=change.before.sha256 if change.before else "",
            after=change.after.sha256 if change.after else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Run):
    """A run with all that is kept of it. `events`: stamps, in seconds since 1970, and events."""

    files: tuple[Kept, ...] = ()
    events: tuple[tuple[float, Event], ...] = ()


def runs_folder(out: Path) -> Path:
    """Return the folder that holds the runs."""
    return out / FOLDER_NAME / "runs"


def run_ids(out: Path) -> list[str]:
    """Return the ids of the runs, oldest first."""
    try:
        names = [path.name for path in runs_folder(out).iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError as error:
        message = f"{runs_folder(out)} cannot be read: {error.strerror}"
        raise Refused(message, hint="run hactl as the user who owns it") from None
    return sorted((name for name in names if _order(name)), key=_order)


def _order(run: str) -> tuple[str, int] | tuple[()]:
    day, _, number = run.partition("-")
    return (day, int(number)) if day.isdecimal() and number.isdecimal() else ()


def list_runs(out: Path) -> list[Run]:
    """Return the runs of an environment, oldest first; one whose record is damaged is left out."""
    runs = []
    for run in run_ids(out):
        with suppress(OSError, ValueError, KeyError, TypeError):
            runs.append(_head(runs_folder(out) / run))
    return runs


def load_run(out: Path, run: str) -> Record:
    """Return one run with its changes and events.

    Raises:
        UsageError: there is no such run, or its record is damaged.
    """
    known = run_ids(out)
    if run not in known:
        hint = did_you_mean(run, known) or "no run has been recorded yet"
        raise UsageError(f"there is no run `{run}` here", hint=hint)
    folder = runs_folder(out) / run
    try:
        head = _head(folder)
        fields = {name: getattr(head, name) for name in Run.__slots__}
        return Record(**fields, files=tuple(_files(folder)), events=tuple(_events(folder)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"the record of run `{run}` cannot be read: {error}", hint=f"see {folder}") from None


def spec_file(out: Path, run: str) -> Path:
    """Return the file that holds the spec as it was after this run."""
    return runs_folder(out) / run / SPEC_NAME


def load_spec(out: Path, run: str) -> bytes:
    """Return the spec as it was after this run.

    Raises:
        UsageError: there is no such run, or none was kept with it.
    """
    record = load_run(out, run)
    try:
        return read_regular(spec_file(out, record.id))
    except OSError:
        message = f"no spec was kept with run `{run}`"
        raise UsageError(message, hint="an older hactl, or `import`, made it; choose a later run") from None


def _head(folder: Path) -> Run:
    data = read_json(folder / "run.json")
    return Run(
        id=folder.name,
        command=_text(data["command"]),
        started=_moment(data["started"]),
        ended=None if data["ended"] is None else _moment(data["ended"]),
        outcome=_text(data["outcome"]),
        changes=tuple((str(file.location), file.action) for file in _files(folder)),
        pid=_whole(data["pid"]),
    )


def _files(folder: Path) -> Iterable[Kept]:
    for row in read_json(folder / "changes.json"):
        host, path, action, kind, before, after = map(_text, row)
        location = Location(host, PurePosixPath(path))
        yield Kept(location=location, action=action, kind=kind, before=before, after=after)


def _events(folder: Path) -> Iterable[tuple[float, Event]]:
    file = folder / "events.jsonl"
    if not file.exists():  # killed before the first one
        return
    for line in read_regular(file).splitlines():
        with suppress(ValueError, KeyError, TypeError, RecursionError):  # the last one of a killed run may be cut off
            yield decode_event(json.loads(line))


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(f"{value!r} is not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _moment(value: object) -> float:
    """Return seconds since 1970, of which a date can be made."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _YEAR_9999:
        raise ValueError(f"{value!r} is not a time")
    return float(value)


def write_head(folder: str, run: Run, system: System = SYSTEM) -> None:
    """Write run.json, on the disk when this returns."""
    data = {
        "hactl-run": 1,
        "command": run.command,
        "started": run.started,
        "ended": run.ended,
        "outcome": run.outcome,
        "pid": run.pid,
    }
    replace_durably(system, f"{folder}/run.json", json.dumps(data, indent=1).encode("ascii") + b"\n")


def write_changes(folder: str, changes: Iterable[Change], system: System = SYSTEM) -> None:
    """Write changes.json, one file a line."""
    kept = map(Kept.of, changes)
    rows = (json.dumps([f.location.host, f.location.text, f.action, f.kind, f.before, f.after]) for f in kept)
    write_new(system, f"{folder}/changes.json", b"[\n" + ",\n".join(rows).encode("ascii") + b"\n]\n")


def write_spec(folder: str, spec: bytes, system: System = SYSTEM) -> None:
    """Write the spec as it is after the run, for a rollback."""
    write_new(system, f"{folder}/{SPEC_NAME}", spec)


def close(out: Path, run: str, outcome: str, ended: float, system: System = SYSTEM) -> None:
    """Write down how a run ended that another process brings to an end; where it has no record, nothing."""
    folder = runs_folder(out) / run
    with suppress(OSError, ValueError, KeyError, TypeError):
        head = _head(folder)
        if head.ended is None:
            write_head(str(folder), replace(head, outcome=outcome, ended=ended), system)


def encode_event(stamp: float, event: Event) -> bytes:
    """Return an event as one line of events.jsonl."""
    row: list[Any]
    match event:
        case Started():
            row = [stamp, "started", event.task, event.parent, event.title]
        case Progress():
            row = [stamp, "progress", event.task, event.done, event.total]
        case Finished():
            row = [stamp, "finished", event.task, str(event.outcome), event.detail]
    return json.dumps(row).encode("ascii") + b"\n"


def decode_event(row: list[Any]) -> tuple[float, Event]:
    """Return stamp and event of a line. Raises ValueError, TypeError: it is none."""
    stamp, kind, task, first, second = row
    match kind:
        case "started":
            return _moment(stamp), Started(_text(task), _text(first), _text(second))
        case "progress":
            return _moment(stamp), Progress(_text(task), _whole(first), _whole(second))
        case "finished":
            return _moment(stamp), Finished(_text(task), Outcome(first), _text(second))
    raise ValueError(f"no event: {kind}")
