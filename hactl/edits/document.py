"""An XML file as expat sees it: elements, hactl's marks, and the byte at which each begins.

Entities are never expanded and nothing is loaded from elsewhere: an element that comes out
of an entity is not seen, so a reference where it could matter is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.parsers import expat

from hactl.edits import set_aside
from hactl.edits.encoding import Encoding, decode
from hactl.edits.marker import At, EditRefused, Head, broken, is_mark, read_closing, read_opening
from hactl.edits.set_aside import Held

if TYPE_CHECKING:
    from pyexpat import XMLParserType

DEEPEST = 200  # elements inside each other; lxml, which checks our work, stops at 256

_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")


@dataclass(slots=True, eq=False, kw_only=True)
class Element:
    """An element: its place counts from 1, `start` and `end` are offsets of `<` and of `</` in the UTF-8 text.

    `end` of an empty-element tag is the offset behind it. `path` is like "Server/Service".
    Read only: documents are shared.
    """

    name: str
    attributes: dict[str, str]
    path: str
    line: int
    column: int
    parent: Element | None
    start: int
    end: int = -1
    children: list[Element] = field(default_factory=list)

    def and_around(self) -> Iterator[Element]:
        """Yield the element, and those around it, the innermost first."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A pair of hactl's comments: what the opening one says, their parent, and both as (start, end) offsets."""

    head: Head
    parent: Element
    opened: tuple[int, int]
    closed: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference to an entity in content: what it holds is not seen. `parent` is the path of the element around."""

    name: str
    parent: str
    at: At


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A well-formed file. `utf8` is its text without byte order mark, `declared` (element, attribute) of its DTD.

    `held`: a person's elements that stand aside in comments.
    """

    encoding: Encoding
    utf8: bytes
    root: Element
    by_path: dict[str, list[Element]]
    marks: tuple[Mark, ...]
    references: tuple[Reference, ...]
    declared: frozenset[tuple[str, str]]
    held: tuple[Held, ...] = ()

    @property
    def root_name(self) -> str:
        """Return the name of the outermost element."""
        return self.root.name

    def elements(self, path: str) -> list[Element]:
        """Return all elements at this path ("Server/Service/Engine"), in the order of the file.

        "Server/Service/Engine#2/Cluster": only those in the second of the elements at "Server/Service/Engine".
        """
        around, numbered, rest = path.partition("#")
        if not numbered:
            return self.by_path.get(path, [])
        number, _, below = rest.partition("/")
        holder = self.by_path.get(around, [])[int(number) - 1 : int(number)]
        found = self.by_path.get(f"{around}/{below}", []) if below else holder
        return [element for element in found if holder and holder[0] in element.and_around()]

    def named(self, name: str) -> Iterator[Element]:
        """Yield all elements of this name, wherever they are, in the order of the file."""
        found = (e for path, all_ in self.by_path.items() if path.rpartition("/")[2] == name for e in all_)
        return iter(sorted(found, key=lambda e: e.start))

    def one(self, path: str) -> Element:
        """Return the one element at this path; none, or more than one, or perhaps one in an entity, is refused."""
        if path.partition("/")[0] != self.root_name:
            wanted = path.partition("/")[0]
            message = f"this is not a <{wanted}> file: its outermost element is <{self.root_name}>"
            raise _refused("edit-root", message, "is this the right file?", self.root)
        found = self.elements(path)
        for reference in self.references:
            if _plain(path).startswith(reference.parent + "/"):
                message = f"`&{reference.name};` is filled in from elsewhere and may hold another <{_last(path)}>"
                raise _refused("edit-entity", message, "replace it by its content", reference.at)
        if not found:
            message = f"there is no <{_last(path)}> at {_plain(path)} (comments do not count)"
            raise _refused("edit-missing", message, f"write a <{_last(path)}>, or is this the right file?", self.root)
        if len(found) > 1:
            places = ", ".join(f"line {e.line}" for e in found)
            message = f"there are {len(found)} <{_last(path)}> ({places}) and hactl cannot know which one is meant"
            raise _refused("edit-ambiguous", message, "leave one, or do this edit by hand", found[1])
        return found[0]

    def tag(self, element: Element) -> bytes:
        """Return the element's start tag, from `<` to `>`."""
        found = _TAG.match(self.utf8, element.start)
        assert found is not None  # expat found it well-formed
        return found[0]


def parse(data: bytes) -> Document:
    """Return the document in these bytes; what is not well-formed, not decodable or holds broken marks is refused."""
    encoding, utf8 = decode(data)
    return read(utf8, encoding)


@lru_cache(maxsize=16)
def read(utf8: bytes, encoding: Encoding) -> Document:
    """Return the document in this UTF-8 text."""
    reader = _Reader(utf8)
    try:
        reader.parser.Parse(utf8, True)
    except expat.ExpatError as error:
        raise _malformed(error, reader.stack) from None
    finally:
        del reader.parser  # it holds the reader's methods; thousands of such rings would wait for the collector
    return reader.document(encoding)


