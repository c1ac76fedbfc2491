"""Edits of XML files: `put` a block and attributes, `strip` them again, byte for byte.

`put` is `strip` and then insert, so it may be repeated. Splices at the byte offsets that
expat tells; afterwards lxml must see the intended change and no other. What is not
understood is refused with its reason (`EditRefused`), never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from hactl.edits import layout, marker, set_aside
from hactl.edits.document import Document, Element, Mark, Reference, parse, read
from hactl.edits.encoding import Encoding
from hactl.edits.marker import MADE_BY, EditRefused
from hactl.edits.splice import Splice, spliced
from hactl.edits.undo import Added, Undo, attributes_of, put_back, without
from hactl.edits.verify import prove, prove_held

__all__ = [
    "AddBlock",
    "Document",
    "Edit",
    "Element",
    "Mark",
    "Reference",
    "SetAside",
    "SetAttribute",
    "has_mark",
    "parse",
    "put",
    "strip",
]

_MARK = re.compile(rb"<!--\s*hactl:(?:begin|end)")
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """Give the one element at this path ("Server/Service/Engine") an attribute, where it has none of that name."""

    element: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class AddBlock:
    r"""Put XML as the first thing into the one element at this path. Lines end with "\n", a level is two blanks."""

    element: str
    block: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Comment out all elements at this path that hactl did not write; they come back when the block goes.

    `attribute`, `values`: only those whose attribute of this name has one of these values.
    """

    element: str
    attribute: str = ""
    values: tuple[str, ...] = ()

    def means(self, element: Element) -> bool:
        """Tell whether this element at the path is one of them."""
        return not self.attribute or element.attributes.get(self.attribute) in self.values


Edit = SetAttribute | AddBlock | SetAside


def has_mark(data: bytes) -> bool:
    """Tell, cheaply, whether there are marks of hactl, intact or not."""
    if b"hactl:" in data:
        return _MARK.search(data) is not None
    return b"h\0a\0c\0t\0l\0:\0" in data and _MARK.search(data.replace(b"\0", b"")) is not None  # UTF-16


def put(data: bytes, mark_id: str, edits: Sequence[Edit], *, made_by: str = MADE_BY) -> bytes:
    """Return the file with these edits between marks of this id, in place of what stood there before.

    All blocks of one id go into one element. `made_by` tells people who wrote it and how to undo it.
    """
    return _put(data, mark_id, tuple(edits), made_by)


@lru_cache(maxsize=16)
def _put(data: bytes, mark_id: str, edits: tuple[Edit, ...], made_by: str) -> bytes:
    found = parse(data)
    for edit in edits:
        if not isinstance(edit, SetAside):
            found.one(edit.element)  # refused before anything is taken out: places are those of the file
    ours = _of(found, mark_id)
    bare = without(found, ours)
    cut, kept = _set_aside(bare, mark_id, [e for e in edits if isinstance(e, SetAside)])
    marked = _insert(cut, mark_id, edits, made_by, kept)
    if marked != found.utf8:  # else there is nothing to write, so nothing to prove
        if ours:
            _prove(bare, found, ours)
        after = read(marked, bare.encoding)
        _prove(bare, after, _of(after, mark_id))
    return found.encoding.encode(marked)


@lru_cache(maxsize=16)
def strip(data: bytes) -> bytes:
    """Return the file without anything of hactl's, as it was before; the same bytes where there is nothing."""
    if not has_mark(data):
        return data
    found = parse(data)
    if not found.marks:
        return data
    bare = without(found, found.marks)
    _prove(bare, found, found.marks)
    return found.encoding.encode(bare.utf8)


Kept = tuple[tuple[int, str], ...]


def _set_aside(bare: Document, mark_id: str, edits: Sequence[SetAside]) -> tuple[Document, Kept]:
    """Return the document with these elements in comments, and what the mark remembers of them."""
    ours = [(mark.opened[1], mark.closed[0]) for mark in bare.marks]
    meant = [e for edit in edits for e in bare.elements(edit.element) if edit.means(e)]
    theirs = [e for e in meant if not any(a <= e.start < b for a, b in ours)]
    texts = [bare.utf8[e.start : _behind(bare, e)] for e in theirs]
    splices: list[Splice] = [
        (e.start, e.start + len(text), set_aside.comment(mark_id, number, text))
        for number, (e, text) in enumerate(zip(theirs, texts, strict=True), 1)
    ]
    kept = tuple((number, set_aside.seal(text)) for number, text in enumerate(texts, 1))
    return (read(spliced(bare.utf8, splices), bare.encoding), kept) if splices else (bare, ())


def _behind(document: Document, element: Element) -> int:
    """Return the offset behind an element's last `>`."""
    empty = document.tag(element).endswith(b"/>")
    return element.end if empty else document.utf8.index(b">", element.end) + 1


