"""The one shape of all that a program is told: a document with a result or an error, and problems (docs/json.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hactl.masking import mask
from hactl.problems import Problem
from hactl.views import problems as problems_view
from hactl.views.json import line

NO_COMMAND = "error"  # in the schema's name, where no command was understood
VERSION = 1

__all__ = ["line", "schema", "text"]


def schema(command: str) -> str:
    """Return the schema's name of what this command prints: `hactl/lab-up/1`."""
    return f"hactl/{command.replace(' ', '-') or NO_COMMAND}/{VERSION}"


def text(
    command: str,
    code: int,
    problems: Sequence[Problem],
    *,
    result: Mapping[str, object] | None = None,
    error: tuple[str, str, str] | None = None,
) -> str:
    """Return the document, one line of JSON. `code`: the process's exit code; `error`: id, message and hint."""
    how: dict[str, object] = {"command": command, "ok": code == 0, "exit": code}
    if error is None:
        how["result"] = dict(result or {})
    else:
        id_, message, hint = error
        how["error"] = {"id": id_, "message": mask(message), "hint": hint}  # hactl's own words
    told = problems_view.in_order(list(dict.fromkeys(problems)))
    return line(schema(command), {**how, "problems": [problems_view.as_data(each) for each in told]})
