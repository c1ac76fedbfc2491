"""The journal: one run at a time in an environment, and what is kept of each."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from hactl.errors import NotRolledBack, Refused
from hactl.events import Emit, Event
from hactl.files.handles import no_link_meanwhile
from hactl.files.journal import POINTER, PRIVATE, Ledger
from hactl.files.recovery import Recovered, names, recover_folder
from hactl.files.system import SYSTEM, System, parent, remove, remove_empty, status, write_all
from hactl.places import Places
from hactl.plan.types import Change
from hactl.problems import Place, Problem
from hactl.runs import records
from hactl.runs.left_open import close_left_open, left_open
from hactl.runs.locks import locked
from hactl.runs.records import RUNNING, Run

KEPT_RUNS = 50
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is kept: of a run the spec as it is after it, and how many runs, this one included."""

    spec: bytes = b""
    runs: int = KEPT_RUNS


class Journal:
    """The book of an environment, for one run of this command line."""

    def __init__(
        self,
        places: Places,
        command: str,
        *,
        keeping: Keeping = Keeping(),
        system: System = SYSTEM,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._places, self._command, self._keeping = places, command, keeping
        self._system, self._clock = system, clock
        self._out = str(places.out)
        self._run = Run(id="", command=command, started=clock(), pid=os.getpid())
        self._events: int | None = None

    @contextmanager
    def held(self, changes: Sequence[Change]) -> Iterator[None]:
        """Hold every folder these changes are in, and bring to an end what a killed run left in them.

        Raises:
            Refused: another run holds one; what is left of one cannot be read.
        """
        folders = _other_roots(self._places, changes)
        made = _make_folders(self._system, self._out)
        try:
            with locked([self._out, *folders], partial(_holder, self._system, self._out)):
                _recovered(self._places.out, self._system, self._clock())
                _follow_pointers(self._system, folders, self._out, self._clock())
                close_left_open(self._places, self._clock(), self._system)
                yield
        except BaseException:
            for folder in reversed(made):
                with suppress(OSError):
                    remove_empty(self._system, folder)
            raise

    def begin(self, changes: Sequence[Change]) -> str:
        """Make the record of a new run and return its id. Raises OSError."""
        started = self._clock()
        words = tuple((str(change.location), str(change.action)) for change in changes)
        self._run = replace(self._run, started=started, changes=words)
        runs = str(records.runs_folder(self._places.out))
        for folder in (parent(runs), runs):
            with suppress(FileExistsError):
                self._system.mkdir(folder, PRIVATE)
        self._run = replace(self._run, id=self._new_id(runs, started))
        records.write_changes(self._folder, changes, self._system)
        if self._keeping.spec:
            records.write_spec(self._folder, self._keeping.spec, self._system)
        records.write_head(self._folder, self._run, self._system)
        self._events = self._system.open(f"{self._folder}/events.jsonl", _APPEND, 0o600)
        return self._run.id

    def _new_id(self, runs: str, started: float) -> str:
        day = datetime.fromtimestamp(started).strftime("%Y%m%d")
        numbers = [int(run.partition("-")[2]) for run in records.run_ids(self._places.out) if run.startswith(f"{day}-")]
        run = f"{day}-{max(numbers, default=0) + 1}"
        self._system.mkdir(f"{runs}/{run}", PRIVATE)
        return run

    def listening(self, emit: Emit) -> Emit:
        """Return a receiver that keeps every event with its time and hands it on to `emit`."""

        def receive(event: Event) -> None:
            self._keep(event)
            emit(event)

        return receive

    def _keep(self, event: Event) -> None:
        if self._events is None:
            return
        try:
            write_all(self._system, self._events, records.encode_event(self._clock(), event))
        except OSError:  # the run matters more than its record
            self._close()

    def end(self, outcome: str) -> Run:
        """Write down how the run ended; never fails."""
        self._close()
        self._run = replace(self._run, outcome=outcome, ended=self._clock())
        if self._run.id:
            with suppress(OSError):
                records.write_head(self._folder, self._run, self._system)
                self._forget_old()
        return self._run

    def forget(self) -> None:
        """Take the record back: the run was refused before it wrote anything."""
        self._close()
        if self._run.id:
            with suppress(OSError):
                _remove_run(self._system, self._folder)
                for folder in (parent(self._folder), parent(parent(self._folder))):
                    remove_empty(self._system, folder)

    def _close(self) -> None:
        if self._events is not None:
            fd, self._events = self._events, None
            with suppress(OSError):
                self._system.close(fd)

    def _forget_old(self) -> None:
        for run in records.run_ids(self._places.out)[: -self._keeping.runs]:
            _remove_run(self._system, f"{parent(self._folder)}/{run}")

    @property
    def _folder(self) -> str:
        return f"{records.runs_folder(self._places.out)}/{self._run.id}"


@no_link_meanwhile()
def recover(places: Places, *, system: System = SYSTEM, clock: Callable[[], float] = time.time) -> Recovered | None:
    """Bring what a killed run left to an end, its record too; None: there is no more than that to do.

    Raises:
        Refused: a run is going on, or what one left cannot be read or mended by this user.
    """
    out = str(places.out)
    if Ledger(out, system).state() is None and not left_open(places.out):
        return None
    with locked([out], partial(_holder, system, out)):
        found = _recovered(places.out, system, clock())
        close_left_open(places, clock(), system)
        return found


def _recovered(out: Path, system: System, now: float) -> Recovered | None:
    try:
        found = recover_folder(str(out), system)
    except PermissionError as error:
        message = f"a killed run must be finished here, and you lack permission: {error.strerror}: {error.filename}"
        raise Refused(message, hint="run the command as the user who started that run") from None
    except OSError as error:
        message = f"a killed run must be finished here, which failed: {error.strerror}: {error.filename}"
        raise NotRolledBack(message, hint="fix that, then run any command again") from None
    if found is not None:
        records.close(out, found.run, records.DONE if found.forward else records.ROLLED_BACK, now, system)
    return found


def _other_roots(places: Places, changes: Iterable[Change]) -> list[str]:
    """Return the folders other than `out` that a run has to hold; for one that is not there, the nearest above it."""
    roots = {places.other_root(change.location) for change in changes} - {""}
    return sorted({_existing(Path(root).resolve()) for root in roots})


def _existing(folder: Path) -> str:
    return str(next(one for one in (folder, *folder.parents) if one.is_dir()))


def _make_folders(system: System, folder: str) -> list[str]:
    """Make a folder with its parents; return those that were missing."""
    missing = []
    while not Path(folder).is_dir():
        missing.append(folder)
        folder = parent(folder)
    for one in reversed(missing):
        with suppress(FileExistsError):
            system.mkdir(one, 0o755)
    return list(reversed(missing))


def _follow_pointers(system: System, folders: Iterable[str], own: str, now: float) -> None:
    """A killed run of another output folder may have left something here: it is brought to an end there.

    Raises:
        Refused: a file of that name leads to no run of this user; it stays.
    """
    for folder in folders:
        pointer = f"{folder}/{POINTER}"
        out = names(system, pointer)
        if out == own:
            remove(system, pointer)
        elif out.startswith("/") and os.path.realpath(out) == out and Path(out).is_dir():
            with locked([out], partial(_holder, system, out)):
                _recovered(Path(out), system, now)
        if status(system, pointer) is not None:
            raise _foreign_pointer(pointer, out)


def _foreign_pointer(pointer: str, out: str) -> Refused:
    message = f"this file says that a run into {out or '(nothing)'} is unfinished here, but there is none"
    hint = f"if no hactl is running there, remove {pointer}"
    problem = Problem(id="pointer-foreign", message=message, hint=hint, place=Place(pointer))
    return Refused("nothing was changed: a run of another environment may be unfinished here", [problem])


def _holder(system: System, out: str, folder: str) -> str:
    """Return who holds the folder, as the end of a sentence: its record says, or the pointer that leads to it."""
    place = Path(names(system, f"{folder}/{POINTER}") or out)
    running = [run for run in records.list_runs(place) if run.outcome == RUNNING]
    if not running:
        return ""
    since = datetime.fromtimestamp(running[-1].started).strftime("%H:%M:%S")
    return f": `{running[-1].command}`, process {running[-1].pid}, since {since}"


def _remove_run(system: System, folder: str) -> None:
    found = status(system, folder)
    if found is None or not stat.S_ISDIR(found.st_mode):
        return  # a link leads to somebody else's files
    for name in system.listdir(folder):
        remove(system, f"{folder}/{name}")
    remove_empty(system, folder)
