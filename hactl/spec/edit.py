"""The words `ha:` and `drain:`, set in the bytes of a spec: splices that leave every other byte as it is.

The rule, with D the default (of `ha`: that of the file, `ha:` at its top, else true):

- A cluster without the word is on D. Setting it to the other value puts the word in
  (`shapes` says how), setting it back takes exactly that out again.
- A word that stands elsewhere is a person's: it is changed in place, and changed back
  in place (`True` to `False` too).
- A person's word on D that stands exactly where hactl would put one gets one more
  blank when it is changed (`ha:  false`), and loses it when it is changed back. So a
  shape with one blank and not D is hactl's, all others are a person's.

Hence `set_ha(set_ha(x, off), on) == x`, byte for byte, for every x that was on, and
the other way round. Before a result is returned it is read again: it must differ in
the wanted words only, else the edit is refused (an anchor shared by two clusters).
"""

from __future__ import annotations

from collections.abc import Mapping as Changes
from dataclasses import dataclass
from typing import Any

from hactl.errors import HasProblems, Refused, UsageError
from hactl.problems import did_you_mean
from hactl.spec.compose import compose, decode
from hactl.spec.longform import expand
from hactl.spec.shapes import Entry, Splice, closing, put, shape_of
from hactl.spec.tree import Mapping, Node, Scalar, Sequence, Source, plain

_BOM = b"\xef\xbb\xbf"
_OPPOSITE = {"true": "false", "True": "False", "TRUE": "FALSE", "false": "true", "False": "True", "FALSE": "TRUE"}


def set_ha(data: bytes, changes: Changes[str, bool], name: str = "the spec") -> bytes:
    """Return the spec with `ha` of these clusters set; nothing else differs, and setting back gives `data` again.

    `name` is what messages call the file. Raises UsageError for a cluster that does not
    exist, HasProblems if the file is not readable as a spec, Refused where the text
    leaves no place for the word.
    """
    return _set(data, _Word("ha", {(cluster,): wanted for cluster, wanted in changes.items()}), name)


def set_drain(data: bytes, changes: Changes[tuple[str, ...], bool], name: str = "the spec") -> bytes:
    """Return the spec with `drain` of these set: (CLUSTER,), or (CLUSTER, INSTANCE). As `set_ha`."""
    return _set(data, _Word("drain", changes), name)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word and what it shall be, by cluster or by cluster and instance."""

    name: str
    changes: Changes[tuple[str, ...], bool]

    def default(self, spec: Mapping, path: tuple[str, ...]) -> bool:
        """Return what counts where the word is not written."""
        if self.name == "ha":
            return _said(spec, "ha", otherwise=True)
        above = _cluster(spec, path[0])[1] if len(path) > 1 else None
        return isinstance(above, Mapping) and _said(above, self.name, otherwise=False)


def _set(data: bytes, word: _Word, name: str) -> bytes:
    source, tree = _tree(data, name)
    if not isinstance(tree.get("clusters"), Mapping):
        raise UsageError(f"{name} has no clusters")
    splices: list[Splice] = []
    for path, wanted in word.changes.items():
        key, value = _entry(tree, path)
        splices += _splices(Entry(source, path[-1], key, value, word.name), wanted, word.default(tree, path))
    after = _apply(source.text, splices).encode()
    after = _BOM + after if data.startswith(_BOM) else after
    if splices:
        _verify(tree, after, word, name)
    return after


def _said(node: Mapping, word: str, *, otherwise: bool) -> bool:
    found = node.get(word)
    return found.value if isinstance(found, Scalar) and isinstance(found.value, bool) else otherwise


def _cluster(tree: Mapping, cluster: str) -> tuple[Node, Node]:
    clusters = tree.get("clusters")
    entries = clusters.entries if isinstance(clusters, Mapping) else {}
    if cluster not in entries:
        raise UsageError(f"there is no cluster `{cluster}`", hint=did_you_mean(cluster, entries))
    return entries[cluster]


def _entry(tree: Mapping, path: tuple[str, ...]) -> tuple[Node, Node]:
    """Return key and value of a cluster, or of an instance: a list's item is both."""
    key, value = _cluster(tree, path[0])
    if len(path) == 1:
        return key, value
    instances = value.get("instances") if isinstance(value, Mapping) else value
    if isinstance(instances, Sequence):
        named = {f"{path[0]}-{n}": (item, item) for n, item in enumerate(instances.items, start=1)}
    else:
        named = instances.entries if isinstance(instances, Mapping) else {}
    if path[1] not in named:
        raise UsageError(f"there is no instance `{path[1]}`", hint=did_you_mean(path[1], named))
    return named[path[1]]


def _tree(data: bytes, name: str) -> tuple[Source, Mapping]:
    source, problems = decode(data, name)
    tree = None
    if not problems:
        tree, problems = compose(source)
    if tree is None or problems:
        raise HasProblems(f"{name} cannot be read as a spec", problems)
    return source, tree


def _splices(entry: Entry, wanted: bool, default: bool) -> list[Splice]:
    word = entry.value.get(entry.word) if isinstance(entry.value, Mapping) else None
    if word is None:
        return [] if wanted == default else closing(entry, put(entry, _text(wanted)))
    if not isinstance(word, Scalar) or not isinstance(word.value, bool):
        raise entry.refuse(f"its `{entry.word}` is neither true nor false")
    if word.value == wanted:
        return []
    return _change(entry, word, wanted == default)


def _change(entry: Entry, word: Scalar, to_default: bool) -> list[Splice]:
    if word.alias or (isinstance(entry.value, Mapping) and entry.value.alias):
        raise entry.refuse("it is an alias of another value")
    shape = shape_of(entry)
    if shape and to_default and shape.blanks == 1:
        return [shape.removal]
    start = word.end - len(word.text)  # an anchor may stand before it
    replaced = _OPPOSITE[word.text]
    if shape and to_default:
        return [Splice(start - 1, word.end, replaced)]
    return [Splice(start, word.end, " " + replaced if shape else replaced)]


def _text(value: bool) -> str:
    return "true" if value else "false"


def _apply(text: str, splices: list[Splice]) -> str:
    pieces: list[str] = []
    done = 0
    for splice in sorted(splices, key=lambda s: s.start):
        pieces += (text[done : splice.start], splice.text)
        done = splice.end
    return "".join([*pieces, text[done:]])


def _verify(before: Mapping, data: bytes, word: _Word, name: str) -> None:
    """Refuse a result that does not differ in the wanted words alone."""
    hint = "an anchor may be shared by several clusters; write them out, or set the value yourself"
    refused = Refused(f"cannot set `{word.name}` in {name} without changing something else", hint=hint)
    try:
        _, tree = _tree(data, name)
    except HasProblems as error:
        raise refused from error
    old, new = plain(expand(before)), plain(expand(tree))
    assert isinstance(old, dict) and isinstance(new, dict)
    found = {path: _take_word(new, path, word.name, word.default(tree, path)) for path in word.changes}
    for path in word.changes:
        _take_word(old, path, word.name, default=False)
    if old != new or found != dict(word.changes):
        raise refused


def _take_word(spec: dict[str, Any], path: tuple[str, ...], word: str, default: bool) -> bool:
    part = spec["clusters"][path[0]]
    for instance in path[1:]:
        part = part["instances"][instance]
    return bool(part.pop(word, default))
