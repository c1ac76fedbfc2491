"""How wide words are without a font at hand: by the widths of DejaVu Sans, which no usual sans-serif font exceeds.

Who looks at the picture may have any font; a box that is roomy for a wide one holds every narrower one.
"""

from __future__ import annotations

from unicodedata import east_asian_width

_HUNDREDTHS = (
    (36, " ,.·'ijlIJ/:;\\|-f"),
    (46, '()[]t!r"'),
    (55, "*_`–sz?c"),  # noqa: RUF001 - the dash of a range
    (60, "LFkvxyP"),
    (64, "TYaoeESbdghnpqu$0123456789{}"),
    (72, "KAVBRXZCU"),
    (80, "HNDG&OQ"),
    (84, "w#+<=>^~"),
    (100, "M%mW@…"),
)
_WIDTH = {character: hundredths for hundredths, several in _HUNDREDTHS for character in several}
_BOLD = 1.17  # how much wider bold is
CUT = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a line is, rather too much than too little."""
    hundredths = sum(_WIDTH.get(c) or (64 if c.isascii() else 75 if east_asian_width(c) == "N" else 110) for c in text)
    return hundredths * size / 100 * (_BOLD if bold else 1)


def fit(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return the text, or as much of its beginning as the room has space for."""
    if width(text, size, bold=bold) <= room:
        return text
    left = room - width(CUT, size, bold=bold)
    at = 0
    while at < len(text) and (left := left - width(text[at], size, bold=bold)) >= 0:
        at += 1
    return text[:at].rstrip() + CUT
