"""Edits of NGINX's files: blocks of hactl inside a person's braces, and directives that stand aside meanwhile.

A block stands on lines of its own before the closing brace (or at the end of the file), so behind every setting
that may be written once only and has to come before its first use. A directive that stands aside is commented out
in its own place, verbatim. Bytes are kept as they are: NGINX does not care how a file is encoded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hactl.edits import layout, marker
from hactl.edits.marker import MADE_BY, WAYS_OUT, At, EditRefused, Head
from hactl.edits.nginx_syntax import Directive
from hactl.edits.splice import Splice, spliced

LONGEST = 4000  # bytes of a line; NGINX's reader takes 4096 of a comment (ngx_conf_file.c, NGX_CONF_BUFFER)
WHY = "yours; it comes back when hactl takes its block out"

_MARK = re.compile(rb"(?:^|(?<=\n))[ \t]*#[ \t]*(hactl:(?:begin|end) nginx\.[^\r\n]*)\r?(?:\n|\Z)")
_DETAIL = re.compile(rb"[ \t]*#[ \t]*(sha256:[^\r\n]*)\r?(?:\n|\Z)")
_NEXT = re.compile(rb"[ \t]*#[ \t]*hactl:begin nginx\.")
_HELD = re.compile(
    rb"# hactl:held nginx\.(?P<owner>[^\s.]+) (?P<number>[0-9]{1,9}) \([^)\n]*\)\r?\n[ \t]*#\| (?P<text>.*?)\r?\n"
    rb"[ \t]*# hactl:held-end nginx\.(?P=owner) (?P=number)(?: \+\r?\n)?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertion:
    """Lines to stand at the end of a directive's braces; without braces of its own, at the end of the file."""

    inside: Directive
    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    head: Head
    start: int
    end: int
    content: bytes

    @property
    def owner(self) -> str:
        return self.head.id.split(".")[1]


def has_mark(data: bytes) -> bool:
    """Tell, cheaply, whether there are marks of hactl of this kind, intact or not."""
    return b"hactl:" in data and _MARK.search(data) is not None


def put(bare: bytes, owner: str, insertions: Sequence[Insertion], held: Iterable[Directive] = ()) -> bytes:
    """Return a file that holds nothing of `owner`, with these blocks in it and these directives set aside.

    The directives are those of `bare`; none that is set aside lies around an insertion.
    """
    end = layout.line_end(bare).encode()
    aside = sorted(held, key=lambda d: d.start)
    texts = [bare[d.start : d.end] for d in aside]
    splices = [_set_aside(bare, d, owner, number, end) for number, d in enumerate(aside, 1)]
    for number, insertion in enumerate(insertions, 1):
        record: dict[str, object] = {"held": [len(texts), _seal(texts)]} if texts and number == 1 else {}
        splices.append(_inserted(bare, insertion, f"nginx.{owner}.{number}", record, end))
    return spliced(bare, splices)


def strip(data: bytes, owner: str | None = None) -> bytes:
    """Return the file without anything of this owner's (None: of anybody's), as it was before. Raises EditRefused."""
    blocks = [block for block in _blocks(data) if owner in (None, block.owner)]
    if not blocks:
        return data
    gone = {block.start for block in blocks}
    splices = [_cut(data, block, gone) for block in blocks]
    for name in dict.fromkeys(block.owner for block in blocks):
        splices += _back(data, name, [block for block in blocks if block.owner == name])
    return spliced(data, splices)


def _set_aside(bare: bytes, directive: Directive, owner: str, number: int, end: bytes) -> Splice:
    text, before = bare[directive.start : directive.end], _indent(bare, directive.start)
    if any(len(line) > LONGEST for line in text.split(b"\n")):
        message = f"a line of this directive is longer than {LONGEST} bytes, which no comment may be"
        raise EditRefused("edit-too-long", message, hint="break it into several lines", line=directive.line)
    rest = bare[directive.end :].partition(b"\n")
    alone = not rest[0].strip(b" \t\r") and (rest[1] or not rest[0])
    held = b"%s# hactl:held-end nginx.%s %d" % (before, owner.encode(), number)
    head = b"# hactl:held nginx.%s %d (%s)" % (owner.encode(), number, WHY.encode())
    body = before + b"#| " + text.replace(b"\n", b"\n#| ")
    return directive.start, directive.end, end.join((head, body, held)) + (b"" if alone else b" +" + end)


