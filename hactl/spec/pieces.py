"""A spec as what stands in it, in order: words and signs, the comments between them, and which blocks begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hactl.spec.compose import scan
from hactl.spec.tree import Source

_OPENING = ("BlockMappingStart", "BlockSequenceStart")
_GAP = re.compile(r"[ \t]*(#[^\r\n]*)?(\r\n|\n|\r|\Z)|[ \t]+\Z")


class Unreadable(Exception):
    """Something stands between two words that is neither blank nor comment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """What stands before a piece: the comment behind the one before it, then lines: comments, or "" where blank.

    A comment comes with its offset in the text. `broken`: a line ends there.
    """

    behind: tuple[str, int] | None = None
    lines: tuple[tuple[str, int], ...] = ()
    broken: bool = False

    @property
    def comments(self) -> bool:
        """Tell whether there is a comment."""
        return self.behind is not None or any(text for text, _ in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word or a sign. `ends`, `begins`: how many blocks do so before it; `key`: a key begins with it."""

    kind: str
    start: int
    text: str
    ends: int
    begins: int
    key: bool
    before: Between

    @property
    def block_text(self) -> bool:
        """Tell whether this is a text on lines of its own, which ends with a line."""
        return self.kind == "Scalar" and self.text[:1] in ("|", ">")


def pieces(source: Source) -> Iterator[Piece]:
    """Yield every piece of a text that `compose` can read; the last is its end. Raises Unreadable."""
    done, ends, begins, key = 0, 0, 0, False
    for token in scan(source):
        kind, start, end = type(token).__name__.removesuffix("Token"), token.start_mark.index, token.end_mark.index
        if kind == "BlockEnd":
            ends += 1
        elif kind in _OPENING:
            begins += 1
        elif kind == "Key" and start == end:
            key = True
        elif kind != "StreamStart":
            before = _between(source.text[done:start], done, not done or source.text[done - 1] in "\r\n")
            text = source.text[start:end]
            yield Piece(kind=kind, start=start, text=text, ends=ends, begins=begins, key=key, before=before)
            done, ends, begins, key = end, 0, 0, False


def _between(gap: str, offset: int, begins_line: bool) -> Between:
    found: list[tuple[str, int]] = []
    at, broken = 0, False
    while at < len(gap):
        line = _GAP.match(gap, at)
        if not line:
            raise Unreadable(gap)
        if line[1] or line[2]:
            found.append(((line[1] or "").rstrip(), offset + line.start(1)))
        broken = broken or bool(line[2])
        at = line.end()
    behind = found[0] if found and found[0][0] and not begins_line else None
    lines = found if begins_line else found[1:]
    return Between(behind=behind, lines=tuple(lines), broken=broken)
