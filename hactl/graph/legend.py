"""What the lines and looks of a picture mean: only of those that are in it."""

from __future__ import annotations

from collections.abc import Iterator

from hactl.graph.measure import fit, width
from hactl.graph.picture import Picture
from hactl.graph.shapes import SIZE, Frame, Line, Text

ROW, SAMPLE, AFTER, APART = 22.0, 30.0, 8.0, 22.0
LINE = 14.0  # between the lines of one entry

Entry = tuple[str, str]
"""What is shown as a sample, and what it means."""


MARKS = {
    "down": "gets no requests",
    "standby": "new users only where nobody else is left",
    "drained": "no new users; its own stay",
}


def entries(picture: Picture) -> Iterator[Entry]:
    """Yield what has to be explained."""
    groups = picture.groups
    yield "way", "requests"
    for sync, word in ((True, "sync"), (False, "async")):
        if any(group.shares and group.sync is sync and not group.folded for group in groups):
            when = "before the answer" if sync else "soon after the answer"
            yield f"copies {word}", f"copies of sessions, {when} ({word})"
    if any(not group.on for group in groups):
        yield "cluster off", "HA off: sessions stay on one instance"
    if any(group.folded for group in groups):
        yield "folded", "several instances in one box"
    marks = {card.mark for group in groups for card in group.cards}
    yield from ((f"instance {mark}", f"{mark}: {said}") for mark, said in MARKS.items() if mark in marks)
    if picture.companions:
        yield "companion", "administers, holds no session"


def legend(picture: Picture, x: float, y: float, across: float) -> tuple[list[Frame], float]:
    """Return a frame for each entry, in rows of this width from there on, and how high they are together."""
    frames: list[Frame] = []
    left, top, high = x, y, ROW
    for kind, meaning in entries(picture):
        shown = _broken(meaning, across - SAMPLE - AFTER)
        wide = SAMPLE + AFTER + max(width(line, SIZE["small"]) for line in shown)
        if left > x and left + wide > x + across:
            left, top, high = x, top + high, ROW
        frames.append(_entry(kind, shown, left, top))
        left, high = left + wide + APART, max(high, ROW + LINE * (len(shown) - 1))
    return frames, top + high - y


def _broken(text: str, across: float) -> list[str]:
    """Return the text in lines that fit; no word is cut but one that is wider than all."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, SIZE["small"]) <= across:
            lines[-1] = longer
        else:
            lines.append(fit(word, across, SIZE["small"]))
    return lines


def _entry(kind: str, shown: list[str], x: float, y: float) -> Frame:
    middle = y + ROW / 2
    sample = Line(points=((x, middle), (x + SAMPLE, middle)), kind=kind, ends="last" if kind == "way" else "both")
    box = Frame(x=x, y=y + 4, wide=SAMPLE, high=ROW - 8, kind=kind)
    is_line = kind.split()[0] in ("way", "copies")
    return Frame(
        x=x,
        y=y,
        wide=SAMPLE + AFTER + max(width(line, SIZE["small"]) for line in shown),
        high=ROW + LINE * (len(shown) - 1),
        kind="",
        texts=tuple(
            Text(x=x + SAMPLE + AFTER, y=middle + 4 + LINE * number, text=line, style="small")
            for number, line in enumerate(shown)
        ),
        lines=(sample,) if is_line else (),
        inner=() if is_line else (box,),
    )
