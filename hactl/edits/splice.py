"""Replace ranges of bytes, all at once."""

from __future__ import annotations

from collections.abc import Iterable

Splice = tuple[int, int, bytes]  # start, end, what stands there instead


def spliced(text: bytes, splices: Iterable[Splice]) -> bytes:
    """Return the text with these ranges replaced. They do not overlap; at one offset the order given counts."""
    out: list[bytes] = []
    done = 0
    for start, end, new in sorted(splices, key=lambda s: (s[0], s[1])):
        assert done <= start <= end, "ranges overlap"
        out += (text[done:start], new)
        done = end
    return b"".join((*out, text[done:]))
