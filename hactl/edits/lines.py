"""Edits of files whose comments begin with `#`, such as bin/setenv.sh or catalina.properties.

One block of hactl at the end of the file, between two marks; what a person adds behind it later may stay there.
Bytes are kept as they are: neither a shell nor a properties file says how it is encoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hactl.edits import layout, marker
from hactl.edits.marker import MADE_BY, At, EditRefused, Head

_MARK = re.compile(rb"(?:^|(?<=[\r\n]))[ \t]*#[ \t]*(hactl:(?:begin|end)[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_DETAIL = re.compile(rb"[ \t]*#[ \t]*(sha256:[^\r\n]*)(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """The block of hactl: what its mark says, the offsets of the whole, and what stands between the marks."""

    head: Head
    start: int
    end: int
    content: bytes


def has_mark(data: bytes | None) -> bool:
    """Tell, cheaply, whether there are marks of hactl, intact or not."""
    return data is not None and b"hactl:" in data and _MARK.search(data) is not None


def only_remarks(behind: bytes) -> bool:
    """Tell whether there is nothing but empty lines and comments."""
    return all(not line.strip() or line.lstrip().startswith(b"#") for line in behind.splitlines())


def put(
    data: bytes | None,
    mark_id: str,
    lines: Sequence[str],
    *,
    made_by: str = MADE_BY,
    harmless: Callable[[bytes], bool] = only_remarks,
) -> bytes:
    """Return the file (None: there is none) with these lines at its end, between marks, in place of those before.

    A block with just these lines stays where it is if what a person wrote behind it is `harmless` to it.
    """
    return _put(data, mark_id, tuple(lines), made_by, harmless)


@lru_cache(maxsize=16)
def _put(
    data: bytes | None, mark_id: str, lines: tuple[str, ...], made_by: str, harmless: Callable[[bytes], bool]
) -> bytes:
    block = _block(data or b"")
    if block is not None and block.head.id != mark_id:
        message = f"hactl's block `{block.head.id}` is already in this file, which can hold only one"
        raise EditRefused("edit-two-blocks", message, hint="switch that one off first", line=block.head.at.line)
    bare = strip(data) if data is not None else None
    if data is not None and block is not None and _says(block, lines) and harmless(data[block.end :]):
        return data
    text = bare or b""
    _refuse_unfit(text)
    end = layout.line_end(text)
    unfinished = text[-1:] not in (b"", b"\n", b"\r")
    record = {key: True for key, value in (("absent", bare is None), ("unfinished", unfinished)) if value}
    content = "".join(_fit(line) + end for line in lines)
    first, second = marker.opening(mark_id, content.encode().decode("latin-1"), record, made_by)
    block_text = f"# {first}{end}# {second}{end}{content}# {marker.closing(mark_id)}{end}"
    return text + (end if unfinished else "").encode() + block_text.encode()


@lru_cache(maxsize=16)
def strip(data: bytes) -> bytes | None:
    """Return the file without anything of hactl's, as it was before; None where there was no file."""
    block = _block(data)
    if block is None:
        return data
    marker.verify(block.head, block.content.decode("latin-1"))
    record = dict(block.head.record)
    if not record.keys() <= {"absent", "unfinished"} or any(value is not True for value in record.values()):
        raise marker.broken("what an opening mark of hactl remembers cannot be read", block.head.at)
    before, behind = data[: block.start], data[block.end :]
    if "unfinished" in record and not behind:
        before = before[:-2] if before.endswith(b"\r\n") else before[:-1]
    return None if "absent" in record and not before + behind else before + behind


def _block(data: bytes) -> _Block | None:
    """Return the one block in the file; marks that make no pair are refused."""
    marks = list(_MARK.finditer(data)) if b"hactl:" in data else []
    if not marks:
        return None
    at = _at(data, marks[0].start())
    detail = _DETAIL.match(data, marks[0].end())
    text = marks[0][1] + b"\n" + (detail[1] if detail else b"")
    head = marker.read_opening(text.decode("latin-1"), at)
    if head is None:
        raise marker.broken("a closing mark of hactl has no opening one before it", at)
    assert detail is not None  # else the opening mark had been refused
    if len(marks) != 2 or marker.read_closing(marks[1][1].decode("latin-1"), at) != head.id:
        raise marker.broken("the marks of hactl are not one pair", at)
    content = data[detail.end() : marks[1].start()]
    return _Block(head=head, start=marks[0].start(), end=marks[1].end(), content=content)


def _says(block: _Block, lines: Sequence[str]) -> bool:
    return block.content.splitlines() == [line.encode() for line in lines]


def _at(data: bytes, offset: int) -> At:
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return At(line=before.count(b"\n") + 1, column=1)


def _refuse_unfit(text: bytes) -> None:
    if b"\0" in text:
        hint = "is this the right file? Text in UTF-16 is not read by a server either"
        raise EditRefused("edit-binary", "the file holds NUL bytes, it is not a text file", hint=hint)
    last = text.removesuffix(b"\n").removesuffix(b"\r").replace(b"\r", b"\n").rpartition(b"\n")[2]
    if not last.lstrip().startswith(b"#") and (len(last) - len(last.rstrip(b"\\"))) % 2:
        message = "the last line ends with a backslash, so what hactl adds would become part of it"
        raise EditRefused("edit-continued", message, hint="finish that line", line=_at(text, len(text)).line)


def _fit(line: str) -> str:
    if any(c in line for c in "\r\n\0") or has_mark(line.encode()):
        raise EditRefused("edit-value", f"{line!r} cannot be written as one line")
    return line
