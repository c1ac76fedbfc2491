"""How every view writes JSON: one object with its schema and version first, pure ASCII, so any pipe carries it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime


def dumps(schema: str, content: Mapping[str, object]) -> str:
    """Return the content as indented JSON; `schema` is name and version: `hactl/plan/1`."""
    return json.dumps({"schema": schema, **content}, indent=2, default=str) + "\n"


def line(schema: str, content: Mapping[str, object]) -> str:
    """Return the content as one line of JSON."""
    return json.dumps({"schema": schema, **content}, separators=(",", ":"), default=str) + "\n"


def utc(stamp: float) -> str:
    """Return seconds since 1970 as a moment in UTC, to the millisecond."""
    return datetime.fromtimestamp(stamp, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
