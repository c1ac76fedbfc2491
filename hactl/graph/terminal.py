"""A picture for a terminal: the balancer, a rail, clusters as small boxes with their instances' names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hactl.graph.picture import Group, Picture
from hactl.views.look import PLAIN, Look, clean

USUAL, LEAST = 80, 16  # columns, where the terminal's are not known; a narrower one gets no picture
WIDEST = 46  # of a box's words
INDENT, GAP = 2, 1
DROP = 2  # columns from a box's corner to where its way comes in


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """A cluster's lines, all equally wide, the first and the last without their corners."""

    group: Group
    head: str
    state: str
    body: tuple[str, ...]
    foot: str
    wide: int


def text(picture: Picture, *, look: Look = PLAIN) -> str:
    """Return the picture, no line longer than the terminal; "" where that is too narrow for any."""
    width = look.width or USUAL
    if width < LEAST:
        return ""
    boxes = [_box(picture, group, width - INDENT) for group in picture.groups]
    rows = list(_rows(boxes, width - INDENT))
    lines = [look.paint(line, "bold") for line in _top(picture, width)]
    lines += [_cut(f"├─ {card.name}: {', '.join(card.facts[1:])}", width) for card in picture.companions]
    for number, row in enumerate(rows):
        lines += _drawn(row, look, last=number == len(rows) - 1)
    return "".join(f"{look.sign(line)}\n" for line in lines)


def _top(picture: Picture, width: int) -> list[str]:
    listen = next(fact for fact in picture.balancer.facts if fact.startswith("listens on "))
    return [_cut(f"{picture.balancer.name} {listen}", width)]


def _cut(text: str, room: int) -> str:
    shown = clean(text)
    return shown if len(shown) <= room else shown[: max(room - 1, 0)] + "…"


def _box(picture: Picture, group: Group, most: int) -> _Box:
    room = min(most - 4, WIDEST)
    state = group.state if len(group.state) + 6 <= room else group.state.removeprefix("HA ")
    apps = [_cut(way.apps, room) for _, way in picture.ways_to(group)]
    said = [_cut(line, room) for line in group.folded] if group.folded else list(_members(group, room))
    head = _cut(group.name, room - len(state) - 5)
    foot = _cut(group.copies, room)
    inner = max(len(head) + len(state) + 5, len(foot), *map(len, (*apps, *said)))
    return _Box(group=group, head=head, state=state, body=(*apps, *said), foot=foot, wide=min(inner, room) + 4)


def _members(group: Group, room: int) -> Iterator[str]:
    """Yield lines with as many instances as fit; two that copy to each other say so."""
    named = [_cut(f"{card.name} ({card.mark})" if card.mark else card.name, room) for card in group.cards]
    between = " <-> " if group.shares and len(named) == 2 else "  "
    line = named[0]
    for name in named[1:]:
        if len(line) + len(between) + len(name) > room:
            yield line
            line = name
        else:
            line += between + name
    yield line


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
        at = x + DROP
        rail = rail.ljust(at, "─") + ("┐" if box is row[-1] else "┬")
        x += box.wide + GAP
    yield rail
    high = max(len(box.body) for box in row)
    columns = [list(_lines(box, high, look)) for box in row]
    before = " " * INDENT if last else "│".ljust(INDENT)
    yield from (before + (" " * GAP).join(parts) for parts in zip(*columns, strict=True))


def _lines(box: _Box, high: int, look: Look) -> Iterator[str]:
    """Yield a box's lines, filled up to this height."""
    inner = box.wide - 4
    styles = () if box.group.on else ("dim",)
    state = look.paint(box.state, "green" if box.group.on else "yellow")
    fill = "─" * (inner - len(box.head) - len(box.state) - 4)
    yield f"╭─┴ {look.paint(box.head, 'bold')} {fill} {state} ╮"
    for line in (*box.body, *[""] * (high - len(box.body))):
        yield f"│ {look.paint(line.ljust(inner), *styles)} │"
    yield f"╰ {look.paint(box.foot, *styles)} {'─' * (inner - len(box.foot))}╯"
