"""A second opinion: lxml must see that two versions of a file differ by hactl's marks and attributes alone.

lxml reads only; it never writes a person's file (it would change 19 to 141 lines of each stock file).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from hactl.edits.marker import At as _At
from hactl.edits.marker import EditRefused, closing, is_mark, read_opening
from hactl.edits.set_aside import is_held

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

Attribute = tuple[str, str, str]  # path of the element, name, value


def prove(bare: bytes, marked: bytes, mark_ids: Sequence[str], attributes: Sequence[Attribute]) -> None:
    """Refuse unless the marked text (UTF-8) without these marks and attributes is the bare one."""
    before, after = _tree(bare), _tree(marked)
    seams = [seam for mark_id in mark_ids for seam in _take_out(after, mark_id)]
    for path, name, value in attributes:
        _drop(after, path, name, value)
    for parent, previous in seams:
        _same_text(before, after, parent, previous)
    if _plain(before) != _plain(after):
        raise _unproven("something else than hactl's block would change")


def prove_held(whole: bytes, marked: bytes) -> None:
    """Refuse unless the marked text differs from the whole one by elements in comments alone."""
    from copy import deepcopy

    from lxml.etree import Comment

    before, after = _tree(whole), _tree(marked)
    for comment in [c for c in after.iter(Comment) if is_held(c.text or "")]:
        parent = comment.getparent()
        if parent is None:
            raise _unproven("an element was held outside the outermost one")
        twin = deepcopy(_child(_twin(before, after, parent), _index(comment)))
        twin.tail = comment.tail
        parent.replace(comment, twin)
    if _plain(before) != _plain(after):
        raise _unproven("something else than the elements that stand aside would change")


def _twin(before: _Element, after: _Element, element: _Element) -> _Element:
    """Return the element at the same place in the other tree."""
    twin = before
    for step in reversed([e for e in (element, *element.iterancestors()) if e is not after]):
        twin = _child(twin, _index(step))
    return twin


def _tree(utf8: bytes) -> _Element:
    from lxml.etree import XMLSyntaxError, fromstring

    try:
        return fromstring(utf8, _parser())
    except XMLSyntaxError as error:
        line, column = error.position
        raise EditRefused(
            "edit-malformed",
            f"the file cannot be read as XML: {error.msg}",
            hint="fix it there; hactl edits only what a second XML parser (libxml2) reads too",
            line=line or 0,
            column=column or 0,
        ) from None


@cache
def _parser() -> XMLParser:
    from lxml.etree import XMLParser

    return XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        strip_cdata=False,
    )


def _take_out(root: _Element, mark_id: str) -> Iterator[tuple[_Element, _Element | None]]:
    """Remove a block; yield where it was: the parent and the node before it."""
    from lxml.etree import Comment, _Comment

    heads = (c for c in root.iter(Comment) if is_mark(c.text or ""))
    begin = next((c for c in heads if (h := read_opening(c.text or "", _At())) and h.id == mark_id), None)
    if begin is None or (parent := begin.getparent()) is None:
        raise _unproven(f"the mark `{mark_id}` is not there")
    previous, node = begin.getprevious(), begin
    while not (isinstance(node, _Comment) and (node.text or "").strip() == closing(mark_id)):
        following = node.getnext()
        if following is None:
            raise _unproven(f"the mark `{mark_id}` has no end")
        parent.remove(node)
        node = following
    tail = node.tail
    parent.remove(node)
    _set_seam(parent, previous, (_seam(parent, previous) or "") + (tail or ""))
    yield parent, previous


def _drop(root: _Element, path: str, name: str, value: str) -> None:
    found = [root] if _name(root) == path.partition("/")[0] else []
    for step in path.split("/")[1:]:
        found = [child for element in found for child in element if _name(child) == step]
    holders = [element for element in found if element.get(name) == value]
    if not holders:
        raise _unproven(f"the attribute {name} is not there")
    del holders[0].attrib[name]


def _same_text(before: _Element, after: _Element, parent: _Element, previous: _Element | None) -> None:
    """Compare the text where a block was, blanks aside, then leave it out of both trees."""
    twin = _twin(before, after, parent)
    twin_previous = None if previous is None else _child(twin, _index(previous))
    if (_seam(twin, twin_previous) or "").split() != (_seam(parent, previous) or "").split():
        raise _unproven("the text around the block differs")
    _set_seam(twin, twin_previous, None)
    _set_seam(parent, previous, None)


def _child(element: _Element, index: int) -> _Element:
    if index >= len(element):
        raise _unproven("the elements around the block differ")
    return element[index]


def _index(element: _Element) -> int:
    parent = element.getparent()
    assert parent is not None  # only the root has none, and it is never asked for
    return parent.index(element)


def _seam(parent: _Element, previous: _Element | None) -> str | None:
    return parent.text if previous is None else previous.tail


def _set_seam(parent: _Element, previous: _Element | None, text: str | None) -> None:
    if previous is None:
        parent.text = text
    else:
        previous.tail = text


def _name(element: _Element) -> str:
    from lxml.etree import QName, _Comment, _Entity, _ProcessingInstruction

    if isinstance(element, _Comment | _Entity | _ProcessingInstruction):
        return ""
    local = QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


def _plain(root: _Element) -> bytes:
    from lxml.etree import tostring

    return tostring(root.getroottree())


def _unproven(message: str) -> EditRefused:
    return EditRefused(
        "edit-unproven",
        f"hactl checked its own edit and does not trust it: {message}",
        hint="nothing was written; please report this with the file",
    )
