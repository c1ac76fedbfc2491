"""Where everything stands: the balancer above, clusters in rows below it, a rail of requests above each row.

The rail has the room between two rows and the left margin to itself, so no line crosses a box, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log

from hactl.graph.boxes import balancer_box, cluster_box, companion_box
from hactl.graph.legend import legend
from hactl.graph.measure import fit, width
from hactl.graph.picture import Picture
from hactl.graph.shapes import BOLD, SIZE, Drawing, Frame, Line, Text

MARGIN, GAP = 28.0, 20.0
ABOVE = 40.0  # of a row: the rail is in the middle of it
HEAD = 76.0  # title and counts
SHAPE = 1.7  # how much wider than high a picture should be
EMPTY = 0.3  # how much an empty last row counts beside the shape
MOST_TRIED = 40
TRUNK = MARGIN / 2

Row = Sequence[Frame]


def layout(picture: Picture) -> Drawing:
    """Return the drawing."""
    boxes = [cluster_box(picture, group) for group in picture.groups]
    top = [balancer_box(picture), *(companion_box(card) for card in picture.companions)]
    rows = _rows(boxes, _across(top))
    across = max([_across(row) for row in rows] + [_across(top), _title_room(picture)])
    placed_top = _placed(top, HEAD, across)
    y = HEAD + max(frame.high for frame in top)
    placed: list[list[Frame]] = []
    for row in rows:
        placed.append(_placed(row, y + ABOVE, across if len(rows) == 1 else _across(row)))
        y += ABOVE + max(frame.high for frame in row)
    keys, high = legend(picture, MARGIN, y + GAP, across)
    return Drawing(
        wide=across + 2 * MARGIN,
        high=y + GAP + high + MARGIN / 2,
        title=f"hactl environment {picture.title}",
        whole=picture.whole,
        texts=tuple(_titles(picture, across)),
        lines=tuple(_rails(placed_top[0], placed)),
        frames=(*placed_top, *(frame for row in placed for frame in row), *keys),
    )


def _title_room(picture: Picture) -> float:
    """Return the least that title and counts need."""
    return min(600.0, max(width(picture.title, SIZE["title"], bold=True), width(picture.counts, SIZE["small"])))


def _titles(picture: Picture, across: float) -> Iterator[Text]:
    for y, text, style in ((34, picture.title, "title"), (56, f"{picture.counts} · {picture.source}", "small")):
        shown = fit(text, across, SIZE[style], bold=style in BOLD)  # type: ignore[index]
        yield Text(x=MARGIN, y=y, text=shown, style=style)  # type: ignore[arg-type]


def _across(row: Row) -> float:
    return sum(frame.wide for frame in row) + GAP * (len(row) - 1)


def _rows(boxes: Row, least: float) -> list[list[Frame]]:
    """Return the boxes in rows, in their order, so that the whole comes near to a page's shape."""
    limits, reached = [], 0.0
    for box in boxes[:MOST_TRIED]:
        reached += box.wide + GAP
        limits.append(max(reached, least))
    return min((_broken(boxes, limit) for limit in limits), key=lambda rows: _unlike_a_page(rows, least))


def _broken(boxes: Row, limit: float) -> list[list[Frame]]:
    rows: list[list[Frame]] = [[]]
    for box in boxes:
        if rows[-1] and _across([*rows[-1], box]) > limit:
            rows.append([])
        rows[-1].append(box)
    return rows


def _unlike_a_page(rows: Sequence[Row], least: float) -> float:
    wide = max([least] + [_across(row) for row in rows])
    high = sum(max(frame.high for frame in row) + ABOVE for row in rows) + 200
    return abs(log(wide / high / SHAPE)) + EMPTY * (1 - _across(rows[-1]) / wide)


def _placed(row: Row, y: float, across: float) -> list[Frame]:
    """Return a row's boxes at their places, the row in the middle."""
    x = MARGIN + (across - _across(row)) / 2
    placed = []
    for box in row:
        placed.append(box.at(round(x), round(y)))
        x += box.wide + GAP
    return placed


def _rails(balancer: Frame, rows: Sequence[Row]) -> Iterator[Line]:
    """Yield the ways of requests: from the balancer down to the first rail, by the margin to the others."""
    start = balancer.x + balancer.wide / 2
    first = rows[0][0].y - ABOVE / 2
    yield Line(points=((start, balancer.y + balancer.high), (start, first)), kind="way")
    for number, row in enumerate(rows):
        rail = row[0].y - ABOVE / 2
        drops = [box.x + box.wide / 2 for box in row]
        ends = [*drops, *((start,) if number == 0 else ()), *((TRUNK,) if len(rows) > 1 else ())]
        yield Line(points=((min(ends), rail), (max(ends), rail)), kind="way")
        yield from (Line(points=((x, rail), (x, row[0].y)), kind="way", ends="last") for x in drops)
    if len(rows) > 1:
        yield Line(points=((TRUNK, first), (TRUNK, rows[-1][0].y - ABOVE / 2)), kind="way")
