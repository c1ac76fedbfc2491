"""Edits of a file that its server rewrites (GlassFish's domain.xml): by name, so that they outlive a rewrite.

Elements are found by their name, not by their place, and comments do not survive the
server, so the record of what hactl did is a property of the file itself. What a person
has stays byte for byte as long as the server lets it; afterwards the law is equality as a
tree, with defaults filled in. Source: GlassFish 3.1 writes the whole file on each change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hactl.edits.document import parse
from hactl.edits.marker import EditRefused
from hactl.edits.xml_tree import Node, Whole, element

RECORD = "hactl.undo"
REPEATED = "--"  # `--add-opens=PACKAGE=MODULE`: each is one more
KEYS = ("name", "id", "ref", "dn", "sniffer")
Path = tuple[str, ...]  # below the root: "servers", "server[a-1]"
Defaults = Mapping[tuple[str, str], str]  # element and attribute -> what it means not to be there
_TAG = b"hactl.undo"


class IfPresent(StrEnum):
    """What becomes of an element that is there already."""

    KEEP = "keep"  # it stays as it is, whoever made it
    UPDATE = "update"  # one that hactl made follows the spec, a person's stays as it is
    MERGE = "merge"  # it is given attributes and elements, and what was there before is remembered


@dataclass(frozen=True, slots=True)
class Ensure:
    """An element (one, as XML text, two blanks a level) shall be below this path."""

    parent: Path
    xml: str
    how: IfPresent = IfPresent.UPDATE


@dataclass(slots=True)
class _Record:
    """What hactl did. `made`: path -> how its parent ended if empty; `was`: path, attribute -> before, now."""

    made: dict[Path, str] = field(default_factory=dict)
    was: dict[tuple[Path, str], tuple[str | None, str]] = field(default_factory=dict)

    def text(self) -> str:
        made = [["/".join(path), empty] if empty else ["/".join(path)] for path, empty in sorted(self.made.items())]
        was = [["/".join(path), name, *values] for (path, name), values in sorted(self.was.items())]
        return json.dumps({"made": made, "was": was}, separators=(",", ":"))


def has_record(data: bytes) -> bool:
    """Tell, cheaply, whether hactl wrote into this file."""
    return _TAG in data or _TAG in data.replace(b"\0", b"")


def put(data: bytes, wanted: Sequence[Ensure], defaults: Defaults) -> bytes:
    """Return the file with what is wanted, and without what hactl once put there and is wanted no more.

    Raises:
        EditRefused: the file is not well-formed, or a parent is not there.
    """
    whole = Whole(parse(data))
    elements = _elements(wanted)
    edit = _Edit(whole, _read(whole.root), defaults, wanted)
    edit.forget(elements)
    for each in wanted:
        edit.ensure(each.parent, element(each.xml), each.how, asked=True)
    edit.remember()
    return whole.bytes()


def strip(data: bytes) -> bytes:
    """Return the file as it would be without hactl."""
    return put(data, (), {}) if has_record(data) else data


class View:
    """A file, read only. Raises EditRefused where it is not well-formed."""

    def __init__(self, data: bytes, defaults: Defaults) -> None:
        self._root, self._defaults = Whole(parse(data)).root, defaults
        self._made = _read(self._root).made

    def is_theirs(self, path: Path) -> bool:
        """Tell whether there is such an element and hactl did not make it."""
        return _find(self._root, path) is not None and path not in self._made

    def attribute(self, path: Path, name: str) -> str | None:
        """Return what an attribute of the element at this path means; None where there is no such element."""
        found = _find(self._root, path)
        return None if found is None else _value(found, name, self._defaults)

    def names(self, path: Path, tag: str) -> tuple[str, ...]:
        """Return the keys of all elements of this tag below the path."""
        found = _find(self._root, path)
        return tuple(_key(child) for child in found.children if child.name == tag) if found is not None else ()


class _Edit:
    """One edit of one file."""

    def __init__(self, whole: Whole, record: _Record, defaults: Defaults, wanted: Sequence[Ensure]) -> None:
        self._root, self._newline = whole.root, whole.newline
        self._record, self._defaults = record, defaults
        self._merged = _attributes(wanted, IfPresent.MERGE)
        self._followed = _attributes(wanted, IfPresent.UPDATE)

    def forget(self, elements: set[Path]) -> None:
        """Undo what is in the record and no longer wanted."""
        for (path, name), (before, now) in list(self._record.was.items()):
            if (path, name) not in self._merged:
                del self._record.was[path, name]
                node = _find(self._root, path)
                if node is not None and self._value(node, name) == now:  # else a person has changed it since
                    node.set(name, before)
        for path in reversed([path for path in self._record.made if path not in elements]):
            self._take_out(path, self._record.made.pop(path))

    def ensure(self, parent: Path, node: Node, how: IfPresent, *, asked: bool) -> None:
        """Put an element there, or see to it that the one of this name is as it shall be.

        `asked`: it has an entry of its own in what is wanted.
        """
        path = (*parent, _step(node))
        there = _find(self._root, path)
        ours = any(path[:length] in self._record.made for length in range(len(path), 0, -1))
        if there is None:
            self._insert(path, node, remembered=asked or how is IfPresent.MERGE or not ours)
        elif how is IfPresent.MERGE or (how is IfPresent.UPDATE and ours):
            self._update(path, there, node, how, ours=ours)

    def remember(self) -> None:
        """Write the record, or take it out where there is nothing to undo."""
        path = (f"property[{RECORD}]",)
        there = _find(self._root, path)
        if not self._record.made and not self._record.was:
            if there is not None:
                self._root.remove(there)
        elif there is not None:
            there.set("value", self._record.text())
        else:
            node = element(f'<property name="{RECORD}" value=""/>')
            node.set("value", self._record.text())
            self._insert(path, node, remembered=False)

    def _update(self, path: Path, there: Node, node: Node, how: IfPresent, *, ours: bool) -> None:
        """Give an element these attributes and elements; of hactl's own, the spec knows what they were before."""
        for name, value in node.attributes().items():
            current = self._value(there, name)
            if current == value or (how is not IfPresent.MERGE and (path, name) in self._merged):
                continue
            if not ours or (how is IfPresent.MERGE and (path, name) not in self._followed):
                before, _ = self._record.was.get((path, name), (there.get(name), value))
                self._record.was[path, name] = before, value
            there.set(name, value)
        for child in node.children:
            self.ensure(path, child, how, asked=False)

    def _insert(self, path: Path, node: Node, *, remembered: bool) -> None:
        parent = _find(self._root, path[:-1])
        if parent is None:
            raise EditRefused(
                "domain-element-missing",
                f"there is no {'/'.join(path[:-1])} in this file, where {path[-1]} belongs",
                hint="is this the domain.xml of a GlassFish?",
            )
        empty = "" if any(True for _ in parent.children) or parent.text else parent.ending()
        indent = "  " * len(path)
        node = element("".join(node.written()).replace("\n", (self._newline or " ") + indent))
        lead = self._newline + indent if self._newline else ""
        tail = self._newline + indent[2:] if self._newline else ""
        parent.append(node, lead, tail)
        if remembered:
            self._record.made[path] = empty

    def _take_out(self, path: Path, empty: str) -> None:
        parent, node = _find(self._root, path[:-1]), _find(self._root, path)
        if parent is None or node is None:
            return
        parent.remove(node)
        if empty and not any(True for _ in parent.children) and not parent.text:
            parent.end_with(empty)

    def _value(self, node: Node, name: str) -> str | None:
        return _value(node, name, self._defaults)


