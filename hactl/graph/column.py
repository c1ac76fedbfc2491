"""Words and boxes below each other, and the box around them: as wide as the widest of them asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from hactl.graph.measure import fit, width
from hactl.graph.shapes import BOLD, SIZE, Frame, Kind, Style, Text

PAD, STEP = 12.0, 17.0
CHIP, AFTER_CHIP = 10.0, 6.0  # the square in a pool's colour
BADGE_PAD, BADGE_HIGH = 6.0, 16.0
COLOURS = 6
MOST_CHIPS = 6

Chip = tuple[int, str]
"""The number of a pool, and what is said of it."""


class Column:
    """What is put in comes below what is there; `widest` is the room that words have."""

    def __init__(self, widest: float) -> None:
        self._widest, self._y, self._wide = widest, PAD / 2, 0.0
        self._texts: list[Text] = []
        self._squares: list[Frame] = []
        self._framed: list[Frame] = []
        self._badge: Frame | None = None

    def say(self, text: str, style: Style = "fact", kind: Kind = "") -> None:
        """Put a line of words in, cut where it is longer than the room; a name never is: it tells two boxes apart."""
        shown = text if style == "name" else fit(text, self._widest, SIZE[style], bold=style in BOLD)
        self._y += STEP
        self._texts.append(Text(x=PAD, y=self._y - 4, text=shown, style=style, kind=kind))
        self._wider(_wide(shown, style))

    def badge(self, text: str, kind: Kind) -> None:
        """Put a small box of words at the end of the line before."""
        wide = ceil(_wide(text, "badge") + 2 * BADGE_PAD)
        said = Text(x=wide / 2, y=12, text=text, style="badge", kind=kind, centred=True)
        self._badge = Frame(x=0, y=0, wide=wide, high=BADGE_HIGH, kind=f"badge {kind}", texts=(said,))
        self._badge = self._badge.at(0, self._y - STEP - 2)
        before = self._texts[-1]
        self._wider(_wide(before.text, before.style) + PAD + wide)

    def chips(self, pools: Sequence[Chip]) -> None:
        """Put a line with a square for each pool in; of many, the first."""
        shown = pools if len(pools) <= MOST_CHIPS else pools[: MOST_CHIPS - 1]
        for number, text in shown:
            self._chip(text)
            square = Frame(x=PAD, y=self._y - 4 - CHIP, wide=CHIP, high=CHIP, kind=f"chip pool{number % COLOURS}")
            self._squares.append(square)
        if len(shown) < len(pools):
            self._chip(f"and {len(pools) - len(shown)} more")

    def _chip(self, text: str) -> None:
        shown = fit(text, self._widest - CHIP - AFTER_CHIP, SIZE["fact"])
        self._y += STEP
        self._texts.append(Text(x=PAD + CHIP + AFTER_CHIP, y=self._y - 4, text=shown, style="fact"))
        self._wider(CHIP + AFTER_CHIP + _wide(shown, "fact"))

    def put(self, frame: Frame) -> None:
        """Put a box in; it will stand in the middle."""
        self._y += PAD / 2
        self._framed.append(frame.at(PAD, self._y))
        self._y += frame.high + PAD / 2
        self._wider(frame.wide)

    def _wider(self, wide: float) -> None:
        self._wide = max(self._wide, wide)

    def box(self, kind: Kind, whole: str, *, wide: float = 0, high: float = 0) -> Frame:
        """Return the box around all of it, at least so large."""
        wide = max(wide, ceil(self._wide + 2 * PAD))
        middle = [frame.at(round((wide - frame.wide) / 2), frame.y) for frame in self._framed]
        badge = [self._badge.at(wide - PAD / 2 - self._badge.wide, self._badge.y)] if self._badge else []
        return Frame(
            x=0,
            y=0,
            wide=wide,
            high=max(high, ceil(self._y + PAD / 2)),
            kind=kind,
            whole=whole,
            texts=tuple(self._texts),
            inner=(*self._squares, *badge, *middle),
        )


def _wide(text: str, style: Style) -> float:
    return width(text, SIZE[style], bold=style in BOLD)


def same_size(frames: Sequence[Frame]) -> list[Frame]:
    """Return the boxes, each as large as the largest."""
    wide, high = max(f.wide for f in frames), max(f.high for f in frames)
    return [replace(frame, wide=wide, high=high) for frame in frames]
