"""A YAML file as a tree in which every value knows where it stands.

Offsets count characters of the text without its byte order mark, so that `edit`
can splice with them; lines and columns are worked out only for a problem.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from hactl.problems import KeyPath, Place

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]

_BREAK = re.compile(r"\r\n|\n|\r")


class Source:
    """The text of a file, and the name it is reported by."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(m.end() for m in _BREAK.finditer(self.text))]

    def place(self, offset: int) -> Place:
        """Return line and column of a character, both from 1; a character is one column, whatever its width."""
        line = bisect_right(self._starts, offset)
        return Place(self.name, line, offset - self._starts[line - 1] + 1)

    def line_start(self, offset: int) -> int:
        """Return the offset at which the line of this character begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]


@dataclass(slots=True, kw_only=True)
class Node:
    """Something in the file, from `start` up to `end`; an anchor before it is part of it.

    `alias` is the place of a `*name`: its content stands elsewhere, at the anchor.
    """

    start: int
    end: int
    anchored: bool = False
    alias: bool = False
    size: int = 1  # values in it, itself included, aliases written out


@dataclass(slots=True, kw_only=True)
class Scalar(Node):
    """A single value: the text as written between its quotes, and what YAML 1.2 takes it for."""

    text: str
    value: str | int | float | bool | None
    plain: bool = False


@dataclass(slots=True, kw_only=True)
class Sequence(Node):
    """A list; `flow` when written in brackets."""

    flow: bool
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Mapping(Node):
    """A map from the text of a key to the key's own node and its value."""

    flow: bool
    entries: dict[str, tuple[Node, Node]] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """Return the value of a key, if it is there."""
        found = self.entries.get(key)
        return found[1] if found else None


def plain(node: Node) -> Plain:
    """Return the values alone: dicts, lists and scalars."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def find(root: Node, path: KeyPath) -> Node:
    """Return the node at a path, or the nearest one above it that exists."""
    return _walk(root, path)[-1][1]


def offset_of(root: Node, path: KeyPath) -> int:
    """Return where a person should look: at a single value, else at the key that names the collection."""
    key, node = _walk(root, path)[-1]
    return node.start if key is None or isinstance(node, Scalar) else key.start


def key_offset(root: Node, path: KeyPath) -> int:
    """Return where the last key of the path stands (or the nearest one above that exists)."""
    key, node = _walk(root, path)[-1]
    return node.start if key is None else key.start


def _walk(root: Node, path: KeyPath) -> list[tuple[Node | None, Node]]:
    steps: list[tuple[Node | None, Node]] = [(None, root)]
    for part in path:
        step = _child(steps[-1][1], part)
        if step is None:
            break
        steps.append(step)
    return steps


def _child(node: Node, part: str | int) -> tuple[Node | None, Node] | None:
    if isinstance(node, Mapping):
        return node.entries.get(str(part))
    if isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
        return None, node.items[part]
    return None


def leaves(node: Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Scalar]]:
    """Yield every single value with its path."""
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Mapping):
        for key, (_, value) in node.entries.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from leaves(item, (*path, index))
