"""Problems: what is wrong in something a person gave, as data, so that all are reported at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

KeyPath = tuple[str | int, ...]


class Severity(StrEnum):
    """How much a problem matters: an error stops, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file: line and column count from 1, as editors do; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong.

    `id` is stable: a script may count on it. `message` says what is wrong and
    why, `hint` how to mend it. `at` is the path of keys in the spec the problem was
    found at; `place` the position in the file, once it is known.
    """

    id: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    at: KeyPath | None = None
    place: Place | None = None


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those that stop."""
    return [p for p in problems if p.severity is Severity.ERROR]


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    """Return those that a person should look at and that stop nothing."""
    return [p for p in problems if p.severity is Severity.WARNING]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint naming the nearest known word, or all of them."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    return "known: " + ", ".join(names) if names else ""
