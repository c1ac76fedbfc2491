"""New files of one shape: the first is edited and proven, the others are that one with values of their own.

Two texts have one shape where they differ in the comment before the first element, or in the values of attributes,
and only in values of letters, digits and `. _ : / -`, which mean nothing to XML wherever they stand. What hactl makes
of one of them is what it makes of the other, value for value; the seal and the record in its mark are counted anew.
Anything else has a shape of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hactl.edits import marker

Edit = Callable[[bytes, Sequence[str]], bytes]

MOST_SHAPES = 64  # kept at a time; an environment has one or two for each product
_DECLARED = re.compile(rb"<\?xml[^>]*\?>")
_COMMENT = re.compile(rb"(\s*<!--)(.*?)-->", re.DOTALL)
_VALUE = re.compile(rb'="([A-Za-z0-9._:/-]+)"')
_WORD = re.compile(rb"[A-Za-z0-9._:/-]+")
_UNSHAPED = re.compile(rb"[\r\0]|<!DOCTYPE|<!\[CDATA\[|hactl:|xmlns|Q[0-9]+Z")
_HOLE = re.compile(rb"Q([0-9]+)Z")
_DETAIL = re.compile(rb"sha256:[0-9a-f]{32} undo:([A-Za-z0-9+/]+=*) -->")
_END = b"<!-- hactl:end"

_Parts = tuple[bytes | int, ...]
_Key = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """A finished file in parts: bytes, and the numbers of the values that stand between them."""

    mark: str
    before: _Parts
    record: _Parts
    content: _Parts
    behind: _Parts

    def filled(self, values: Sequence[bytes]) -> bytes | None:
        """Return the file with these values; None where its mark would be too long."""
        content = _fill(self.content, values)
        packed = marker.packed(_fill(self.record, values))
        if len(packed) > marker.LIMIT:
            return None
        sealed = marker.seal(self.mark, packed, content.decode())
        mark = f"sha256:{sealed} undo:{packed} -->".encode()
        return b"".join((_fill(self.before, values), mark, content, _fill(self.behind, values)))


_shapes: dict[_Key, _Shape | None] = {}


def edited(data: bytes, words: Sequence[str], mark: str, edit: Edit) -> bytes:
    """Return `edit(data, words)`, which puts one block between marks of this id; raises what it raises.

    `data`: a new file as hactl wrote it. `words`: XML or single values that the edit puts in.
    """
    literals, values = _taken_apart(data, words)
    if values is None:
        return edit(data, words)
    key = (mark.encode(), *literals)
    if key not in _shapes:
        while len(_shapes) >= MOST_SHAPES:
            del _shapes[next(iter(_shapes))]
        _shapes[key] = _learned(literals, len(values), mark, edit)
        done = edit(data, words)
        if (shape := _shapes[key]) is not None and shape.filled(values) != done:
            _shapes[key] = None
        return done
    shape = _shapes[key]
    return (shape.filled(values) if shape is not None else None) or edit(data, words)


def _taken_apart(data: bytes, words: Sequence[str]) -> tuple[list[bytes], list[bytes] | None]:
    """Return what all of this shape have, with a NUL for each value, and the values; None: it has no shape."""
    literals: list[bytes] = []
    values: list[bytes] = []
    for text in (data, *(word.encode() for word in words)):
        if not text.isascii() or _UNSHAPED.search(text):
            return [], None
        if _WORD.fullmatch(text):
            literals.append(b"\0")
            values.append(text)
            continue
        head, comment, body = _head(text)
        parts = _VALUE.split(body)
        literals.append(head + b'="\0"'.join(parts[::2]))
        values += (*comment, *parts[1::2])
    return literals, None if any(b"--" in value for value in values) else values


def _head(text: bytes) -> tuple[bytes, tuple[bytes, ...], bytes]:
    """Return what comes before the first element, with a NUL for its comment; the comment, if any; and the rest."""
    declared = _DECLARED.match(text)
    end = declared.end() if declared else 0
    comment = _COMMENT.match(text, end)
    if comment is None:
        return text[:end], (), text[end:]
    return text[:end] + comment[1] + b"\0-->", (comment[2],), text[comment.end() :]


def _learned(literals: Sequence[bytes], count: int, mark: str, edit: Edit) -> _Shape | None:
    """Return the shape of what is made of a text whose values are holes; None where that is not one block."""
    holes = iter(range(count))
    with_holes = [re.sub(rb"\0", lambda _: b"Q%dZ" % next(holes), text) for text in literals]
    try:
        done = edit(with_holes[0], [text.decode() for text in with_holes[1:]])
    except marker.EditRefused:
        return None
    detail, end = _DETAIL.search(done), done.find(_END)
    if detail is None or end < 0 or done.count(_END) > 1:
        return None
    return _Shape(
        mark=mark,
        before=_parts(done[: detail.start()]),
        record=_parts(marker.unpacked(detail[1].decode())),
        content=_parts(done[detail.end() : end]),
        behind=_parts(done[end:]),
    )


def _parts(text: bytes) -> _Parts:
    pieces = _HOLE.split(text)
    return tuple(int(piece) if number % 2 else piece for number, piece in enumerate(pieces))


def _fill(parts: _Parts, values: Sequence[bytes]) -> bytes:
    return b"".join([values[part] if isinstance(part, int) else part for part in parts])
