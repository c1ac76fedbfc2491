"""A plan as a file, for somebody to read before it is carried out: what and where, by hash, never contents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from hactl.plan.types import Change, Plan

SCHEMA = "hactl/saved-plan/1"


def to_text(plan: Plan, version: str, spec_sha256: str) -> str:
    """Return the plan as JSON. `version`: hactl's own, since another one may write other files."""
    rows = [_row(change) for change in plan.changes]
    data = {"schema": SCHEMA, "hactl": version, "spec": spec_sha256, "changes": rows}
    return json.dumps(data, indent=1) + "\n"


def read_text(text: str) -> Mapping[str, Any]:
    """Return what a saved plan says. Raises ValueError: it is none, or of a newer hactl."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ValueError(f"its `schema` is not {SCHEMA}")
    rows = data.get("changes")
    if not isinstance(rows, list) or not all(map(_names_file, rows)):
        raise ValueError("its `changes` are not a list of files")
    return data


def _names_file(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("file"), str)


def differences(saved: Mapping[str, Any], text: str) -> Iterator[str]:
    """Yield, in words, how the plan of now (as `to_text` has it) differs from the saved one; nothing: it does not."""
    now = json.loads(text)
    if saved.get("hactl") != now["hactl"]:
        yield f"hactl {saved.get('hactl')} saved it, and this is {now['hactl']}"
    if saved.get("spec") != now["spec"]:
        yield "the spec is a different one"
    then, today = (_by_file(each["changes"]) for each in (saved, now))
    for file in sorted({*then, *today}):
        if file not in today:
            yield f"{file}: nothing left to change"
        elif file not in then:
            yield f"{file}: a change that the saved plan does not have"
        elif then[file] != today[file]:
            yield f"{file}: it has changed, or would become something else"


def _row(change: Change) -> dict[str, object]:
    return {
        "file": str(change.location),
        "action": str(change.action),
        "before": change.before.sha256 if change.before else "",
        "after": change.after.sha256 if change.after else "",
        "mode": change.mode,
    }


def _by_file(rows: Any) -> dict[str, Any]:
    return {str(row["file"]): row for row in rows}
