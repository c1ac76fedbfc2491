"""The ways a word as `ha:` is put into a cluster that has none, and how each is known again and taken out.

`drain:` goes into clusters the same way, and into instances.

| the cluster is                | it becomes, for `false`                                          |
|-------------------------------|------------------------------------------------------------------|
| `[...]`, or `*list`           | `{ha: false, instances: [...]}`                                  |
| items on lines of their own   | the lines `ha: false` and `instances:` before the first item     |
| the same, behind an anchor    | the same two lines behind `a:`, so that the anchor stays with the list |
| the same, not indented        | as above, the items two further in; `# list indented by hactl` says so |
| `{...}`                       | `, ha: false` behind the last value                              |
| keys on lines of their own    | a first line `ha: false  # set by hactl`                         |
| an instance: `10.0.0.11:8081` | `{host: 10.0.0.11, ports: {http: 8081}, drain: true}`            |

Two ways never give the same text, so what is found tells what was there before. Only
a person can have written the very same text with the word on the default: `edit`
then sets one more blank before the word, and a shape with more than one blank is a
person's, never taken out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hactl.errors import Refused
from hactl.spec.tree import Mapping, Node, Scalar, Sequence, Source

_SET = "  # set by hactl"
_INDENTED = "  # list indented by hactl"
_STEP = "  "
_NEWLINE = "(?:\r\n|\n|\r)"
_ADDRESS = re.compile(r"(?P<host>[\w.-]+)(?::(?P<port>[0-9]+))?")
_COLON = re.compile(r"[ \t]*:")
_ANCHOR = re.compile(r"&\S+(?:\s+(?:#[^\r\n]*)?)*")


@dataclass(frozen=True, slots=True)
class Splice:
    """Text that takes the place of what stands from `start` up to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A word that stands where hactl would have put it: the blanks before it, and what takes it out."""

    blanks: int
    removal: Splice


@dataclass(frozen=True, slots=True)
class Entry:
    """A cluster or an instance in the text: its key and its value, and the word that is to be set."""

    source: Source
    name: str
    key: Node
    value: Node
    word: str = "ha"

    @property
    def pattern(self) -> str:
        """Return what matches the word with its value."""
        return f"{self.word}:(?P<blanks> +)(?P<word>true|false)"

    def column(self, offset: int) -> int:
        """Return how far in a character stands, from 0."""
        return offset - self.source.line_start(offset)

    def refuse(self, why: str) -> Refused:
        """Return the exception for an entry that cannot be edited."""
        hint = f"write it in its shortest form (`name: [addresses]`), or write its `{self.word}:` yourself"
        place = self.source.place(self.key.start)
        return Refused(f"cannot set `{self.word}` of `{self.name}` at {place}: {why}", hint=hint)


def put(entry: Entry, word: str) -> Splice:
    """Return the splice that says `ha: word` in a cluster or an instance that has no word yet."""
    value = entry.value
    if isinstance(value, Scalar):
        return _put_address(entry, value, word)
    if isinstance(value, Sequence):
        return _put_flow_list(entry, value, word) if value.flow or value.alias else _put_block_list(entry, value, word)
    if not isinstance(value, Mapping) or value.alias or not value.entries:
        raise entry.refuse("it is an alias of another value" if value.alias else "it has no instances")
    return _put_flow_map(entry, value, word) if value.flow else _put_block_map(entry, value, word)


def shape_of(entry: Entry) -> Shape | None:
    """Return the shape, if the word of this cluster stands where `put` would have put it."""
    value = entry.value
    if not isinstance(value, Mapping) or value.alias:
        return None
    ways = (_address, _flow_list, _flow_map) if value.flow else (_block_map, _block_list)
    return next((shape for shape in (way(entry, value) for way in ways) if shape), None)


# --- an instance's address


def _put_address(entry: Entry, value: Scalar, word: str) -> Splice:
    found = _ADDRESS.fullmatch(value.text) if value.plain and not value.alias else None
    if found is None or value.end - value.start != len(value.text):
        raise entry.refuse("it is no plain address")
    port = f", ports: {{http: {found['port']}}}" if found["port"] else ""
    return Splice(value.start, value.end, f"{{host: {found['host']}{port}, {entry.word}: {word}}}")


def _address(entry: Entry, value: Mapping) -> Shape | None:
    pattern = rf"\{{host: ([\w.-]+)(?:, ports: \{{http: ([0-9]+)\}})?, {entry.pattern}\}}"
    found = re.fullmatch(pattern, entry.source.text[value.start : value.end])
    if not found:
        return None
    address = f"{found[1]}:{found[2]}" if found[2] else found[1]
    return Shape(len(found["blanks"]), Splice(value.start, value.end, address))


# --- a list in brackets


def _put_flow_list(entry: Entry, value: Sequence, word: str) -> Splice:
    return Splice(value.start, value.start, f"{{{entry.word}: {word}, instances: ")  # closed by `closing`


def closing(entry: Entry, splice: Splice) -> list[Splice]:
    """Return the splice with the one that closes a brace it opened."""
    opens = splice.text.startswith("{") and not splice.text.endswith("}")
    return [splice, Splice(entry.value.end, entry.value.end, "}")] if opens else [splice]


def _flow_list(entry: Entry, value: Mapping) -> Shape | None:
    items = value.get("instances")
    if not isinstance(items, Sequence) or value.anchored:
        return None
    text = entry.source.text
    before = re.fullmatch(rf"\{{{entry.pattern}, instances: ", text[value.start : items.start])
    if not before or text[items.end : value.end] != "}":
        return None
    return Shape(len(before["blanks"]), Splice(value.start, value.end, text[items.start : items.end]))


# --- a map in braces


def _put_flow_map(entry: Entry, value: Mapping, word: str) -> Splice:
    last = list(value.entries.values())[-1][1]
    return Splice(last.end, last.end, f", {entry.word}: {word}")


def _flow_map(entry: Entry, value: Mapping) -> Shape | None:
    if len(value.entries) < 2 or list(value.entries)[-1] != entry.word:
        return None
    (_, before), (_, word) = list(value.entries.values())[-2:]
    found = re.fullmatch(f", {entry.pattern}", entry.source.text[before.end : word.end])
    return Shape(len(found["blanks"]), Splice(before.end, word.end, "")) if found else None


# --- keys on lines of their own


def _put_block_map(entry: Entry, value: Mapping, word: str) -> Splice:
    first = next(iter(value.entries.values()))[0]
    start = entry.source.line_start(first.start)
    indent = entry.source.text[start : first.start]
    if indent.strip(" ") or start <= entry.key.start:
        raise entry.refuse("its first key does not begin a line")
    return Splice(start, start, f"{indent}{entry.word}: {word}{_SET}{_break_before(entry.source, start)}")


def _block_map(entry: Entry, value: Mapping) -> Shape | None:
    key, _ = next(iter(value.entries.values()))
    start = entry.source.line_start(key.start)
    found = re.compile(f" *{entry.pattern}{_SET}{_NEWLINE}").match(entry.source.text, start)
    alone = found is None or len(value.entries) < 2 or start <= entry.key.start
    return None if alone or found is None else Shape(len(found["blanks"]), Splice(start, found.end(), ""))


# --- items on lines of their own


def _put_block_list(entry: Entry, value: Sequence, word: str) -> Splice:
    source, dash = entry.source, _dash(entry.source, value)
    if source.line_start(dash) <= entry.key.start:
        raise entry.refuse("its first item does not begin a line")
    outer, inner = entry.column(entry.key.start), entry.column(dash)
    shifted = inner <= outer
    indent = _STEP + " " * outer if shifted else " " * inner
    start = _after_colon(entry) if value.anchored else source.line_start(dash)
    newline = _break_before(source, source.line_start(dash))
    mark = _INDENTED if shifted else ""
    if value.anchored:
        head = f"{newline}{indent}{entry.word}: {word}{mark}{newline}{indent}instances:"
    else:
        head = f"{indent}{entry.word}: {word}{mark}{newline}{indent}instances:{newline}"
    if not shifted:
        return Splice(start, start, head)
    body, end = source.line_start(dash), _content_end(source, value)
    return Splice(start, end, head + source.text[start:body] + _shift(source.text[body:end]))


def _block_list(entry: Entry, value: Mapping) -> Shape | None:
    items = value.get("instances")
    if list(value.entries) != [entry.word, "instances"] or not isinstance(items, Sequence) or value.anchored:
        return None
    if items.flow or items.alias:
        return None
    source, dash, key = entry.source, _dash(entry.source, items), value.entries[entry.word][0]
    if items.anchored:
        start, stop = _after_colon(entry), value.entries["instances"][0].end + 1
        pattern = f"{_NEWLINE} *{entry.pattern}(?P<mark>{_INDENTED})?{_NEWLINE} *instances:"
    else:
        start, stop = source.line_start(key.start), source.line_start(dash)
        pattern = f" *{entry.pattern}(?P<mark>{_INDENTED})?{_NEWLINE} *instances:{_NEWLINE}"
    found = re.fullmatch(pattern, source.text[start:stop])
    if not found or entry.column(dash) != entry.column(key.start):
        return None
    if not found["mark"]:
        return Shape(len(found["blanks"]), Splice(start, stop, ""))
    body, end = source.line_start(dash), _content_end(source, items)
    back = _unshift(source.text[body:end])
    fits = back is not None and entry.column(key.start) == entry.column(entry.key.start) + len(_STEP)
    return Shape(len(found["blanks"]), Splice(start, end, source.text[stop:body] + (back or ""))) if fits else None


def _after_colon(entry: Entry) -> int:
    found = _COLON.match(entry.source.text, entry.key.end)
    if not found:
        raise entry.refuse("its key is written with `?`")
    return found.end()


def _dash(source: Source, value: Sequence) -> int:
    """Return where the first `-` stands; an anchor before it is skipped."""
    found = _ANCHOR.match(source.text, value.start) if value.anchored else None
    return found.end() if found else value.start


def _content_end(source: Source, node: Node) -> int:
    while not isinstance(node, Scalar) and not node.alias:
        children = node.items if isinstance(node, Sequence) else [v for _, v in _values(node)]
        if not children or getattr(node, "flow", False):
            break
        node = children[-1]
    return len(source.text[: node.end].rstrip())


def _values(node: Node) -> list[tuple[Node, Node]]:
    return list(node.entries.values()) if isinstance(node, Mapping) else []


def _break_before(source: Source, line_start: int) -> str:
    return "\r\n" if source.text[:line_start].endswith("\r\n") else source.text[line_start - 1]


def _shift(text: str) -> str:
    return "".join(_STEP + line if line.strip("\r\n") else line for line in re.split("(?<=\n)|(?<=\r)(?!\n)", text))


def _unshift(text: str) -> str | None:
    lines = re.split("(?<=\n)|(?<=\r)(?!\n)", text)
    if not all(line.startswith(_STEP) or not line.strip("\r\n") for line in lines):
        return None
    return "".join(line.removeprefix(_STEP) if line.strip("\r\n") else line for line in lines)
