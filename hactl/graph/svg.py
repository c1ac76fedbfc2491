"""A drawing as SVG: one file that any browser shows, on a light page and on a dark one, without script or font."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import hypot

from hactl.graph.colours import ROOT, ROUND, ROUND_ELSE, sheet
from hactl.graph.layout import layout
from hactl.graph.picture import Picture
from hactl.graph.shapes import Drawing, Frame, Line, Text
from hactl.views.look import clean

LONG, HALF = 7.0, 3.5  # of an arrowhead: its length, half its width
_NOT_XML = re.compile("[\ufffe\uffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
Point = tuple[float, float]


def svg(picture: Picture) -> str:
    """Return the picture as an SVG of its own."""
    return draw(layout(picture), picture.drawn_from)


def draw(drawing: Drawing, drawn_from: str) -> str:
    """Return the drawing as SVG, with a comment that says where it comes from."""
    wide, high = _number(drawing.wide), _number(drawing.high)
    name = _escaped(drawing.title)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{ROOT}" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" role="img" aria-label="{name}">'
    )
    page = Frame(x=0.5, y=0.5, wide=drawing.wide - 1, high=drawing.high - 1, kind="page")
    parts = (
        head,
        f"<!-- {_comment(drawn_from)} -->",
        f"<title>{name}</title>",
        f"<desc>{_escaped(drawing.whole)}</desc>",
        f"<style>\n{sheet()}\n</style>",
        _rect(page),
        *(part for line in drawing.lines for part in _line(line)),
        *(part for frame in drawing.frames for part in _frame(frame)),
        *map(_text, drawing.texts),
        "</svg>",
    )
    return "\n".join(parts) + "\n"


def _frame(frame: Frame) -> Iterator[str]:
    yield f'<g class="{frame.kind}">' if frame.kind else "<g>"
    if frame.whole:
        yield f"<title>{_escaped(frame.whole)}</title>"
    if frame.kind:
        yield _rect(frame)
    for line in frame.lines:
        yield from _line(line)
    for inner in frame.inner:
        yield from _frame(inner)
    yield from map(_text, frame.texts)
    yield "</g>"


def _rect(frame: Frame) -> str:
    x, y, wide, high = map(_number, (frame.x, frame.y, frame.wide, frame.high))
    place = f'x="{x}" y="{y}" width="{wide}" height="{high}"'
    return f'<rect class="{frame.kind}" {place} rx="{ROUND.get(frame.kind.split()[0], ROUND_ELSE)}"/>'


def _text(text: Text) -> str:
    look = f"{text.style} {text.kind}".strip()
    anchor = ' text-anchor="middle"' if text.centred else ""
    return f'<text class="{look}" x="{_number(text.x)}" y="{_number(text.y)}"{anchor}>{_escaped(text.text)}</text>'


def _line(line: Line) -> Iterator[str]:
    way = " L".join(f"{_number(x)} {_number(y)}" for x, y in line.points)
    yield f'<path class="{line.kind}" d="M{way}"/>'
    if line.ends:
        yield _head(line.points[-2], line.points[-1], line.kind)
    if line.ends == "both":
        yield _head(line.points[1], line.points[0], line.kind)


def _head(before: Point, tip: Point, kind: str) -> str:
    """Return an arrowhead at the end of a way."""
    length = hypot(tip[0] - before[0], tip[1] - before[1])
    right, down = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    back = (tip[0] - LONG * right, tip[1] - LONG * down)
    corners = (tip, (back[0] - HALF * down, back[1] + HALF * right), (back[0] + HALF * down, back[1] - HALF * right))
    return f'<polygon class="{kind}" points="{" ".join(f"{_number(x)},{_number(y)}" for x, y in corners)}"/>'


def _number(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _escaped(text: str) -> str:
    """Return text for an element or an attribute, without what XML has no place for."""
    return _NOT_XML.sub("", clean(text)).translate(_ESCAPES)


def _comment(text: str) -> str:
    """Return text for a comment: no two hyphens beside each other, none at the end."""
    return re.sub("-(?=-|$)", "- ", _NOT_XML.sub("", clean(text)))
