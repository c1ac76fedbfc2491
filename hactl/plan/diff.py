"""What changes inside a file, as lines of a unified diff; secrets are masked, contents never guessed at.

The lines of both sides are compared as they are and shown masked, so a changed password
is seen to change and not what it was.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from hactl.masking import mask
from hactl.plan import Action, Change
from hactl.targets import Blob, Location

CONTEXT = 3  # unchanged lines around a change
LARGEST = 512 * 1024  # bytes; above it a file is one line in a diff
_HARDEST = 4_000_000  # pairs of lines that are compared one by one; beyond, the middle is shown as replaced

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z][\w.\-]*)[\"']")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a diff. `kind` is " ", "+" or "-"; `ended` False: the file's last line lacks its line end."""

    kind: str
    text: str
    ended: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """Changed lines that lie together. Starts count from 1, as in a unified diff."""

    before_start: int
    before_count: int
    after_start: int
    after_count: int
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        before = _extent(self.before_start, self.before_count)
        return f"@@ -{before} +{_extent(self.after_start, self.after_count)} @@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changes in one file. `binary`: not text or too large, so there are no hunks.

    Sizes in bytes, None where there is no file; `mode` is the new mode or None.
    """

    location: Location
    action: Action
    hunks: tuple[Hunk, ...] = ()
    binary: bool = False
    directory: bool = False
    mode: int | None = None
    before: Blob | None = None
    after: Blob | None = None


def difference(change: Change) -> Difference:
    """Return what changes in the file. Equal pairs of contents are compared once."""
    hunks = None if change.directory else _hunks(change.before, change.after)
    return Difference(
        location=change.location,
        action=change.action,
        hunks=hunks or (),
        binary=hunks is None and not change.directory,
        directory=change.directory,
        mode=change.mode,
        before=change.before,
        after=change.after,
    )


def differences(changes: Iterable[Change]) -> Iterator[Difference]:
    """Yield the difference of each change, one at a time."""
    return (difference(change) for change in changes)


def grouped(found: Iterable[Difference]) -> list[tuple[Difference, ...]]:
    """Return the differences, those that read the same together, in order of the first of each."""
    groups: dict[object, list[Difference]] = {}
    for one in found:
        alike = (one.action, one.hunks, one.mode, one.location.path.name, one.directory)
        # what has no lines is alike only if its contents are
        key = alike if one.hunks else (*alike, one.before, one.after)
        groups.setdefault(key, []).append(one)
    return [tuple(group) for group in groups.values()]


@lru_cache(maxsize=256)
def _hunks(before: Blob | None, after: Blob | None) -> tuple[Hunk, ...] | None:
    """Return the hunks; None if one side is not text or too large."""
    old, new = _text(before), _text(after)
    if old is None or new is None:
        return None
    return tuple(_compare(_Side.of(old), _Side.of(new)))


def _text(blob: Blob | None) -> str | None:
    if blob is None:
        return ""
    return decode(blob.data) if len(blob.data) <= LARGEST else None


def decode(data: bytes) -> str | None:
    """Return the text of a file: by its byte order mark, its XML declaration, as UTF-8, else Latin-1; None: binary."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    if b"\0" in data:
        return None
    declared = _DECLARED.match(data[:200].lstrip())
    for encoding in (declared[1].decode() if declared else "utf-8", "utf-8"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


@dataclass(frozen=True, slots=True)
class _Side:
    """Lines as they are, with their ends, and the same lines as they are shown."""

    lines: Sequence[str]
    shown: Sequence[Line]

    @classmethod
    def of(cls, text: str) -> _Side:
        return cls(_LINE.findall(text), [Line(" ", line) for line in _LINE.findall(mask(text))])


def _compare(old: _Side, new: _Side) -> Iterator[Hunk]:
    """Yield hunks. What both sides begin and end with is left out first: edits are small, files are not."""
    start = _common(old.lines, new.lines)
    end = _common(old.lines[start:][::-1], new.lines[start:][::-1])
    start, end = max(0, start - CONTEXT), max(0, end - CONTEXT)
    middles = old.lines[start : len(old.lines) - end], new.lines[start : len(new.lines) - end]
    shown_ends = not _one_line_end(old.lines, new.lines)
    for group in _opcodes(*middles):
        ranges = [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in group]
        yield _hunk(ranges, old, new, shown_ends)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterable[list[tuple[str, int, int, int, int]]]:
    if old == new:
        return []
    if len(old) * len(new) > _HARDEST:
        return [[("replace", 0, len(old), 0, len(new))]]
    return SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT)


def _hunk(ranges: Sequence[tuple[str, int, int, int, int]], old: _Side, new: _Side, shown_ends: bool) -> Hunk:
    lines: list[Line] = []
    for tag, a, b, c, d in ranges:
        if tag == "equal":
            lines += (_shown(" ", line, shown_ends) for line in new.shown[c:d])
            continue
        lines += (_shown("-", line, shown_ends) for line in old.shown[a:b])
        lines += (_shown("+", line, shown_ends) for line in new.shown[c:d])
    a, b, c, d = ranges[0][1], ranges[-1][2], ranges[0][3], ranges[-1][4]
    return Hunk(
        before_start=a + (b > a), before_count=b - a, after_start=c + (d > c), after_count=d - c, lines=tuple(lines)
    )


def _shown(kind: str, line: Line, ends: bool) -> Line:
    """Return the line without its line end; `ends`: with the carriage return, where that is what differs."""
    text = line.text.removesuffix("\n")
    return Line(kind, text if ends else text.removesuffix("\r"), line.text.endswith(("\n", "\r")))


def _one_line_end(old: Sequence[str], new: Sequence[str]) -> bool:
    ends = {line[len(line.rstrip("\r\n")) :] for side in (old, new) for line in side}
    return len(ends - {""}) <= 1


def _extent(start: int, count: int) -> str:
    return str(start) if count == 1 else f"{start},{count}"