def _insert(bare: Document, mark_id: str, edits: Sequence[Edit], made_by: str, kept: Kept) -> bytes:
    blocks = [e for e in edits if isinstance(e, AddBlock)]
    assert len({b.element for b in blocks}) <= 1, "the blocks of one id go into one element"
    added = [
        (bare.one(e.element), _attribute(bare, e)) for e in edits if isinstance(e, SetAttribute) and _lacks(bare, e)
    ]
    if not blocks and not added:
        assert not kept, "elements stand aside for something"
        return bare.utf8
    parent = bare.one(blocks[0].element) if blocks else added[-1][0]
    for block in blocks:
        _check(block.block)
    splices: list[Splice] = [(_tag_body_end(bare, e), _tag_body_end(bare, e), f" {a.text}".encode()) for e, a in added]
    undo = replace(_undo(bare, parent, tuple(a for _, a in added)), held=kept)
    _refuse_foreign_opening(bare, parent, undo)
    text = _text(bare, mark_id, undo, [b.block for b in blocks], made_by)
    splices += _around(bare, parent, undo, text)
    return spliced(bare.utf8, splices)


def _lacks(bare: Document, edit: SetAttribute) -> bool:
    """Tell whether the attribute is absent: an existing one is never touched."""
    element = bare.one(edit.element)
    if edit.name in element.attributes:
        return False
    if (element.name, edit.name) in bare.declared:
        raise EditRefused(
            "edit-doctype",
            f"the DOCTYPE gives <{element.name}> an attribute {edit.name} by itself",
            hint="write the attribute into the element, then hactl leaves it alone",
            line=element.line,
            column=element.column,
        )
    return True


def _attribute(bare: Document, edit: SetAttribute) -> Added:
    assert _NAME.fullmatch(edit.name), "names of attributes are hactl's own"
    text = f'{edit.name}="{edit.value.translate(_ESCAPES)}"'
    _check(f"<r {text}/>")
    return Added(element=bare.one(edit.element).path, name=edit.name, text=text)


def _tag_body_end(bare: Document, element: Element) -> int:
    """Return the offset behind the last attribute (or the name) of a start tag."""
    return element.start + len(bare.tag(element).removesuffix(b">").removesuffix(b"/").rstrip(b" \t\r\n"))


def _undo(bare: Document, parent: Element, added: tuple[Added, ...]) -> Undo:
    tag = bare.tag(parent)
    inside = parent.start + len(tag)
    opened, lead = tag.endswith(b"/>"), layout.child_indent(bare, parent)
    tail = None
    if opened or parent.end == inside:
        tail = layout.indent(bare, parent) or ""
    elif not layout.ends_line(bare, inside):
        tail = lead
    return Undo(lead=lead, tail=tail, opened=opened, added=added)


def _refuse_foreign_opening(bare: Document, parent: Element, undo: Undo) -> None:
    """Refuse a second block where another one opened an empty-element tag: neither could close it again."""
    others = [m.head for m in bare.marks if m.parent is parent and Undo.of(m.head).opened]
    if others and not undo.opened:
        message = f"hactl's block `{others[0].id}` is already in this element, which was empty before"
        at = others[0].at
        raise EditRefused("edit-two-blocks", message, hint="switch that one off first", line=at.line, column=at.column)


def _text(bare: Document, mark_id: str, undo: Undo, blocks: Sequence[str], made_by: str) -> str:
    """Return the block between its marks, from its first line break to the last."""
    end = layout.line_end(bare.utf8)
    lines = [line for block in blocks for line in layout.indented(block, undo.lead)]
    content = end + "".join(line + end for line in lines) + undo.lead
    first, second = marker.opening(mark_id, content, undo.record(), made_by)
    head = f"{end}{undo.lead}<!-- {first}{end}{undo.lead}     {second} -->"
    tail = "" if undo.tail is None else end + undo.tail
    return f"{head}{content}<!-- {marker.closing(mark_id)} -->{tail}"


def _around(bare: Document, parent: Element, undo: Undo, text: str) -> Iterator[Splice]:
    inside = parent.start + len(bare.tag(parent))
    if undo.opened:
        yield inside - 2, inside - 1, b""
        text += f"</{parent.name}>"
    yield inside, inside, text.encode()


@lru_cache(maxsize=64)
def _check(block: str) -> None:
    """Refuse XML that is not well-formed by itself, or that looks like a mark."""
    try:
        fragment = read(f"<r>{block}</r>".encode(), Encoding(b"", "utf-8"))
    except (EditRefused, UnicodeEncodeError) as error:
        message = f"in what hactl would write: {str(error).replace('the file', 'it')}"
        raise EditRefused("edit-block", message, hint="is there a strange character in a value of the spec?") from None
    assert not fragment.marks, "a block does not hold marks"


def _prove(bare: Document, marked: Document, marks: Sequence[Mark]) -> None:
    """Refuse unless taking out these marks gives the bare text to the byte, and lxml sees them and nothing else."""
    if without(marked, marks).utf8 != bare.utf8:
        raise EditRefused("edit-unproven", "hactl could not undo this edit to the byte, so it does not make it")
    attributes = [attribute for mark in marks for attribute in attributes_of(marked, mark)]
    whole = put_back(marked, marks)
    prove(bare.utf8, whole.utf8, [mark.head.id for mark in marks], attributes)
    if whole is not marked:
        prove_held(whole.utf8, marked.utf8)


def _of(document: Document, mark_id: str) -> list[Mark]:
    return [mark for mark in document.marks if mark.head.id == mark_id]
