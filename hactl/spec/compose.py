"""Bytes to a tree with positions; whatever is not plain, harmless YAML 1.2 is a problem.

The parser's *events* are used, not its composer: they show explicit tags, directives
and further documents, and nesting and aliases are bounded before memory is spent on
them. The C parser of `ruamel.yaml.clib` is used where installed (the events of a
thousand instances take about 10 ms), else the slower one in Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hactl.problems import Problem
from hactl.spec.scalars import meaning
from hactl.spec.tree import Mapping, Node, Scalar, Sequence, Source

MAX_BYTES = 4 << 20  # an environment of 10,000 instances takes 1.3 MB
MAX_DEPTH = 64
MAX_ALIASED = 100_000  # values that aliases may add

# What YAML 1.2 does not call printable, the byte order mark inside a text, the line ends of
# YAML 1.1 that no editor shows as such (NEL, LS, PS), and _COLON.
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\uefef\ufeff\ufffe\uffff]")
# The C parser refuses `[10.0.0.11:8080]`, which YAML 1.2 allows: a colon inside a word is
# given to it as one other character, forbidden in a spec, so that no offset moves.
_COLON = "\uefef"
_COLON_INSIDE = re.compile(r"^%[^\r\n]*|![^\s,\[\]{}]*|(?<=[\w.-]):(?=[\w/])", re.MULTILINE)

_DIRECTIVE = re.compile("^%", re.MULTILINE)


class _Stop(Exception):  # the rest of the file cannot be read
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def decode(data: bytes, name: str) -> tuple[Source, list[Problem]]:
    """Return the text without byte order mark; any problem here means the text is not worth parsing."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; a spec has at most {MAX_BYTES:,}"
        return Source(name, ""), [_whole(name, "spec-too-large", message)]
    try:
        source = Source(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Source(name, ""), [_not_utf8(data, name, error.start)]
    found = _FORBIDDEN.search(source.text)
    return source, [_control(source, found.start())] if found else []


def compose(source: Source, *, pure: bool = False) -> tuple[Mapping | None, list[Problem]]:
    """Return the tree, and what is wrong with the file as YAML. No tree: it could not be read to its end."""
    composer = _Composer(source)
    try:
        for event in _events(source, pure):
            composer.take(event)
    except _Stop as stop:
        return None, [*composer.problems, stop.problem]
    return composer.finish(), composer.problems


def scan(source: Source, *, pure: bool = False) -> list[Any]:
    """Return the tokens of a text that `compose` can read, each with its offsets."""
    return list(_parser(pure).scan(_COLON_INSIDE.sub(_without_colon, source.text)))


def _parser(pure: bool) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=pure or not has_c_parser())


def _events(source: Source, pure: bool) -> Iterator[Any]:
    from ruamel.yaml.error import YAMLError

    try:
        yield from _parser(pure).parse(_COLON_INSIDE.sub(_without_colon, source.text))
    except YAMLError as error:
        raise _Stop(_syntax(source, error)) from error
    except RecursionError as error:  # the parser in Python recurses
        raise _Stop(_too_deep(source, 0)) from error


def _without_colon(found: re.Match[str]) -> str:
    """Return the character that stands for a colon inside a word; directives and tags stay as they are."""
    return _COLON if found.group() == ":" else found.group()


def has_c_parser() -> bool:
    """Tell whether the fast parser is installed (`ruamel.yaml.clib`)."""
    from importlib.util import find_spec

    return find_spec("_ruamel_yaml") is not None


