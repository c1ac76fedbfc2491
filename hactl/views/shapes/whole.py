"""What every document has."""

from __future__ import annotations

from typing import Annotated, TypedDict

from hactl.problems import Severity


class ProblemData(TypedDict):
    """Something wrong, or worth knowing, in what a person gave."""

    id: Annotated[str, "Stable; `hactl explain ID` says what it means."]
    severity: Annotated[Severity, "An error stops; a warning and a note do not."]
    message: Annotated[str, "What is wrong and why."]
    hint: Annotated[str, "How to fix it; may be empty."]
    file: str | None
    line: Annotated[int | None, "Counts from 1; null: the whole file."]
    column: Annotated[int | None, "Counts from 1; null: the whole line."]
    at: Annotated[list[str | int] | None, "The path of keys in the spec."]


class ErrorData(TypedDict):
    """Why there is no result."""

    id: Annotated[str, "Stable, as an exit code is; `hactl explain ID` says what it means."]
    message: str
    hint: Annotated[str, "What to do; may be empty."]


class HelpData(TypedDict):
    """A help text, which is for people: `--help` with `--format json`."""

    text: str
