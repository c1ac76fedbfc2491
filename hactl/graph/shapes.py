"""What a layout is made of: frames with words in them, and lines; all in units of the picture, x right, y down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Style = Literal["title", "name", "fact", "small", "badge", "mark"]
SIZE: dict[Style, float] = {"title": 20, "name": 14, "fact": 12, "small": 12, "badge": 11, "mark": 11}
BOLD: frozenset[Style] = frozenset({"title", "name", "badge", "mark"})
Ends = Literal["", "last", "both"]  # where arrowheads are
Kind = str
"""One or more words that say how something looks: the classes of the SVG."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line; `x` is its beginning, or its middle where it is `centred`. `y` is the line that letters stand on."""

    x: float
    y: float
    text: str
    style: Style
    kind: Kind = ""
    centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A way through points, with the kind of what goes along it."""

    points: tuple[tuple[float, float], ...]
    kind: Kind
    ends: Ends = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A box. `whole`: what it says when it is pointed at, "" for a mere shape. `inner` lie inside of it."""

    x: float
    y: float
    wide: float
    high: float
    kind: Kind
    whole: str = ""
    texts: tuple[Text, ...] = ()
    lines: tuple[Line, ...] = ()
    inner: tuple[Frame, ...] = ()

    def at(self, x: float, y: float) -> Frame:
        """Return the frame moved so that its corner is there, with all that is in it."""
        return self._moved(x - self.x, y - self.y)

    def _moved(self, right: float, down: float) -> Frame:
        return replace(
            self,
            x=self.x + right,
            y=self.y + down,
            texts=tuple(replace(t, x=t.x + right, y=t.y + down) for t in self.texts),
            lines=tuple(replace(ln, points=tuple((x + right, y + down) for x, y in ln.points)) for ln in self.lines),
            inner=tuple(frame._moved(right, down) for frame in self.inner),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything with its place. `title` and `whole`: what it is called, and all of it in words."""

    wide: float
    high: float
    title: str
    whole: str
    texts: tuple[Text, ...]
    lines: tuple[Line, ...]
    frames: tuple[Frame, ...]
