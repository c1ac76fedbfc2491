"""The word `ha:` of clusters, set in the bytes of a spec: splices that leave every other byte as it is.

The rule, with D the default of the file (`ha:` at its top, else true):

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
from typing import Any

from hactl.errors import HasProblems, Refused, UsageError
from hactl.problems import did_you_mean
from hactl.spec.compose import compose, decode
from hactl.spec.longform import expand
from hactl.spec.shapes import Entry, Splice, closing, put, shape_of
from hactl.spec.tree import Mapping, Scalar, Source, plain

_BOM = b"\xef\xbb\xbf"
_OPPOSITE = {"true": "false", "True": "False", "TRUE": "FALSE", "false": "true", "False": "True", "FALSE": "TRUE"}


def set_ha(data: bytes, changes: Changes[str, bool], name: str = "the spec") -> bytes:
    """Return the spec with `ha` of these clusters set; nothing else differs, and setting back gives `data` again.

    `name` is what messages call the file. Raises UsageError for a cluster that does not
    exist, HasProblems if the file is not readable as a spec, Refused where the text
    leaves no place for the word.
    """
    source, tree = _tree(data, name)
    clusters = tree.get("clusters")
    if not isinstance(clusters, Mapping):
        raise UsageError(f"{name} has no clusters")
    default = _default(tree)
    splices: list[Splice] = []
    for cluster, wanted in changes.items():
        if cluster not in clusters.entries:
            raise UsageError(f"there is no cluster `{cluster}`", hint=did_you_mean(cluster, clusters.entries))
        key, value = clusters.entries[cluster]
        splices += _splices(Entry(source, cluster, key, value), wanted, default)
    after = _apply(source.text, splices).encode()
    after = _BOM + after if data.startswith(_BOM) else after
    if splices:
        _verify(tree, after, changes, name)
    return after


def _tree(data: bytes, name: str) -> tuple[Source, Mapping]:
    source, problems = decode(data, name)
    tree = None
    if not problems:
        tree, problems = compose(source)
    if tree is None or problems:
        raise HasProblems(f"{name} cannot be read as a spec", problems)
    return source, tree


def _default(tree: Mapping) -> bool:
    word = tree.get("ha")
    return not (isinstance(word, Scalar) and word.value is False)


def _splices(entry: Entry, wanted: bool, default: bool) -> list[Splice]:
    word = entry.value.get("ha") if isinstance(entry.value, Mapping) else None
    if word is None:
        return [] if wanted == default else closing(entry, put(entry, _text(wanted)))
    if not isinstance(word, Scalar) or not isinstance(word.value, bool):
        raise entry.refuse("its `ha` is neither true nor false")
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


def _verify(before: Mapping, data: bytes, changes: Changes[str, bool], name: str) -> None:
    """Refuse a result that does not differ in the wanted words alone."""
    hint = "an anchor may be shared by several clusters; write them out, or set the value yourself"
    refused = Refused(f"cannot set `ha` in {name} without changing something else", hint=hint)
    try:
        _, tree = _tree(data, name)
    except HasProblems as error:
        raise refused from error
    default = _default(tree)
    old, new = plain(expand(before)), plain(expand(tree))
    assert isinstance(old, dict) and isinstance(new, dict)
    words = [_take_word(new, cluster, default) for cluster in changes]
    for cluster in changes:
        _take_word(old, cluster, default)
    if old != new or words != list(changes.values()):
        raise refused


def _take_word(spec: dict[str, Any], cluster: str, default: bool) -> bool:
    return bool(spec["clusters"][cluster].pop("ha", default))
