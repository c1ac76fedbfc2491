"""How every view writes JSON: one object with its schema and version first, pure ASCII, so any pipe carries it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime


def line(schema: str, content: Mapping[str, object]) -> str:
    """Return the content as one line of JSON; `schema` is name and version: `hactl/status/1`."""
    return json.dumps({"schema": schema, **content}, separators=(",", ":"), default=_plain) + "\n"


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)


def utc(stamp: float) -> str:
    """Return seconds since 1970 as a moment in UTC, to the millisecond."""
    return datetime.fromtimestamp(stamp, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
