"""What a program reads of hactl: exactly one document, of the shape that its schema's name promises."""

from __future__ import annotations

import json
from typing import Any

LINES = "-line/1"  # of a stream, whose last line is the document


def document(out: str, code: int) -> dict[str, Any]:
    """Return the one document; `out` is all of stdout, `code` how the process ended."""
    *stream, last = map(json.loads, out.splitlines())
    assert all(line["schema"].endswith(LINES) for line in stream), "more than one document"
    assert last["exit"] == code and last["ok"] is (code == 0)
    assert ("result" in last) is not ("error" in last)
    found: dict[str, Any] = last
    return found


def result(out: str, code: int = 0) -> dict[str, Any]:
    """Return the result in the one document."""
    found: dict[str, Any] = document(out, code)["result"]
    return found
