"""How text looks where it goes: colour or none, signs or plain ASCII, and how wide."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from hactl.masking import mask

_STYLES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
_ASCII = str.maketrans({"✓": "+", "✗": "x", "→": "->", "├": "|", "└": "`", "─": "-", "│": "|", "…": "...", "━": "#"})
_ASCII |= str.maketrans({"╭": ".", "╮": ".", "╰": "'", "╯": "'", "┬": "+", "┴": "+", "┐": ".", "–": "-"})  # noqa: RUF001 - the dash of a range
# what a terminal would obey instead of showing: control characters, changes of the reading direction
_OBEYED = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`width` in columns, `height` in lines; 0: not known, lines are as long and as many as they are."""

    colour: bool = False
    unicode: bool = True
    width: int = 0
    height: int = 0

    def paint(self, text: str, *styles: str) -> str:
        """Return the text in these styles (bold, dim, red, green, yellow, cyan), if colour is wanted."""
        if not (self.colour and styles and text):
            return text
        return f"\x1b[{';'.join(str(_STYLES[s]) for s in styles)}m{text}\x1b[0m"

    def sign(self, text: str) -> str:
        """Return the drawing as it is, or in ASCII."""
        return text if self.unicode else text.translate(_ASCII)


PLAIN = Look()


def look_for(stream: TextIO, environ: Mapping[str, str] = os.environ, colour: str = "auto") -> Look:
    """Return what suits the stream; `colour` is auto, always or never. NO_COLOR means none, then FORCE_COLOR always."""
    import shutil

    terminal, screen = stream.isatty(), shutil.get_terminal_size()
    forced = environ.get("FORCE_COLOR", "") not in ("", "0")
    wanted = not environ.get("NO_COLOR") and (forced or (terminal and environ.get("TERM") != "dumb"))
    return Look(
        colour=colour == "always" or (colour == "auto" and wanted),
        unicode=_can_write("✓✗→├└━", stream.encoding),
        width=screen.columns if terminal else 0,
        height=screen.lines if terminal else 0,
    )


def _can_write(signs: str, encoding: str | None) -> bool:
    try:
        signs.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def clean(text: str) -> str:
    """Return the text with what a terminal would obey written out (`\\x1b`)."""
    return _OBEYED.sub(lambda found: repr(found[0])[1:-1], text)


def safe(text: str) -> str:
    """Return one line that may be shown: secrets masked, control characters written out."""
    return clean(mask(text).replace("\n", " "))


def block(text: str, indent: str) -> str:
    """Return text of several lines that may be shown, further lines set in."""
    return lines(mask(text), indent)


def lines(text: str, indent: str = "") -> str:
    """Return hactl's own words, which may quote a stranger's: control characters written out, further lines set in."""
    return f"\n{indent}".join(clean(line) for line in text.splitlines())


_CODES = re.compile("\x1b\\[[0-9;]*m")


def fold(text: str, width: int, indent: str = "  ") -> str:
    """Return lines broken at blanks so that none is wider, further parts set in; 0: as they are. No word is cut."""
    if not width:
        return text
    return "\n".join(_broken(line, width, indent) for line in text.split("\n"))


def _broken(line: str, width: int, indent: str) -> str:
    if len(_CODES.sub("", line)) <= width:
        return line
    first = line[: len(line) - len(line.lstrip(" "))]
    parts, taken = [first], len(first)
    for word in line.split():
        wide = len(_CODES.sub("", word))
        if parts[-1].strip() and taken + 1 + wide > width:
            parts.append(first + indent + word)
            taken = len(first + indent) + wide
        else:
            blank = " " if parts[-1].strip() else ""
            parts[-1] += blank + word
            taken += len(blank) + wide
    return "\n".join(parts)


def count(number: int, one: str, many: str = "") -> str:
    """Return `1 file`, `2 files`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """Return `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 10:
        return f"{max(seconds, 0.0):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def size(number: int) -> str:
    """Return a number of bytes for a person: `512 B`, `1.5 MiB`."""
    if number < 1024:
        return f"{number} B"
    scaled, unit = (number / 1024, "KiB") if number < 1024**2 else (number / 1024**2, "MiB")
    return f"{scaled:.1f} {unit}"
