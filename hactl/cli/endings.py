"""What is said of whatever stops hactl, and the exit code that goes with it (docs/exit-codes.md)."""

from __future__ import annotations

import os
import sys

from hactl.errors import HactlError, HasProblems, Refused
from hactl.masking import mask
from hactl.views.look import lines

INTERRUPTED, BUG = 130, 1


def of(stop: BaseException) -> int:
    """Say what stopped hactl; return the exit code."""
    if isinstance(stop, KeyboardInterrupt):
        return say("interrupted; nothing was changed", "", INTERRUPTED)
    if isinstance(stop, HactlError):
        return _stopped(stop)
    if isinstance(stop, OSError):
        return _denied(stop)
    return _bug(stop)  # a bug of ours: never a traceback, but enough to report it


def _stopped(stop: HactlError) -> int:
    if isinstance(stop, HasProblems | Refused) and stop.problems:
        from hactl.cli.console import Console

        Console().problems(stop.problems)
    return say(stop.message, stop.hint, stop.exit_code)


def _denied(error: OSError) -> int:
    """Say what the system refused: files of another user, a full disk, a folder that went away meanwhile."""
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    if isinstance(error, PermissionError):
        return say(what, "run hactl as the user who owns it", Refused.exit_code)
    return say(what, "", HactlError.exit_code)


def _bug(bug: BaseException) -> int:
    import traceback

    last = traceback.extract_tb(bug.__traceback__)[-1]
    where = f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 - a name for people, not a path
    if os.environ.get("HACTL_DEBUG"):
        traceback.print_exc()
    return say(f"hactl has a bug: {type(bug).__name__}: {bug} ({where})", "HACTL_DEBUG=1 shows all of it", BUG)


def say(message: str, hint: str, code: int) -> int:
    """Say why hactl ends and what to do; return the exit code."""
    sys.stderr.write(f"hactl: {lines(mask(message))}\n" + (f"  hint: {lines(hint, '        ')}\n" if hint else ""))
    return code
