"""An XML file as its server sees it: entities filled in, those of other files too, each element with its own place.

For looking only: what is edited is read by `document`, which expands nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from hactl.edits.encoding import decode
from hactl.edits.marker import EditRefused, is_mark

if TYPE_CHECKING:
    from pyexpat import XMLParserType

MOST_BYTES = 4 << 20  # of one file; no configuration is longer
MOST_ELEMENTS = 100_000
DEEPEST = 200
MOST_FILES = 50

ReadEntity = Callable[[str], bytes | None]
"""Returns a file by its path, None where it is not at hand."""


@dataclass(slots=True, eq=False, kw_only=True)
class Node:
    """An element as the server has it. `file`: where it is written; `ours`: in a block of hactl's.

    `name` is without a prefix. Read only.
    """

    name: str
    attributes: dict[str, str]
    file: str
    line: int
    column: int
    ours: bool = False
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, *path: str) -> Iterator[Node]:
        """Yield the elements at this path below it: `all("Service", "Engine")`."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def one(self, *path: str) -> Node | None:
        """Return the first element at this path."""
        return next(self.all(*path), None)

    def walk(self) -> Iterator[Node]:
        """Yield this element and all below it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)


def expanded(data: bytes, file: str, load: ReadEntity) -> Node:
    """Return the outermost element of `file`; `load` gives the files that its entities name, by their paths.

    Raises:
        EditRefused: it is not well-formed, or larger than any configuration.
    """
    reader = _Reader(file, load)
    try:
        reader.read(data)
    except expat.ExpatError as error:
        message = f"not well-formed XML: {expat.ErrorString(error.code)}"
        raise EditRefused("edit-malformed", message, line=error.lineno, column=error.offset + 1) from None
    if reader.root is None:
        raise EditRefused("edit-malformed", "no element in it")
    return reader.root


class _Reader:
    """Collects what expat tells of a file and of those that it takes in."""

    def __init__(self, file: str, load: ReadEntity) -> None:
        self.load = load
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.sources: list[tuple[str, XMLParserType]] = []
        self.file = file
        self.count = self.files = 0
        self.ours = False

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate("UTF-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.ExternalEntityRefHandler = self._external
        parser.UseForeignDTD(False)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parse(parser, self.file, data)

    def _parse(self, parser: XMLParserType, file: str, data: bytes) -> None:
        if len(data) > MOST_BYTES:
            raise EditRefused("edit-too-long", f"it has {len(data)} bytes; no configuration is so long")
        self.sources.append((file, parser))
        try:
            parser.Parse(decode(data)[1], True)
        finally:
            self.sources.pop()

    def _external(self, context: str | None, _base: str | None, system: str | None, _public: str | None) -> int:
        file, parser = self.sources[-1]
        self.files += 1
        named = posixpath.normpath(posixpath.join(posixpath.dirname(file), (system or "").removeprefix("file:")))
        data = self.load(named) if system and "://" not in system and self.files <= MOST_FILES else None
        if data is not None and context is not None:
            self._parse(parser.ExternalEntityParserCreate(context, "UTF-8"), named, data)
        return 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        file, parser = self.sources[-1]
        if self.count > MOST_ELEMENTS or len(self.stack) >= DEEPEST:
            raise EditRefused(
                "edit-malformed", "more elements than any configuration has", line=parser.CurrentLineNumber
            )
        node = Node(
            name=name.rpartition(":")[2],
            attributes=attributes,
            file=file,
            line=parser.CurrentLineNumber,
            column=parser.CurrentColumnNumber + 1,
            ours=self.ours,
        )
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node
        self.stack.append(node)

    def _end(self, _name: str) -> None:
        self.stack.pop()

    def _text(self, text: str) -> None:
        if self.stack and len(self.stack[-1].text) < MOST_BYTES:
            self.stack[-1].text += text

    def _comment(self, text: str) -> None:
        if is_mark(text):
            self.ours = text.lstrip().startswith("hactl:begin")
