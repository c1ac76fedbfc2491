"""An XML file as a tree that can be changed and written again: what nobody touched stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from hactl.edits.document import Document, Element, read
from hactl.edits.encoding import Encoding
from hactl.edits.escaping import escape

_PLAIN = Encoding(b"", "utf-8")
DOUBLE = '"'
_ATTRIBUTE = re.compile(r"""\s([\w.:-]+)\s*=\s*("[^"]*"|'[^']*')""")
_END = re.compile(r"\s*/?>\Z")
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\Z")


class Node:
    """An element: the text of its start tag, what lies inside, the text of its end tag ("" where it is empty)."""

    __slots__ = ("close", "content", "name", "tag")

    def __init__(self, name: str, tag: str, content: list[str | Node], close: str) -> None:
        self.name, self.tag, self.content, self.close = name, tag, content, close

    @property
    def children(self) -> Iterator[Node]:
        """Yield the elements inside."""
        return (part for part in self.content if isinstance(part, Node))

    @property
    def text(self) -> str:
        """Return the text inside, blanks around it aside."""
        return "".join(part for part in self.content if isinstance(part, str)).strip()

    def attributes(self) -> dict[str, str]:
        """Return all attributes."""
        return {found[1]: unescape(found[2][1:-1]) for found in _ATTRIBUTE.finditer(self.tag)}

    def get(self, attribute: str) -> str | None:
        """Return an attribute's value."""
        return self.attributes().get(attribute)

    def set(self, attribute: str, value: str | None) -> None:
        """Set an attribute in its place, or as the last one; None takes it away."""
        found = self._find(attribute)
        if found is not None:
            new = "" if value is None else self.tag[found.start() : found.start(2)] + _quoted(value, found[2][0])
            self.tag = self.tag[: found.start()] + new + self.tag[found.end() :]
        elif value is not None:
            end = _END.search(self.tag)
            assert end is not None, "a start tag ends"
            self.tag = f"{self.tag[: end.start()]} {attribute}={_quoted(value, DOUBLE)}{end[0]}"

    def _find(self, attribute: str) -> re.Match[str] | None:
        return next((found for found in _ATTRIBUTE.finditer(self.tag) if found[1] == attribute), None)

    def append(self, child: Node, lead: str, tail: str) -> None:
        """Put an element behind all others: `lead` and `tail` are the blanks around it."""
        if not self.close:
            self.tag, self.close = re.sub(r"\s*/>\Z", ">", self.tag), f"</{self.name}>"
        text = str(self.content[-1]) if self.content else ""
        self.content[-1:] = [_BLANK_LINE.sub("", text) + lead, child, tail]

    def remove(self, child: Node) -> None:
        """Take an element out, with the line it stood on."""
        at = self.content.index(child)
        before, behind = str(self.content[at - 1]), str(self.content[at + 1])
        self.content[at - 1 : at + 2] = [_BLANK_LINE.sub("", before) + behind]

    def ending(self) -> str:
        """Return its text behind the attributes: `/>` with the blanks before it, or all from `>` on."""
        return "".join(self.written())[len(_head(self.tag)) :]

    def end_with(self, ending: str) -> None:
        """Make everything behind its attributes this text, which holds no element."""
        new = element(_head(self.tag) + ending)
        self.tag, self.content, self.close = new.tag, new.content, new.close

    def written(self) -> Iterator[str]:
        """Yield its text in pieces."""
        yield self.tag
        for part in self.content:
            if isinstance(part, Node):
                yield from part.written()
            else:
                yield part
        yield self.close


class Whole:
    """A file: its outermost element, and what stands before and behind it."""

    def __init__(self, document: Document) -> None:
        text, root = document.utf8, document.root
        self._encoding = document.encoding
        self.newline = "\r\n" if b"\r\n" in text else "\n" if b"\n" in text else ""
        self.root, end = _node(document, root)
        self._before, self._behind = text[: root.start].decode(), text[end:].decode()

    def bytes(self) -> bytes:
        """Return the file."""
        text = "".join((self._before, *self.root.written(), self._behind))
        return self._encoding.encode(text.encode())


def element(xml: str) -> Node:
    """Return the element of this text."""
    document = read(xml.encode(), _PLAIN)
    return _node(document, document.root)[0]


def _head(tag: str) -> str:
    return _END.sub("", tag)


def _quoted(value: str, quote: str) -> str:
    return quote + escape(value, quote) + quote


def _node(document: Document, found: Element) -> tuple[Node, int]:
    """Return the node of an element, and the offset behind it."""
    text, tag = document.utf8, document.tag(found)
    at = found.start + len(tag)
    if found.end <= at and tag.endswith(b"/>"):
        return Node(found.name, tag.decode(), [], ""), at
    content: list[str | Node] = []
    for child in found.children:
        node, end = _node(document, child)
        content += [text[at : child.start].decode(), node]
        at = end
    content.append(text[at : found.end].decode())
    end = text.index(b">", found.end) + 1
    return Node(found.name, tag.decode(), content, text[found.end : end].decode()), end
