"""A person's element that stands aside: commented out in its own place while a block of hactl does its work.

Verbatim, so that a person reads it where they wrote it, and however long it is; only two dashes, which would
end the comment, are set apart by a backslash. The mark of the block holds a hash of it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from hactl.edits.marker import At

WHY = "yours; it comes back when hactl takes its block out"

_HEAD = re.compile(rb"<!--\s*hactl:held (\S+) ([0-9]{1,9}) \([^)]*\) (.*) -->\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A comment that holds an element: whose mark it belongs to, its number there, its offsets, the element."""

    id: str
    number: int
    start: int
    end: int
    element: bytes
    at: At


def is_held(text: str) -> bool:
    """Tell whether a comment holds an element, intact or not."""
    return text.lstrip().startswith("hactl:held")


def comment(mark_id: str, number: int, element: bytes) -> bytes:
    """Return the comment that holds this element (UTF-8)."""
    plain = element.replace(b"\\", b"\\\\")
    apart = re.sub(rb"-(?=-)", rb"-\\", plain)
    marked = quote(mark_id, safe="").replace("--", "-%2D")
    return f"<!-- hactl:held {marked} {number} ({WHY}) ".encode() + apart + b" -->"


def read(written: bytes, start: int, at: At) -> Held | None:
    """Return what a comment holds, None where it cannot be read. `written`: from `<!--` to `-->`."""
    found = _HEAD.match(written)
    if found is None:
        return None
    element = re.sub(rb"\\(.)", rb"\1", found[3], flags=re.DOTALL)
    end = start + len(written)
    return Held(id=unquote(found[1].decode()), number=int(found[2]), start=start, end=end, element=element, at=at)


def seal(element: bytes) -> str:
    """Return the hash of an element as a mark remembers it; line ends may differ."""
    return hashlib.sha256(element.replace(b"\r\n", b"\n").replace(b"\r", b"\n")).hexdigest()[:32]