def _inserted(bare: bytes, insertion: Insertion, mark_id: str, record: dict[str, object], end: bytes) -> Splice:
    inside = insertion.inside
    at, before = (_before_brace(bare, inside), _inner(bare, inside)) if inside.words[0] else (len(bare), b"")
    lead = at > 0 and bare[at - 1 : at] != b"\n"
    content = b"".join(before + line + end if line else end for line in insertion.lines)
    first, second = marker.opening(
        mark_id, content.decode("latin-1"), {**record, **({"lead": True} if lead else {})}, MADE_BY
    )
    opened = before + b"# " + first.encode() + end + before + b"# " + second.encode() + end
    closed = before + b"# " + marker.closing(mark_id).encode() + end
    return at, at, (end if lead else b"") + opened + content + closed


def _before_brace(bare: bytes, directive: Directive) -> int:
    """Return where a block goes: the beginning of the closing brace's line, or the brace where that is not alone."""
    brace = directive.end - 1
    line = bare.rfind(b"\n", 0, brace) + 1
    return line if not bare[line:brace].strip(b" \t\r") else brace


def _inner(bare: bytes, directive: Directive) -> bytes:
    """Return the blanks before the directives inside."""
    for child in directive.body:
        line = bare.rfind(b"\n", 0, child.start) + 1
        if line > directive.inside and not bare[line : child.start].strip(b" \t"):
            return bare[line : child.start]
    return _indent(bare, directive.start) + b"    "


def _indent(bare: bytes, at: int) -> bytes:
    line = bare[bare.rfind(b"\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(b" \t"))]


def _blocks(data: bytes) -> Iterator[_Block]:
    marks = list(_MARK.finditer(data)) if b"hactl:" in data else []
    for first, second in zip(marks[::2], [*marks[1::2], None], strict=False):
        at = At(line=data.count(b"\n", 0, first.start()) + 1, column=1)
        detail = _DETAIL.match(data, first.end())
        head = marker.read_opening((first[1] + b"\n" + (detail[1] if detail else b"")).decode("latin-1"), at)
        if head is None or detail is None or second is None or second.start() < detail.end():
            raise marker.broken("the marks of hactl are not pairs", at)
        if marker.read_closing(second[1].decode("latin-1"), at) != head.id or head.id.count(".") != 2:
            raise marker.broken("the marks of hactl are not pairs", at)
        yield _Block(head=head, start=first.start(), end=second.end(), content=data[detail.end() : second.start()])


def _cut(data: bytes, block: _Block, gone: set[int]) -> Splice:
    """Take a block out with the line break before it, unless that is now needed by another block behind it."""
    marker.verify(block.head, block.content.decode("latin-1"))
    if not block.head.record.keys() <= {"lead", "held"}:
        raise marker.broken("what an opening mark of hactl remembers cannot be read", block.head.at)
    start = block.start
    needed = block.end not in gone and _NEXT.match(data, block.end)
    if block.head.record.get("lead") and not needed:
        start -= 2 if data[start - 2 : start] == b"\r\n" else int(data[start - 1 : start] == b"\n")
    return start, block.end, b""


def _back(data: bytes, owner: str, blocks: list[_Block]) -> list[Splice]:
    """Return how this owner's directives that stand aside come back; one that was changed is refused."""
    found = [held for held in _HELD.finditer(data) if held["owner"] == owner.encode()]
    texts = [held["text"].replace(b"\n#| ", b"\n") for held in found]
    wanted = next((b.head.record["held"] for b in blocks if "held" in b.head.record), [0, _seal([])])
    if wanted != [len(texts), _seal(texts)]:
        at = blocks[0].head.at
        message = "someone changed or removed a directive that hactl keeps in a comment"
        hint = f"write it as it was; or {WAYS_OUT}"
        raise EditRefused("edit-changed", message, hint=hint, line=at.line, column=at.column)
    return [(held.start(), held.end(), text) for held, text in zip(found, texts, strict=True)]


def _seal(texts: Sequence[bytes]) -> str:
    plain = b"\0".join(text.replace(b"\r\n", b"\n") for text in texts)
    return hashlib.sha256(plain).hexdigest()[:32]
