"""Where the comments behind the lines go: those that stood in one column do so again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

APART = 2  # blanks at least, before a comment
_OWN = ("# set by hactl", "# list indented by hactl")  # exactly so far apart: how enable-ha knows them again (`shapes`)


@dataclass(slots=True)
class Line:
    """A line: its code, and how far that reached before; the comment behind it, and where that began."""

    code: str
    was: int = 0
    comment: str = ""
    at: int = 0
    kept: bool = False  # part of a text: nothing is taken away at its end


def joined(lines: list[Line], end: str) -> str:
    """Return the text of these lines."""
    while lines and not lines[-1].code and not lines[-1].kept:
        lines.pop()
    for _, paragraph in groupby(lines, lambda line: bool(line.code)):
        _align([line for line in paragraph if line.comment])
    return "".join(line.code + end for line in lines)


def _align(lines: list[Line]) -> None:
    for together in _columns(lines):
        reached = max(line.was for line in together)
        apart = max(APART, together[0].at - reached)
        column = max(len(line.code) for line in together) + apart
        for line in together:
            line.code = line.code.ljust(column) + line.comment


def _columns(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield the lines whose comments began in one column; a line with a mark of hactl's own stands alone."""
    columns: dict[int, list[Line]] = {}
    for line in lines:
        if line.comment in _OWN:
            line.was = line.at - APART
            yield [line]
        else:
            columns.setdefault(line.at, []).append(line)
    yield from columns.values()
