"""The boxes of a picture: the balancer, what stands beside it, a cluster with its instances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, sqrt

from hactl.graph.column import PAD, Column, same_size
from hactl.graph.picture import Card, Group, Picture
from hactl.graph.shapes import Frame, Line

WIDEST, WIDEST_INSTANCE = 400.0, 240.0
BETWEEN, BUS = 14.0, 26.0  # instances of a row; below each row, where copies go
UP = 12.0  # from an instance to the bus
SPINE = 14.0  # left of the instances, where the buses of several rows meet


def balancer_box(picture: Picture) -> Frame:
    """Return the balancer, with the pools that it knows."""
    column = _said(picture.balancer, WIDEST)
    column.chips([(number, way.whole) for number, way in enumerate(picture.ways)])
    return column.box("balancer", picture.balancer.whole)


def companion_box(card: Card) -> Frame:
    """Return a process beside the instances."""
    return _said(card, WIDEST).box("companion", card.whole)


def _said(card: Card, widest: float) -> Column:
    column = Column(widest)
    column.say(card.name, "name")
    if card.mark:
        column.badge(card.mark, card.mark)
    for fact in card.facts:
        column.say(fact)
    return column


def cluster_box(picture: Picture, group: Group) -> Frame:
    """Return a cluster: what it is, its instances or what is said in their place, who copies to whom."""
    look = "on" if group.on else "off"
    column = Column(WIDEST)
    column.say(f"cluster {group.name}", "name")
    column.badge(group.state, look)
    column.say(group.server)
    column.chips([(number, way.apps) for number, way in picture.ways_to(group)])
    if group.folded:
        column.put(_folded(group))
    else:
        column.put(_grid(group))
    column.say(group.copies, "small", "copies" if group.shares else "")
    if group.meet:
        column.say(group.meet, "small")
    return column.box(f"cluster {look}", group.whole)


def _folded(group: Group) -> Frame:
    column = Column(WIDEST - 40)
    first, *more = group.folded
    column.say(first, "name")
    for line in more:
        column.say(line)
    return column.box("folded", group.whole)


def _grid(group: Group) -> Frame:
    """Return the instances in rows, below each row the bus that their copies take."""
    cards = same_size([_said(card, WIDEST_INSTANCE).box(_kind(card), card.whole) for card in group.cards])
    columns = _columns(len(cards), cards[0])
    left = SPINE if group.shares and len(cards) > columns else 0.0
    below = BUS if group.shares else BETWEEN  # of which the last row needs none
    wide, high = cards[0].wide, cards[0].high
    placed = [
        card.at(left + number % columns * (wide + BETWEEN), number // columns * (high + below))
        for number, card in enumerate(cards)
    ]
    rows = ceil(len(cards) / columns)
    return Frame(
        x=0,
        y=0,
        wide=left + columns * (wide + BETWEEN) - BETWEEN,
        high=rows * (high + below) - (PAD if group.shares else below),
        kind="",
        inner=tuple(placed),
        lines=tuple(_buses(group, placed, columns)) if group.shares else (),
    )


def _kind(card: Card) -> str:
    return " ".join(filter(None, ("instance", card.mark)))


def _columns(count: int, card: Frame) -> int:
    """Return how many instances stand beside each other: near to a square, two of two."""
    return min(count, max(2, round(sqrt(count * (card.high + BUS) / (card.wide + BETWEEN) * 1.5))))


def _buses(group: Group, placed: Sequence[Frame], columns: int) -> Iterator[Line]:
    """Yield the bus of each row, each instance's way to it and back, and the spine that makes the buses one."""
    kind = f"copies {'sync' if group.sync else 'async'}"
    spine = 0.0
    heights = []
    for first in range(0, len(placed), columns):
        row = placed[first : first + columns]
        y = row[0].y + row[0].high + UP
        middles = [card.x + card.wide / 2 for card in row]
        heights.append(y)
        start = spine if len(placed) > columns else middles[0]
        yield Line(points=((start, y), (middles[-1], y)), kind=kind)
        yield from (Line(points=((x, y), (x, row[0].y + row[0].high)), kind=kind, ends="last") for x in middles)
    if len(heights) > 1:
        yield Line(points=((spine, heights[0]), (spine, heights[-1])), kind=kind)