def _malformed(error: expat.ExpatError, open_elements: list[Element]) -> EditRefused:
    inside = f" (<{open_elements[-1].name}> of line {open_elements[-1].line} is still open)" if open_elements else ""
    return EditRefused(
        "edit-malformed",
        f"the file is not well-formed XML: {expat.ErrorString(error.code)}{inside}",
        hint="fix it there or a little above; a server would not start with it either",
        line=error.lineno,
        column=error.offset + 1,
    )


class _Reader:
    """Collects what expat tells while it reads one file."""

    def __init__(self, utf8: bytes) -> None:
        self.utf8 = utf8
        self.stack: list[Element] = []
        self.by_path: dict[str, list[Element]] = {}
        self.root: Element | None = None
        self.marks: list[Mark] = []
        self.held: list[Held] = []
        self.pending: tuple[Head, Element, tuple[int, int]] | None = None
        self.references: list[Reference] = []
        self.declared: set[tuple[str, str]] = set()
        self.parser = self._parser()

    def _parser(self) -> XMLParserType:
        parser = expat.ParserCreate("UTF-8")  # overrides what is declared: the text was decoded already
        parser.specified_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._comment
        parser.AttlistDeclHandler = self._attribute_list
        parser.SkippedEntityHandler = self._skipped
        parser.ExternalEntityRefHandler = self._external
        unread: list[str] = []
        parser.DefaultHandler = unread.append  # its presence keeps entities from being expanded
        return parser

    def document(self, encoding: Encoding) -> Document:
        if self.pending is not None:
            raise broken("an opening mark of hactl has no closing one", self.pending[0].at)
        assert self.root is not None  # else expat had refused
        return Document(
            encoding=encoding,
            utf8=self.utf8,
            root=self.root,
            by_path=self.by_path,
            marks=tuple(self.marks),
            references=tuple(self.references),
            declared=frozenset(self.declared),
            held=tuple(self.held),
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parser, stack = self.parser, self.stack
        parent = stack[-1] if stack else None
        element = Element(
            name=name,
            attributes=attributes,
            path=f"{parent.path}/{name}" if parent else name,
            line=parser.CurrentLineNumber,
            column=parser.CurrentColumnNumber + 1,
            parent=parent,
            start=parser.CurrentByteIndex,
        )
        if parent is None:
            self.root = element
        else:
            parent.children.append(element)
        if len(stack) >= DEEPEST:
            hint = "this is not a server's configuration file"
            raise _refused("edit-malformed", f"elements lie more than {DEEPEST} levels deep", hint, element)
        stack.append(element)
        self.by_path.setdefault(element.path, []).append(element)

    def _end(self, _name: str) -> None:
        self.stack.pop().end = self.parser.CurrentByteIndex

    def _comment(self, text: str) -> None:
        if set_aside.is_held(text):
            self._hold()
        if not is_mark(text):
            return
        start = self.parser.CurrentByteIndex
        span = start, self.utf8.index(b"-->", start) + 3
        if not self.stack:
            raise broken("a mark of hactl is outside the outermost element", self._at())
        head = read_opening(text, self._at())
        if head is None:
            self._close(read_closing(text, self._at()), span)
        elif self.pending is not None:
            raise broken("an opening mark of hactl is inside another block of hactl", head.at)
        else:
            self.pending = head, self.stack[-1], span

    def _hold(self) -> None:
        start = self.parser.CurrentByteIndex
        found = set_aside.read(self.utf8[start : self.utf8.index(b"-->", start) + 3], start, self._at())
        if found is not None:
            self.held.append(found)

    def _close(self, mark_id: str, span: tuple[int, int]) -> None:
        if self.pending is None or self.pending[0].id != mark_id or self.pending[1] is not self.stack[-1]:
            raise broken(
                f"the closing mark `{mark_id}` of hactl does not belong to an opening one before it", self._at()
            )
        head, parent, opened = self.pending
        if any(m.head.id == mark_id for m in self.marks):
            raise broken(f"there are two blocks of hactl with the mark `{mark_id}`", head.at)
        self.marks.append(Mark(head=head, parent=parent, opened=opened, closed=span))
        self.pending = None

    def _attribute_list(self, element: str, attribute: str, _type: str, _default: str | None, _required: bool) -> None:
        self.declared.add((element, attribute))

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter and self.stack:
            self.references.append(Reference(name=name, parent=self.stack[-1].path, at=self._at()))

    def _external(self, context: str | None, _base: str | None, _system: str | None, _public: str | None) -> int:
        self._skipped((context or "").rpartition("\f")[2], is_parameter=False)
        return 1

    def _at(self) -> At:
        return At(line=self.parser.CurrentLineNumber, column=self.parser.CurrentColumnNumber + 1)


def _refused(problem: str, message: str, hint: str, at: At | Element) -> EditRefused:
    return EditRefused(problem, message, hint=hint, line=at.line, column=at.column)


def _last(path: str) -> str:
    return _plain(path).rpartition("/")[2]


def _plain(path: str) -> str:
    """Return a path without the number of an element."""
    return re.sub("#[0-9]+", "", path)
