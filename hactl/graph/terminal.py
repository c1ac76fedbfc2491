"""A picture for a terminal: the balancer, a rail, clusters as small boxes with their instances' names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from hactl.graph.picture import Card, Group, Picture
from hactl.views.look import PLAIN, Look, clean

USUAL, LEAST = 80, 24  # columns, where the terminal's are not known; a narrower one gets no picture
WIDEST = 46  # of a box's words
INDENT, GAP = 2, 1
DROP = 2  # columns from a box's corner to where its way comes in
FRAME = 4  # columns beside a box's words

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """A cluster: its name and HA, the lines between, the last line; the words as wide as `inner`."""

    on: bool
    head: str
    state: str
    body: tuple[str, ...]
    foot: str
    inner: int

    @property
    def wide(self) -> int:
        """Return the columns of the whole box."""
        return self.inner + FRAME


def text(picture: Picture, *, look: Look = PLAIN) -> str:
    """Return the picture, no line longer than the terminal; "" where that is too narrow for any."""
    width = look.width or USUAL
    if width < LEAST:
        return ""
    words = _Words(look)
    rows = list(_rows([_box(picture, group, words, width - INDENT) for group in picture.groups], width - INDENT))
    listen = next(fact for fact in picture.balancer.facts if fact.startswith("listens on "))
    lines = [look.paint(words.cut(f"{picture.balancer.name} {listen}", width), "bold")]
    lines += [words.cut(f"├─ {card.name}: {', '.join(card.facts[1:])}", width) for card in picture.companions]
    for row in rows:
        lines += _drawn(row, look, last=row is rows[-1])
    return "".join(f"{look.sign(line)}\n" for line in lines)


def above(said: str, picture: Picture, look: Look) -> str:
    """Return the text with the picture above it, where both fit on the screen; else, or off a terminal, as it is."""
    drawn = text(picture, look=look) if look.height else ""
    shown = (_COLOUR.sub("", line) for line in said.splitlines())
    wrapped = sum(max(1, ceil(len(line) / look.width)) for line in shown) if drawn else 0
    lines = drawn.count("\n") + wrapped + 2  # an empty one between them; the shell's prompt
    return f"{drawn}\n{said}" if drawn and lines <= look.height else said


class _Words:
    """Words as the terminal can show them, so that their width is known before they are put beside each other."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def cut(self, said: str, room: int) -> str:
        """Return the words, or as many of their letters as there is room for."""
        shown = self._look.sign(clean(said))
        if not self._look.unicode:
            shown = shown.encode("ascii", "backslashreplace").decode()
        mark = "…" if self._look.unicode else "~"
        return shown if len(shown) <= room else shown[: room - 1] + mark


def _box(picture: Picture, group: Group, words: _Words, most: int) -> _Box:
    room = min(most - FRAME, WIDEST)
    between = FRAME + 1  # at least, of name and state
    state = words.cut(group.state, room - between - 1)
    head = words.cut(group.name, room - between - len(state))
    said = group.folded or tuple(_members(group, words, room))
    body = tuple(words.cut(line, room) for line in (*(way.apps for _, way in picture.ways_to(group)), *said))
    foot = words.cut(group.copies, room)
    inner = max(len(head) + between + len(state), len(foot), *map(len, body))
    return _Box(on=group.on, head=head, state=state, body=body, foot=foot, inner=inner)


def _members(group: Group, words: _Words, room: int) -> Iterator[str]:
    """Yield lines with as many instances as fit; two that copy to each other say so."""
    first, *more = (words.cut(_named(card), room) for card in group.cards)
    between = " <-> " if group.shares and len(more) == 1 else "  "
    line = first
    for name in more:
        if len(line) + len(between) + len(name) > room:
            yield line
            line = name
        else:
            line += between + name
    yield line


def _named(card: Card) -> str:
    return f"{card.name} ({card.mark})" if card.mark else card.name


def _rows(boxes: Sequence[_Box], width: int) -> Iterator[list[_Box]]:
    row: list[_Box] = []
    for box in boxes:
        if row and sum(b.wide + GAP for b in row) + box.wide > width:
            yield row
            row = []
        row.append(box)
    yield row


def _drawn(row: Sequence[_Box], look: Look, *, last: bool) -> Iterator[str]:
    """Yield the rail above a row of boxes, and the boxes."""
    rail, x = "└" if last else "├", INDENT
    for box in row:
        rail = rail.ljust(x + DROP, "─") + ("┐" if box is row[-1] else "┬")
        x += box.wide + GAP
    yield rail
    high = max(len(box.body) for box in row)
    before = " " * INDENT if last else "│".ljust(INDENT)
    for parts in zip(*(_lines(box, high, look) for box in row), strict=True):
        yield before + (" " * GAP).join(parts)


def _lines(box: _Box, high: int, look: Look) -> Iterator[str]:
    """Yield a box's lines, filled up to this height."""
    styles = () if box.on else ("dim",)
    fill = "─" * (box.inner - len(box.head) - len(box.state) - FRAME)
    yield f"╭─┴ {look.paint(box.head, 'bold')} {fill} {look.paint(box.state, 'green' if box.on else 'yellow')} ╮"
    for line in (*box.body, *[""] * (high - len(box.body))):
        yield f"│ {look.paint(line.ljust(box.inner), *styles)} │"
    yield f"╰ {look.paint(box.foot, *styles)} {'─' * (box.inner - len(box.foot))}╯"
