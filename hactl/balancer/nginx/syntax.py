"""How values are written in NGINX's language: words, times, comments."""

from __future__ import annotations

import re

# These mean something as the source value of a map (ngx_http_map_module); a backslash in front makes them plain.
_SPECIAL_KEYS = frozenset({"default", "hostnames", "include", "volatile"})
_LONGEST_COMMENT = 512  # characters
_WORD = re.compile(r"[A-Za-z0-9_/*][A-Za-z0-9_/.:*~-]*")


def word(text: str) -> str:
    """Return the text, which is one plain word of the language.

    Names, addresses and paths were checked where the spec was read; a character that
    could end a word or begin a variable (`$` cannot be escaped) never gets as far as this.
    """
    assert _WORD.fullmatch(text), f"not a plain word: {text!r}"
    return text


def path(text: str) -> str:
    """Return a path in quotes, if it holds what a plain word may not; what could end it was refused with the spec."""
    assert not set(text) & set("\"'`{}$\\;\n\r\0"), f"not a plain path: {text!r}"
    return text if _WORD.fullmatch(text) else f'"{text}"'


def key(text: str) -> str:
    """Return the text as a source value of a `map`."""
    return "\\" + text if text in _SPECIAL_KEYS else word(text)


def time(milliseconds: int) -> str:
    """Return a time: `60s`, or `1500ms` where seconds do not hold it."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{milliseconds}ms" if rest else f"{seconds}s"


def size(octets: int) -> str:
    """Return a size: `64k`, or in bytes where kilobytes do not hold it."""
    kilobytes, rest = divmod(octets, 1024)
    return str(octets) if rest else f"{kilobytes}k"


def comment(text: str) -> str:
    """Return the text as it can stand in a comment, which a line break ends and 4096 bytes are too long for."""
    return "".join(c if c.isprintable() else "?" for c in text[:_LONGEST_COMMENT])
