"""What is said of whatever stops hactl, and the exit code that goes with it (docs/exit-codes.md)."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

from hactl.errors import CheckFailed, HactlError, HasProblems, Interrupted, Refused
from hactl.masking import mask
from hactl.problems import Problem
from hactl.views.look import PLAIN, Look, fold, lines

HOW_IT_IS = "`hactl status` shows the state of the files, `hactl lab status` that of the lab"
BUG, NO_PERMISSION, SYSTEM = "bug", "no-permission", "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Why a run ended early. `id` is stable, as an exit code is; `check`: it is what a check found, and no failure."""

    id: str
    message: str
    hint: str = ""
    code: int = HactlError.exit_code
    problems: tuple[Problem, ...] = ()
    check: bool = False

    def text(self, look: Look = PLAIN) -> str:
        """Return why hactl ends and what to do, for a person."""
        hint = f"  hint: {lines(self.hint, '        ')}\n" if self.hint else ""
        said = f"{look.paint('hactl:', 'bold', 'red')} {lines(mask(self.message))}\n{hint}"
        return fold(said, look.width, "    ")


def of(stop: BaseException) -> Ending:
    """Return how a run ends that this stopped."""
    if isinstance(stop, KeyboardInterrupt):
        return _stopped(Interrupted("interrupted", hint=HOW_IT_IS))
    if isinstance(stop, HactlError):
        return _stopped(stop)
    if isinstance(stop, OSError):
        return _denied(stop)
    return _bug(stop)  # a bug of ours: never a traceback, but enough to report it


def let_go(stream: TextIO) -> None:
    """Send to nowhere what is still to be written: its reader is gone, or its disk is full, and that has been said."""
    with suppress(OSError):  # a stream of a test has no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _stopped(stop: HactlError) -> Ending:
    return Ending(
        id=stop.id,
        message=stop.message,
        hint=stop.hint,
        code=stop.exit_code,
        problems=stop.problems if isinstance(stop, HasProblems | Refused) else (),
        check=isinstance(stop, CheckFailed),
    )


def _denied(error: OSError) -> Ending:
    """Return what the system refused: files of another user, a full disk, a folder that went away meanwhile."""
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    if isinstance(error, PermissionError):
        return Ending(id=NO_PERMISSION, message=what, hint="run hactl as the user who owns it", code=Refused.exit_code)
    return Ending(id=SYSTEM, message=what)


def _bug(bug: BaseException) -> Ending:
    import traceback

    last = traceback.extract_tb(bug.__traceback__)[-1]
    where = f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 - a name for people, not a path
    if os.environ.get("HACTL_DEBUG"):
        traceback.print_exc()
    message = f"hactl has a bug: {type(bug).__name__}: {bug} ({where})"
    return Ending(id=BUG, message=message, hint="HACTL_DEBUG=1 shows the details")