def _value(node: Node, name: str, defaults: Defaults) -> str | None:
    found = node.get(name)
    return defaults.get((node.name, name)) if found is None else found


def _read(root: Node) -> _Record:
    node = _find(root, (f"property[{RECORD}]",))
    if node is None:
        return _Record()
    try:
        data = json.loads(node.get("value") or "")
        made = {tuple(path.split("/")): (rest[0] if rest else "") for path, *rest in data["made"]}
        was = {(tuple(path.split("/")), name): (before, now) for path, name, before, now in data["was"]}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise EditRefused(
            "domain-record-broken",
            f"the property {RECORD}, in which hactl remembers what it changed here, cannot be read",
            hint="put it back as it was; or delete it: then what hactl wrote is yours",
        ) from None
    return _Record(made, was)


def _elements(wanted: Sequence[Ensure]) -> set[Path]:
    """Return the elements that have an entry in the record; what is inside one is none, unless it is merged."""
    walks = ((each.how, _walk(each.parent, element(each.xml))) for each in wanted)
    return {path for how, walk in walks for path, _ in (walk if how is IfPresent.MERGE else (next(walk),))}


def _attributes(wanted: Sequence[Ensure], how: IfPresent) -> set[tuple[Path, str]]:
    walks = (_walk(each.parent, element(each.xml)) for each in wanted if each.how is how)
    return {(path, name) for walk in walks for path, node in walk for name in node.attributes()}


def _walk(parent: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    path = (*parent, _step(node))
    yield path, node
    for child in node.children:
        yield from _walk(path, child)


def _find(root: Node, path: Path) -> Node | None:
    found: Node | None = root
    for step in path:
        found = next((child for child in found.children if _step(child) == step), None) if found is not None else None
    return found


def _step(node: Node) -> str:
    key = _key(node).replace("/", "%2F")
    return f"{node.name}[{key}]" if key else node.name


def _key(node: Node) -> str:
    """Return what names an element among its sisters; a JVM option by what stands before `=`, or as a whole."""
    named = next((value for key in KEYS if (value := node.get(key)) is not None), None)
    if named is not None or node.name != "jvm-options":
        return named or ""
    return node.text if node.text.startswith(REPEATED) else node.text.partition("=")[0]
