"""Who owns a block, and how it is undone: the two marks that hactl's text stands between.

The opening mark holds an id, the version of this format, a hash of what stands between
the marks, and a record of what was there before. It is the same in every kind of file;
`xml` puts it into comments, `lines` behind `#`. What is written here is understood for
ever: each version has fixtures in tests/edits/markers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from hactl.errors import Refused
from hactl.problems import Place, Problem

VERSION = 1
MADE_BY = "hactl wrote what stands between these two marks; undo: hactl disable-ha"
LIMIT = 1024  # bytes of a record; what is longer is refused, a mark must stay readable
WAYS_OUT = (
    "undo that edit and say it in the spec, or delete both hactl marks: then what stands between them is yours"
    " and hactl no longer changes it"
)

Record = Mapping[str, object]

_OPENING = re.compile(r"\s*hactl:begin\s+(\S+)\s+v(\d{1,9})(?=\s|$)")
_CLOSING = re.compile(r"\s*hactl:end\s+(\S+)\s*\Z")
_DETAIL = re.compile(r"\ssha256:([0-9a-f]{32})\s+undo:([A-Za-z0-9+/]{1,8192}={0,2})\s*\Z")


class EditRefused(Refused):
    """hactl will not edit this file: why, how to go on, and where (counting from 1; 0 is not known)."""

    def __init__(self, id: str, message: str, *, hint: str = "", line: int = 0, column: int = 0) -> None:  # noqa: A002
        super().__init__(message, hint=hint)
        self.id = id
        self.line = line
        self.column = column

    def problem(self, file: str) -> Problem:
        """Return it as a problem of this file."""
        return Problem(id=self.id, message=self.message, hint=self.hint, place=Place(file, self.line, self.column))


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Where a mark stands; counts from 1."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What an opening mark says. `sealed` is the hash it carries, `packed` the record as written."""

    id: str
    sealed: str
    packed: str
    record: Record
    at: At


def opening(mark_id: str, content: str, record: Record, made_by: str) -> tuple[str, str]:
    """Return the two lines of an opening mark: one for people, one for hactl."""
    kept = packed(json.dumps(record, sort_keys=True, separators=(",", ":")).encode())
    if len(kept) > LIMIT:
        raise EditRefused(
            "edit-too-long",
            f"the mark would have to remember {len(kept)} bytes, and may not hold more than {LIMIT}",
            hint="use shorter attribute values",
        )
    first = f"hactl:begin {_quoted(mark_id)} v{VERSION} ({_harmless(made_by)})"
    return first, f"sha256:{seal(mark_id, kept, content)} undo:{kept}"


def packed(record: bytes) -> str:
    """Return a record's JSON as a mark carries it."""
    return base64.b64encode(record).decode()


def unpacked(text: str) -> bytes:
    """Return a record's JSON."""
    return base64.b64decode(text, validate=True)


def closing(mark_id: str) -> str:
    """Return the line of a closing mark."""
    return f"hactl:end {_quoted(mark_id)}"


def is_mark(text: str) -> bool:
    """Tell whether a comment is one of hactl's marks, intact or not."""
    return text.lstrip().startswith(("hactl:begin", "hactl:end"))


def read_opening(text: str, at: At) -> Head | None:
    """Return what an opening mark says; None where the text is not one. A newer or broken mark is refused."""
    if not text.lstrip().startswith("hactl:begin"):
        return None
    start = _OPENING.match(text)
    if start is None:
        raise broken("an opening mark of hactl cannot be read", at)
    if int(start[2]) > VERSION:
        raise EditRefused(
            "edit-mark-newer",
            f"a newer hactl wrote this block (format {start[2]}, this one knows up to {VERSION})",
            hint="update hactl",
            line=at.line,
            column=at.column,
        )
    detail = _DETAIL.search(text, start.end())
    record = _unpacked(detail[2]) if detail else None
    if int(start[2]) < 1 or detail is None or record is None:
        raise broken("an opening mark of hactl cannot be read", at)
    return Head(id=unquote(start[1]), sealed=detail[1], packed=detail[2], record=record, at=at)


def read_closing(text: str, at: At) -> str:
    """Return the id in a closing mark."""
    found = _CLOSING.match(text)
    if found is None:
        raise broken("a closing mark of hactl cannot be read", at)
    return unquote(found[1])


def verify(head: Head, content: str) -> None:
    """Refuse where what stands between the marks, or the record, is not what hactl wrote. Line ends may differ."""
    if seal(head.id, head.packed, content) != head.sealed:
        raise EditRefused(
            "edit-changed",
            f"someone changed what is between hactl's marks `{head.id}`",
            hint=WAYS_OUT,
            line=head.at.line,
            column=head.at.column,
        )


def broken(message: str, at: At) -> EditRefused:
    """Return the refusal of marks that do not make a pair."""
    hint = (
        "put the marks back as they were (an older version of the file, a backup), or delete the block and both marks"
    )
    return EditRefused("edit-mark-broken", message, hint=hint, line=at.line, column=at.column)


def seal(mark_id: str, packed: str, content: str) -> str:
    """Return the hash that holds a mark's id, its record and what stands between it and the closing one together."""
    plain = content.replace("\r\n", "\n").replace("\r", "\n")  # a tool that converts line ends is not a person's edit
    return hashlib.sha256(f"{mark_id}\n{packed}\n{plain}".encode()).hexdigest()[:32]


def _unpacked(packed: str) -> Record | None:
    try:
        record = json.loads(unpacked(packed))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _quoted(mark_id: str) -> str:
    return quote(mark_id, safe="").replace("--", "-%2D")  # two dashes end a comment


def _harmless(text: str) -> str:
    """Return the text fit for a comment of any file: ASCII, one line, no two dashes."""
    plain = "".join(c if c.isprintable() else " " for c in text).encode("ascii", "replace").decode()
    while "--" in plain:
        plain = plain.replace("--", "- -")
    return plain
