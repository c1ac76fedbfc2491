"""Where each value of the model came from: what `hactl show` explains, noted while the model is built."""

from __future__ import annotations

from typing import TypeVar

from hactl.problems import KeyPath, Problem, Severity

SPEC = "spec"
DEFAULT = "default"

T = TypeVar("T")


class Trail:
    """Collects, while a spec is resolved, every value with its origin, and the problems met.

    `unknown`: where a host is named that there is none of.
    """

    def __init__(self) -> None:
        self.origins: dict[KeyPath, str] = {}
        self.values: dict[KeyPath, object] = {}
        self.problems: list[Problem] = []
        self.unknown: set[KeyPath] = set()

    def note(self, path: KeyPath, value: T, origin: str) -> T:
        """Record a plain value and return it."""
        self.origins[path] = origin
        self.values[path] = value
        return value

    def pick(self, path: KeyPath, written: T | None, default: T, origin: str = DEFAULT) -> T:
        """Return what the spec says at this path, else the default, which came from `origin`."""
        return self.note(path, default, origin) if written is None else self.note(path, written, SPEC)

    def error(self, path: KeyPath, name: str, message: str, hint: str = "") -> None:
        """Record an error."""
        self.problems.append(Problem(id=name, message=message, hint=hint, at=path))

    def warning(self, path: KeyPath, name: str, message: str, hint: str = "") -> None:
        """Record a warning."""
        self.problems.append(Problem(id=name, message=message, hint=hint, at=path, severity=Severity.WARNING))

    def remark(self, path: KeyPath, name: str, message: str, hint: str = "") -> None:
        """Record a note."""
        self.problems.append(Problem(id=name, message=message, hint=hint, at=path, severity=Severity.NOTE))
