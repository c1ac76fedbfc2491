"""What was looked at: while somebody notes it, each reader of files says which paths its answers depend on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Noted:
    """Paths. `files`: what is there, and of a file its content; `folders`: which names are in them."""

    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)


_noted: list[Noted] = []


@contextmanager
def noting() -> Iterator[Noted]:
    """Note what is looked at meanwhile."""
    noted = Noted()
    _noted.append(noted)
    try:
        yield noted
    finally:
        _noted.remove(noted)


def looked_at(path: str) -> None:
    """Say that an answer depends on what is at this path."""
    for noted in _noted:
        noted.files.add(path)


def listed(path: str) -> None:
    """Say that an answer depends on the names in this folder."""
    for noted in _noted:
        noted.folders.add(path)
