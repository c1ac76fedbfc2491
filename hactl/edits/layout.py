"""How a file is laid out: its line ends and indentation, so that new lines look like their neighbours."""

from __future__ import annotations

import re

from hactl.edits.document import Document, Element

_FIRST_NODE = re.compile(rb"[ \t\r\n]*[\r\n]([ \t]*)<(?!/)")
_REST_OF_LINE = re.compile(rb"[ \t]*[\r\n]")
_BEFORE = re.compile(rb"(?:^|[\r\n])([ \t]*)\Z")


def line_end(text: bytes) -> str:
    r"""Return what most lines end with: "\n", "\r\n" or "\r"."""
    windows = text.count(b"\r\n")
    counts = {"\n": text.count(b"\n") - windows, "\r\n": windows, "\r": text.count(b"\r") - windows}
    return max(counts, key=lambda end: counts[end])


def indent(document: Document, element: Element) -> str | None:
    """Return the blanks before an element that is the first on its line; None where it is not."""
    start = max(0, element.start - 400)  # no one indents further, and a slice keeps this cheap
    found = _BEFORE.search(document.utf8[start : element.start])
    return found[1].decode() if found else None


def child_indent(document: Document, parent: Element) -> str:
    """Return the blanks that stand before the children of this element, or would."""
    inside = parent.start + len(document.tag(parent))
    found = _FIRST_NODE.match(document.utf8, inside, max(inside, parent.end))
    if found:
        return found[1].decode()
    for child in parent.children:
        own = indent(document, child)
        if own is not None:
            return own
    return (indent(document, parent) or "") + _unit(document, parent)


def ends_line(document: Document, offset: int) -> bool:
    """Tell whether nothing but blanks stands between this offset and the end of its line."""
    return _REST_OF_LINE.match(document.utf8, offset) is not None


def _unit(document: Document, element: Element) -> str:
    own = indent(document, element)
    around = indent(document, element.parent) if element.parent else None
    if own is not None and around is not None and own.startswith(around) and own != around:
        return own[len(around) :]
    return "\t" if b"\n\t" in document.utf8 or b"\r\t" in document.utf8 else "  "


def indented(block: str, before: str) -> list[str]:
    """Return a block's lines behind these blanks; its levels of two blanks become tabs where those are tabs."""
    tabs = "\t" in before
    lines = block.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    return [before + (_tabbed(line) if tabs else line) if line.strip() else "" for line in lines]


def _tabbed(line: str) -> str:
    rest = line.lstrip(" ")
    levels, odd = divmod(len(line) - len(rest), 2)
    return "\t" * levels + " " * odd + rest