class _Composer:
    """Builds the tree from events, without recursion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.documents = 0
        self.open: list[Node] = []
        self.keys: list[Node | None] = []  # of each open node: a key that waits for its value
        self.anchors: dict[str, Node] = {}
        self.aliased = 0

    def take(self, event: Any) -> None:
        handler = getattr(self, "_" + type(event).__name__, None)
        if handler:
            handler(event)

    def finish(self) -> Mapping | None:
        """Return the tree if it is a map with something in it."""
        empty = self.root is None or (isinstance(self.root, Scalar) and self.root.value is None)
        if empty:
            hint = (
                "the smallest spec has `hactl: 1`, `name`, `server`, `clusters` and `balancer`; `hactl init` writes one"
            )
            self._problem(0, "spec-empty", "the file is empty", hint)
        elif not isinstance(self.root, Mapping):
            hint = "begin with `hactl: 1`"
            self._problem(self.root.start if self.root else 0, "spec-not-a-map", "a spec is a map of keys", hint)
        return self.root if isinstance(self.root, Mapping) else None

    def _problem(self, offset: int, name: str, message: str, hint: str = "") -> None:
        self.problems.append(_at(self.source, offset, name, message, hint))

    def _DocumentStartEvent(self, event: Any) -> None:  # noqa: N802
        self.documents += 1
        offset = event.start_mark.index
        if self.documents > 1:
            message = "a second document begins here; one file is one environment"
            raise _Stop(_at(self.source, offset, "spec-several-documents", message, "put it into its own file"))
        if event.version or event.tags:
            message = "a `%` directive changes what the words below mean, and is not part of the format"
            directive = _DIRECTIVE.search(self.source.text)
            self._problem(directive.start() if directive else offset, "spec-directive", message, "remove the line")

    def _ScalarEvent(self, event: Any) -> None:  # noqa: N802
        is_plain = bool(event.implicit[0]) and event.tag is None
        text = event.value.replace(_COLON, ":")
        value = meaning(text) if is_plain else text
        start, end = event.start_mark.index, event.end_mark.index
        self._add(Scalar(start=start, end=end, text=text, value=value, plain=is_plain), event)

    def _MappingStartEvent(self, event: Any) -> None:  # noqa: N802
        self._begin(Mapping(start=event.start_mark.index, end=-1, flow=bool(event.flow_style)), event)

    def _SequenceStartEvent(self, event: Any) -> None:  # noqa: N802
        self._begin(Sequence(start=event.start_mark.index, end=-1, flow=bool(event.flow_style)), event)

    def _MappingEndEvent(self, event: Any) -> None:  # noqa: N802
        node = self.open.pop()
        self.keys.pop()
        node.end = event.end_mark.index
        if self.open:
            self.open[-1].size += node.size

    _SequenceEndEvent = _MappingEndEvent

    def _AliasEvent(self, event: Any) -> None:  # noqa: N802
        start, end = event.start_mark.index, event.end_mark.index
        target = self.anchors.get(event.anchor)
        if target is None:
            message = f"`*{event.anchor}` names an anchor that does not exist"
            raise _Stop(_at(self.source, start, "spec-alias", message, f"mark the value with `&{event.anchor}` first"))
        if target.end < 0:
            message = f"`*{event.anchor}` is inside the value that it names"
            raise _Stop(_at(self.source, start, "spec-alias", message, "write the value out"))
        self.aliased += target.size
        if self.aliased > MAX_ALIASED:
            message = f"aliases stand for more than {MAX_ALIASED:,} values"
            raise _Stop(_at(self.source, start, "spec-too-many-aliases", message, "write the values out"))
        self._place(_alias(target, start, end))

    def _begin(self, node: Node, event: Any) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise _Stop(_too_deep(self.source, node.start))
        self._add(node, event)
        self.open.append(node)
        self.keys.append(None)

    def _add(self, node: Node, event: Any) -> None:
        if event.tag is not None:
            message = f"an explicit tag (`{_short_tag(event.tag)}`) is not part of the format"
            self._problem(node.start, "spec-tag", message, "remove the tag")
        if event.anchor:
            node.anchored = True
            self.anchors[event.anchor] = node
        self._place(node)

    def _place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if node.end >= 0:
            parent.size += node.size
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif self.keys[-1] is None:
            self.keys[-1] = node
        else:
            key, self.keys[-1] = self.keys[-1], None
            assert isinstance(parent, Mapping) and key is not None
            self._enter(parent, key, node)

    def _enter(self, parent: Mapping, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self._problem(
                key.start, "spec-key", "a key is a word, not a list or a map", "quote it if it begins with { or ["
            )
            return
        first = parent.entries.get(key.text)
        if first is None:
            parent.entries[key.text] = (key, value)
            return
        line = self.source.place(first[0].start).line
        message = f"the key `{_shown(key.text)}` occurs a second time; the first is in line {line}"
        self._problem(key.start, "spec-duplicate-key", message, "keep one of the two")


def _alias(target: Node, start: int, end: int) -> Node:
    if isinstance(target, Scalar):
        return Scalar(start=start, end=end, alias=True, text=target.text, value=target.value, plain=target.plain)
    if isinstance(target, Sequence):
        return Sequence(start=start, end=end, alias=True, size=target.size, flow=target.flow, items=target.items)
    assert isinstance(target, Mapping)
    return Mapping(start=start, end=end, alias=True, size=target.size, flow=target.flow, entries=target.entries)


def _at(source: Source, offset: int, name: str, message: str, hint: str = "") -> Problem:
    return Problem(id=name, message=message, hint=hint, place=source.place(offset))


def _whole(name: str, problem: str, message: str, hint: str = "") -> Problem:
    return Problem(id=problem, message=message, hint=hint, place=Source(name, "").place(0))


def _not_utf8(data: bytes, name: str, offset: int) -> Problem:
    before = Source(name, data[:offset].decode("utf-8-sig"))
    message = f"the file is not UTF-8: byte 0x{data[offset]:02x}"
    return _at(before, len(before.text), "spec-not-utf8", message, "save it as UTF-8 in your editor")


def _control(source: Source, offset: int) -> Problem:
    code = ord(source.text[offset])
    name = "a NUL character" if code == 0 else f"the invisible character U+{code:04X}"
    return _at(source, offset, "spec-control-character", f"{name} stands in the file", "take it out")


def _too_deep(source: Source, offset: int) -> Problem:
    message = f"lists and maps are nested more than {MAX_DEPTH} deep"
    return _at(source, offset, "spec-too-deep", message, "a spec needs no more than six; is a bracket left open?")


def _syntax(source: Source, error: Any) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    offset = min(mark.index if mark else 0, len(source.text))
    reason = getattr(error, "problem", None) or "the file cannot be read"
    context = getattr(error, "context", None)
    message = f"not valid YAML: {reason}" + (f" ({context})" if context else "")
    on_tab = source.text[offset : offset + 1] == "\t"
    hint = "indent with spaces, not with tabs" if on_tab else "look at this line and the one above"
    return _at(source, offset, "spec-syntax", message, hint)


def _short_tag(tag: str) -> str:
    return _shown(tag.replace("tag:yaml.org,2002:", "!!"))


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
