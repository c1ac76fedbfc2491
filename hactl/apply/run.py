"""One run: lock → recover leftovers → check that nothing changed → stage → commit → switch → record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from hactl.apply.interrupts import Interrupts
from hactl.apply.show import CHECK, KEPT_AS, RUN, STAGE, SWITCH, Owners, Phase, count
from hactl.errors import HactlError, Interrupted, NotRolledBack, Refused, RolledBack
from hactl.events import Emit, Event, Finished, Outcome, Started, why
from hactl.files import Files
from hactl.files.handles import LinkInTheWay, no_link_meanwhile
from hactl.plan.types import Change, OnDisk, Plan
from hactl.problems import Place, Problem
from hactl.runs import Journal, Run
from hactl.runs.records import DONE, INTERRUPTED, NOT_ROLLED_BACK, ROLLED_BACK, UNCHANGED
from hactl.targets import Location

_AGAIN = "run the command again: it makes a new plan"
_NOTHING = OnDisk()


@no_link_meanwhile()
def apply_plan(plan: Plan, files: Files, book: Journal, emit: Emit) -> Run:
    """Carry out a plan and return the run as it is kept; a plan without changes writes nothing at all.

    Raises:
        Refused: another run holds the environment, or a file is not as it was when the plan was made.
        RolledBack: it failed; every file is as before.
        NotRolledBack: it failed and not all could be put back; the next command tries again.
        Interrupted: Ctrl-C came; the message says whether the files are old or new.
    """
    if plan.blocked:
        raise Refused("nothing was changed: something is in the way", plan.blocked)
    if plan.empty:
        return _nothing_to_do(plan, book, emit)
    try:
        with Interrupts() as ctrl_c, book.held(plan.changes):
            return _Carry(plan, files, book, ctrl_c, _deaf_when_gone(emit)).out()
    except KeyboardInterrupt:
        raise Interrupted("interrupted; nothing was changed") from None
    except LinkInTheWay:
        raise
    except OSError as error:
        raise HactlError(f"nothing was changed: {_cause(error)}") from None


def _nothing_to_do(plan: Plan, book: Journal, emit: Emit) -> Run:
    emit(Started(RUN, "", "apply"))
    emit(Finished(RUN, Outcome.UNCHANGED, f"nothing to do: {count(len(plan.kept))} as wanted"))
    return book.end(UNCHANGED)


class _Carry:
    """The run under way."""

    def __init__(self, plan: Plan, files: Files, book: Journal, ctrl_c: Interrupts, emit: Emit) -> None:
        self._plan, self._files, self._book, self._ctrl_c = plan, files, book, ctrl_c
        self._emit, self._run = emit, ""

    def out(self) -> Run:
        """Check, stage, switch."""
        seen = self._files.read([*(c.location for c in self._plan.changes), *(g for g, _ in self._plan.guards)])
        check_unchanged(self._plan, seen)
        try:
            self._stage()
        except BaseException as error:
            self._undo(error)
        try:
            self._ctrl_c.through(self._switch)
        except BaseException as error:
            self._undo(error)
        return self._end()

    def _stage(self) -> None:
        changes = self._plan.changes
        self._run = self._book.begin(changes)
        self._emit = self._book.listening(self._emit)
        self._emit(Started(RUN, "", f"apply {count(len(changes))}"))
        self._emit(Started(CHECK, RUN, "nothing changed meanwhile"))
        self._emit(Finished(CHECK, Outcome.DONE))
        phase = Phase(STAGE, "write beside, keep the old", len(changes), self._emit)

        def each(_change: Change) -> None:
            phase.step()
            self._ctrl_c.stop_here()

        self._files.stage(self._run, changes, each)
        phase.end()
        self._ctrl_c.stop_here()

    def _switch(self) -> None:
        phase = Phase(SWITCH, "put in place", len(self._plan.changes), self._emit)
        owners = Owners(self._plan.changes, self._emit)

        def each(change: Change) -> None:
            owners.step(change)
            phase.step()

        self._files.switch(self._run, each)
        phase.end()

    def _end(self) -> Run:
        self._emit(Finished(RUN, Outcome.DONE, f"{count(len(self._plan.changes))}{KEPT_AS}{self._run}"))
        runs: list[Run] = []
        self._ctrl_c.through(lambda: runs.append(self._book.end(DONE)))
        if self._ctrl_c.came:
            message = f"interrupted too late to stop: all changes are in place, as run {self._run}"
            raise Interrupted(message, hint="`hactl diff` has nothing more to show")
        return runs[-1]

    def _undo(self, error: BaseException) -> NoReturn:
        """Put everything back and say why."""
        try:
            self._ctrl_c.through(lambda: self._files.unstage(self._run))
        except OSError as second:
            self._close(NOT_ROLLED_BACK, _cause(error))
            message = f"{_cause(error)}; and not everything could be put back: {_cause(second)}"
            raise NotRolledBack(message, hint="fix that, then run any hactl command here: it tries again") from error
        if isinstance(error, Refused):
            self._ctrl_c.through(self._book.forget)
            raise error
        if isinstance(error, KeyboardInterrupt):
            self._close(INTERRUPTED, "every file is as before")
            raise Interrupted("interrupted; every file is as before") from None
        self._close(ROLLED_BACK, _cause(error))
        if isinstance(error, OSError):
            raise RolledBack(f"{_cause(error)}; every file is as before", hint=_AGAIN) from error
        raise error

    def _close(self, outcome: str, why: str) -> None:
        def close() -> None:
            self._emit(Finished(RUN, Outcome.FAILED, why))
            self._book.end(outcome)

        self._ctrl_c.through(close)


def check_unchanged(plan: Plan, seen: Mapping[Location, OnDisk]) -> None:
    """Raise Refused, with every file that is not what the plan was made from."""
    wanted = {c.location: c.before.sha256 if c.before else "" for c in plan.changes if not c.directory}
    problems = [
        _changed(location) for location, sha256 in (*wanted.items(), *plan.guards) if _sha(seen, location) != sha256
    ]
    if problems:
        raise Refused("nothing was changed: files are not as they were when the plan was made", problems, hint=_AGAIN)


def _sha(seen: Mapping[Location, OnDisk], location: Location) -> str:
    blob = seen.get(location, _NOTHING).blob
    return blob.sha256 if blob else ""


def _changed(location: Location) -> Problem:
    return Problem(id="file-changed", message="this file changed since the plan was made", place=Place(str(location)))


def _cause(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return why(error)


def _deaf_when_gone(emit: Emit) -> Emit:
    """A listener that went away (`hactl apply | head`) must not stop a run half way."""
    listening = [True]

    def receive(event: Event) -> None:
        if listening:
            try:
                emit(event)
            except (OSError, ValueError):
                listening.clear()

    return receive
