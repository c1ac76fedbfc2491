"""A spec laid out anew: indentation, blanks, quotes and empty lines; no word, no comment and no order changes.

Lines end where they ended, lists and maps stay in the form they had: what a person made of a file is still theirs.
What `enable-ha` and `disable-ha` put into a file (`shapes`) stays too, so that they can take it out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hactl.spec.alignment import Line, joined
from hactl.spec.compose import compose, decode
from hactl.spec.pieces import Piece, Unreadable, pieces
from hactl.spec.tree import Source, plain

STEP = 2
_BREAK = re.compile(r"\r\n|\n|\r")
_LINE_SIGNS = ("Key", "BlockEntry", "Value")
_DOCUMENT = ("DocumentStart", "DocumentEnd")
_OPEN, _CLOSE = ("FlowMappingStart", "FlowSequenceStart"), ("FlowMappingEnd", "FlowSequenceEnd")
_NODE_FOLLOWS = ("Value", "Anchor", "Tag")


class NotAsBefore(Exception):
    """The text cannot be laid out without a change of what it says."""


def laid_out(source: Source) -> str:
    """Return the text of a spec that `compose` can read as it is to be laid out.

    Raises:
        NotAsBefore: something in it is beyond what is known here, so it stays as it is.
    """
    try:
        before = list(pieces(source))
        text = _Layout(source).text(before)
        if text == source.text:
            return text
        after = _read(source.name, text)
        same = _content(before) == _content(list(pieces(after)))
    except (Unreadable, ValueError) as stop:
        raise NotAsBefore(str(stop)) from stop
    if not same or _values(source) != _values(after):
        raise NotAsBefore("its values would not be the same")
    return text


def _read(name: str, text: str) -> Source:
    source, problems = decode(text.encode(), name)
    if problems:
        raise ValueError(problems[0].message)
    return source


def _values(source: Source) -> object:
    tree, problems = compose(source)
    if tree is None or problems:
        raise ValueError("it could not be read again")
    return plain(tree)


def _content(found: Iterable[Piece]) -> list[str]:
    """Return all that must stay: words, signs and comments, in their order."""
    kept: list[str] = []
    for piece in found:
        comments = [*filter(None, [piece.before.behind]), *piece.before.lines]
        kept += [text for text, _ in comments if text]
        kept.append(piece.kind if piece.kind == "Scalar" else piece.text)  # words are compared as values
    return kept


@dataclass(frozen=True, slots=True)
class _Block:
    """A list or map on lines of its own: the column it had, and the one it gets."""

    was: int
    column: int


@dataclass(slots=True)
class _Layout:
    """Builds lines piece by piece."""

    source: Source
    lines: list[Line] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)
    depth: int = 0  # of brackets
    last: Piece | None = None
    key: str = ""  # the word before the last colon

    def text(self, found: Iterable[Piece]) -> str:
        """Return all of it, with the line ends that it has."""
        for piece in found:
            self._take(piece)
        end = _BREAK.search(self.source.text)
        return joined(self.lines, end.group() if end else "\n")

    def _take(self, piece: Piece) -> None:
        around = list(self.blocks)
        del self.blocks[len(self.blocks) - piece.ends :]
        fresh = self._is_fresh(piece)
        self.depth -= int(piece.kind in _CLOSE and not fresh)
        for _ in range(piece.begins):
            self.blocks.append(_Block(self._was(piece.start), self._begins_at(piece, fresh)))
        column = self._column(piece) if fresh else 0
        if fresh or piece.before.comments:
            self._between(piece, around, column)
        self.depth -= int(piece.kind in _CLOSE and fresh)
        if piece.kind != "StreamEnd":
            self._put(piece, " " * column if fresh else self._blanks(piece))
        self.depth += int(piece.kind in _OPEN)
        self.last = piece

    def _is_fresh(self, piece: Piece) -> bool:
        """Tell whether the piece begins a line; a closing bracket and a comma do only behind a comment."""
        if self.last is None or self.last.block_text:
            return True
        joins = piece.kind in (*_CLOSE, "FlowEntry") and not piece.before.comments
        return piece.before.broken and not joins

    def _begins_at(self, piece: Piece, fresh: bool) -> int:
        if not fresh:
            return len(self.lines[-1].code) + len(self._blanks(piece))
        return self.blocks[-1].column + STEP if self.blocks else 0

    def _column(self, piece: Piece) -> int:
        outer = self.blocks[-1].column if self.blocks else 0
        if self.depth:
            return outer + STEP * self.depth
        if piece.key or piece.kind in _LINE_SIGNS:
            return outer
        return outer + STEP if self.blocks and piece.kind not in (*_DOCUMENT, "StreamEnd") else 0

    def _was(self, offset: int) -> int:
        return offset - self.source.line_start(offset)

    def _between(self, piece: Piece, around: Iterable[_Block], column: int) -> None:
        """Put the comments and empty lines before a piece; a comment keeps the block in whose column it stood."""
        before = piece.before
        if before.behind:
            self.lines[-1].comment, self.lines[-1].at = before.behind[0], self._was(before.behind[1])
        columns = {block.was: block.column for block in around}
        columns[self._was(piece.start)] = column
        for text, offset in before.lines:
            at = column if self.depth else columns.get(self._was(offset), column)
            self._line(" " * at + text if text else "")

    def _line(self, code: str) -> None:
        if code or (self.lines and self.lines[-1].code):
            self.lines.append(Line(code))

    def _put(self, piece: Piece, before: str) -> None:
        text = _quoted(piece.text) if piece.kind == "Scalar" else piece.text
        first, *more = _BREAK.split(text)
        if piece.block_text:
            more = self._moved(more[:-1] if not more[-1:] or not more[-1] else more)
        else:
            indent = " " * ((self.blocks[-1].column if self.blocks else 0) + STEP * max(self.depth, 1))
            more = [indent + line.lstrip(" \t") if line.strip(" \t") else "" for line in more]
        if self._begins_line(piece):
            self.lines.append(Line(before + first))
        else:
            self.lines[-1].code += before + first
        self.lines += [Line(line, kept=True) for line in more]
        self.lines[-1].was = self._was(piece.start + len(piece.text))
        self.key = self.last.text if piece.kind == "Value" and self.last else self.key

    def _begins_line(self, piece: Piece) -> bool:
        return not self.lines or self._is_fresh(piece)

    def _moved(self, lines: list[str]) -> list[str]:
        """Return the lines of a text, moved as far as the block is that it stands in."""
        by = self.blocks[-1].column - self.blocks[-1].was if self.blocks else 0
        if by >= 0:
            return [" " * by + line if line else line for line in lines]
        return [line[-by:] if line[:-by].strip(" ") == "" else line for line in lines]

    def _blanks(self, piece: Piece) -> str:
        """Return what stands between two pieces of a line."""
        last = self.last.kind if self.last else ""
        if last in _OPEN:
            return ""
        if piece.kind in ("FlowEntry", *_CLOSE):
            return " " if last in _NODE_FOLLOWS else ""
        if piece.kind == "Value":
            return "" if last in ("Scalar", *_CLOSE) else " "
        # two blanks: how enable-ha knows a word of a person's again (`edit`)
        marked = last == "Value" and self.key == "ha" and self.source.text[piece.start - 2 : piece.start] == "  "
        return "  " if marked and self.source.text[piece.start - 3] == ":" else " "


def _quoted(text: str) -> str:
    """Return a word in single quotes in double ones, where that takes no escape."""
    inner = text[1:-1].replace("''", "'")
    fits = text[:1] == "'" and not set(inner) & {'"', "\\", "\n", "\r"}
    return f'"{inner}"' if fits else text
