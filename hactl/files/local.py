"""The four verbs, on this machine."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from hactl.errors import Refused
from hactl.files.journal import POINTER, PRIVATE, Entry, Ledger, State
from hactl.files.preflight import preflight
from hactl.files.reading import Reader
from hactl.files.real import LinkTrouble, Resolver
from hactl.files.recovery import finish_all, tidy, undo
from hactl.files.staging import Existing, examine, make_folder, stage_file
from hactl.files.steps import missing_folders, steps_of
from hactl.files.switching import folders_of, switch_file
from hactl.files.system import SYSTEM, System, sync_file_systems, write_new
from hactl.places import Places
from hactl.plan.types import Change, OnDisk
from hactl.targets import Location

Each = Callable[[Change], None]


def nothing(_change: Change) -> None:
    """Take no notice."""


class Files(Protocol):
    """Where an environment's files are: this machine, or later many hosts.

    `stage` writes beside and keeps the old, `switch` puts all in place, `unstage` puts
    all back; each may be called again after it was cut off. `each` hears of every change
    that is through; what it raises while staging stops the run.
    """

    def read(self, locations: Iterable[Location]) -> Mapping[Location, OnDisk]:
        """Return what is at each location."""
        ...

    def stage(self, run: str, changes: Sequence[Change], each: Each = ...) -> None:
        """Prepare all that can fail. Raises Refused: nothing was written; OSError: call unstage."""
        ...

    def switch(self, run: str, each: Each = ...) -> None:
        """Put it in place, in the order given to stage. Raises OSError, Refused: call unstage."""
        ...

    def unstage(self, run: str) -> None:
        """Put everything back. Raises OSError: not all could be put back; the next command tries again."""
        ...


@dataclass(slots=True)
class _Work:
    """What a run is doing."""

    entry: Entry
    changes: Sequence[Change]
    existing: Sequence[Existing | None]


class LocalFiles:
    """The files of an environment on this machine. Holds no lock: that is the journal's."""

    def __init__(self, places: Places, *, system: System = SYSTEM) -> None:
        self._places, self._system = places, system
        self._ledger = Ledger(str(places.out), system)
        self._work: dict[str, _Work] = {}

    def read(self, locations: Iterable[Location]) -> Mapping[Location, OnDisk]:
        """Return what is at each location; what cannot be read is trouble, as data."""
        return Reader(self._places, self._system).read(locations)

    def stage(self, run: str, changes: Sequence[Change], each: Each = nothing) -> None:
        """Look at every file, write the journal, then write beside the targets and keep the old files.

        Raises:
            Refused: a file changed since the plan, or cannot be written; nothing was written.
            OSError: something failed on the way; call unstage.
        """
        work = self._prepare(run, changes)
        self._work[run] = work
        self._make_private_folder()
        self._ledger.begin(work.entry)
        for folder in work.entry.folders:
            make_folder(self._system, folder)
        for pointer in work.entry.pointers:
            write_new(self._system, pointer, f"{self._places.out}\n".encode("utf-8", "surrogateescape"))
        for step, change, existing in zip(work.entry.steps, changes, work.existing, strict=True):
            if not step.directory:
                stage_file(self._system, step, change, existing)
            each(change)
        self._sync(work)

    def switch(self, run: str, each: Each = nothing) -> None:
        """Commit, then put everything in place. Called again after an interruption it finishes what is left.

        Raises:
            Refused: a file was changed since it was staged.
            OSError: something could not be put in place.
        """
        work, state = self._work[run], self._ledger.state()
        if state is State.STAGING:
            self._ledger.mark(State.STAGING, State.COMMIT)
            self._switch_all(work, each)
        elif state is State.COMMIT:
            finish_all(self._system, work.entry)
            self._end(work)
        elif state is State.DONE:
            self._end(work)

    def _switch_all(self, work: _Work, each: Each) -> None:
        for step, change, existing in zip(work.entry.steps, work.changes, work.existing, strict=True):
            switch_file(self._system, step, existing)
            each(change)
        self._sync(work)
        self._end(work)

    def _end(self, work: _Work) -> None:
        with suppress(OSError):  # all is in place; what is left here, the next command does
            if self._ledger.state() is State.COMMIT:
                self._ledger.mark(State.COMMIT, State.DONE)
            tidy(self._system, self._ledger, work.entry)

    def unstage(self, run: str) -> None:
        """Put everything back as it was.

        Raises:
            OSError: not all could be put back; the journal stays, and the next command tries again.
        """
        work, state = self._work.get(run), self._ledger.state()
        if work is not None and state not in (None, State.DONE):
            undo(self._system, self._ledger, work.entry, state)

    def _prepare(self, run: str, changes: Sequence[Change]) -> _Work:
        try:
            return self._prepared(run, changes)
        except LinkTrouble as trouble:  # somebody put a link in the way since the plan was made
            raise Refused(f"nothing was changed: a link is in the way: {trouble}") from None

    def _prepared(self, run: str, changes: Sequence[Change]) -> _Work:
        resolver, token = Resolver(self._system), secrets.token_hex(4)
        steps, there = steps_of(self._places, changes, token, resolver)
        existing = examine(self._system, changes, steps, there)
        preflight(self._system, steps, there, resolver)
        folders = missing_folders(steps, resolver)
        roots = {self._places.other_root(change.location) for change in changes} - {""}
        pointers = [f"{folder}/{POINTER}" for folder in sorted({resolver.folder(root)[0] for root in roots})]
        entry = Entry(run=run, token=token, steps=steps, folders=folders, pointers=pointers)
        return _Work(entry, changes, existing)

    def _make_private_folder(self) -> None:
        for folder, mode in ((self._ledger.folder.rpartition("/")[0], 0o755), (self._ledger.folder, PRIVATE)):
            try:
                self._system.mkdir(folder, mode)
            except FileExistsError:
                continue

    def _sync(self, work: _Work) -> None:
        sync_file_systems(self._system, folders_of(work.entry.steps) | {self._ledger.folder})
