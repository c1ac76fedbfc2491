"""What an XML mark remembers, and how a block is taken out again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hactl.edits import marker, set_aside
from hactl.edits.document import Document, Element, Mark, read
from hactl.edits.marker import WAYS_OUT, EditRefused, Record
from hactl.edits.splice import Splice, spliced

_ATTRIBUTE = re.compile(rb"""[ \t\r\n]+([^\s=/>"']+)[ \t\r\n]*=[ \t\r\n]*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """An attribute hactl wrote where there was none: the element's path, its name, and its text as written."""

    element: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What was there before.

    `lead`: blanks of the line break written before the block; `tail`: of the one behind it,
    None where none was needed. `opened`: the parent was an empty-element tag, `<Engine/>`.
    `held`: a person's elements that stand aside in comments, number and hash.
    """

    lead: str
    tail: str | None
    opened: bool
    added: tuple[Added, ...]
    held: tuple[tuple[int, str], ...] = ()

    def record(self) -> Record:
        """Return this as the mark stores it; what is left out has its usual value."""
        everything = {
            "lead": self.lead,
            "tail": self.tail,
            "opened": self.opened,
            "added": [[a.element, a.name, a.text] for a in self.added],
            "held": [[number, seal] for number, seal in self.held],
        }
        return {key: value for key, value in everything.items() if value not in (None, False, [])}

    @classmethod
    def of(cls, head: marker.Head) -> Undo:
        """Return what this mark remembers."""
        record = {"tail": None, "opened": False, "added": [], "held": [], **head.record}
        match record:
            case {
                "lead": str(lead),
                "tail": str() | None as tail,
                "opened": bool(opened),
                "added": list(raw),
                "held": list(aside),
            }:
                added, kept = _added(raw), _kept(aside)
                blank = not (lead + (tail or "")).strip(" \t")
                if blank and added is not None and kept is not None and len(record) == 5:
                    return cls(lead=lead, tail=tail, opened=opened, added=added, held=kept)
        raise marker.broken("what an opening mark of hactl remembers cannot be read", head.at)


def content(document: Document, mark: Mark) -> str:
    """Return what stands between the two comments."""
    return document.utf8[mark.opened[1] : mark.closed[0]].decode()


def without(document: Document, marks: Sequence[Mark]) -> Document:
    """Return the document without these blocks and all that came with them; a person's edit inside is refused."""
    if not marks:
        return document
    splices = [splice for mark in marks for splice in _splices(document, mark)]
    return read(spliced(document.utf8, splices), document.encoding)


def attributes_of(document: Document, mark: Mark) -> Iterator[tuple[str, str, str]]:
    """Yield the attributes that came with a mark: the element's path, their name, and their value as it is read."""
    for added in Undo.of(mark.head).added:
        element, _, _ = _place_of(document, mark, added)
        yield added.element, added.name, element.attributes[added.name]


def _added(raw: list[object]) -> tuple[Added, ...] | None:
    found = []
    for item in raw:
        match item:
            case [str(element), str(name), str(text)]:
                found.append(Added(element=element, name=name, text=text))
            case _:
                return None
    return tuple(found)


def _kept(raw: list[object]) -> tuple[tuple[int, str], ...] | None:
    found = []
    for item in raw:
        match item:
            case [int(number), str(seal)]:
                found.append((number, seal))
            case _:
                return None
    return tuple(found)


def put_back(document: Document, marks: Sequence[Mark]) -> Document:
    """Return the document with the elements that stand aside for these marks in their places; the blocks stay."""
    splices = [splice for mark in marks for splice in _back(document, mark, Undo.of(mark.head))]
    return read(spliced(document.utf8, splices), document.encoding) if splices else document


def _back(document: Document, mark: Mark, undo: Undo) -> Iterator[Splice]:
    for number, seal in undo.held:
        found = [h for h in document.held if (h.id, h.number) == (mark.head.id, number)]
        if len(found) != 1 or set_aside.seal(found[0].element) != seal:
            at = found[0].at if found else mark.head.at
            message = "someone changed or removed an element that hactl keeps in a comment"
            hint = f"write it as it was; or {WAYS_OUT}"
            raise EditRefused("edit-changed", message, hint=hint, line=at.line, column=at.column)
        yield found[0].start, found[0].end, found[0].element


def _splices(document: Document, mark: Mark) -> Iterator[Splice]:
    marker.verify(mark.head, content(document, mark))
    undo = Undo.of(mark.head)
    start = _with_break_before(document.utf8, mark.opened[0], undo.lead.encode())
    end = mark.closed[1] if undo.tail is None else _with_break_behind(document.utf8, mark.closed[1], undo.tail.encode())
    yield start, end, b""
    for added in undo.added:
        _, begin, behind = _place_of(document, mark, added)
        yield begin, behind, b""
    yield from _back(document, mark, undo)
    inside = mark.parent.start + len(document.tag(mark.parent))
    if undo.opened and (start, end) == (inside, mark.parent.end):  # else a person put something in: it stays open
        yield inside - 1, inside - 1, b"/"
        yield end, document.utf8.index(b">", end) + 1, b""


def _with_break_before(text: bytes, start: int, blanks: bytes) -> int:
    """Return the start moved before the line break that hactl wrote, if it is still there."""
    line = start - len(blanks)
    if text[line:start] != blanks:
        return start
    if text[line - 2 : line] == b"\r\n":
        return line - 2
    return line - 1 if text[line - 1 : line] in (b"\r", b"\n") else start


def _with_break_behind(text: bytes, end: int, blanks: bytes) -> int:
    """Return the end moved behind the line break that hactl wrote, if it is still there."""
    size = 2 if text[end : end + 2] == b"\r\n" else int(text[end : end + 1] in (b"\r", b"\n"))
    return end + size + len(blanks) if size and text.startswith(blanks, end + size) else end


def _place_of(document: Document, mark: Mark, added: Added) -> tuple[Element, int, int]:
    """Return the element that has an attribute of hactl, and where that stands, with the blanks before it."""
    around = set(mark.parent.and_around())
    here = [e for e in document.elements(added.element) if e in around] or document.elements(added.element)
    found = [place for element in here for place in _attributes(document, element, added)]
    if len(found) == 1:
        return found[0]
    at = here[0] if here else mark.parent
    message = f"someone changed or removed {added.text} of <{added.element.rpartition('/')[2]}>, which hactl wrote"
    raise EditRefused(
        "edit-changed", message, hint=f"write it as it was; or {WAYS_OUT}", line=at.line, column=at.column
    )


def _attributes(document: Document, element: Element, added: Added) -> Iterator[tuple[Element, int, int]]:
    if added.name not in element.attributes:
        return
    tag = document.tag(element)
    for found in _ATTRIBUTE.finditer(tag, len(element.name.encode()) + 1):
        if found[1] == added.name.encode() and found[0].lstrip() == added.text.encode():
            yield element, element.start + found.start(), element.start + found.end()
