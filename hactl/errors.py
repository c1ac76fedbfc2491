"""What stops hactl: one small tree of exceptions; the class knows its exit code and its id.

Both are a promise to scripts (docs/exit-codes.md). What a person got wrong
in a spec or a file is not here: that is data, a `Problem`.
"""

from __future__ import annotations

from collections.abc import Sequence

from hactl.problems import Problem


class HactlError(Exception):
    """Base of everything that ends a command: a message, and a hint how to go on."""

    exit_code = 1
    id = "failed"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(HactlError):
    """The command line is wrong, or the spec it names does not exist."""

    exit_code = 64
    id = "usage"


class HasProblems(HactlError):
    """What a person gave has problems; nothing was changed."""

    exit_code = 3
    id = "problems"

    def __init__(self, message: str, problems: Sequence[Problem], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.problems = tuple(problems)


class CheckFailed(HactlError):
    """A check ran and said no (validate, create --check, drill)."""

    exit_code = 3
    id = "check-failed"


class Refused(HactlError):
    """hactl will not go on: a lock is held, a file changed since the plan, a person's edit is in the way."""

    exit_code = 4
    id = "refused"

    def __init__(self, message: str, problems: Sequence[Problem] = (), *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.problems = tuple(problems)


class RolledBack(HactlError):
    """A run failed; every file is as it was before."""

    exit_code = 5
    id = "rolled-back"


class NotRolledBack(HactlError):
    """A run failed and could not be undone completely; the next command tries again."""

    exit_code = 6
    id = "not-rolled-back"


class Interrupted(HactlError):
    """Ctrl-C; the message says whether the environment is old or new."""

    exit_code = 130
    id = "interrupted"
