"""What is told of specs and of problem ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypedDict

from hactl.problems import Severity


class ListedProblem(TypedDict):
    """A problem id, explained."""

    id: str
    what: Annotated[str, "What hactl saw."]
    why: Annotated[str, "Why it matters."]
    fix: Annotated[str, "What to do."]
    severities: Annotated[list[Severity], "The gravest first."]
    since: Annotated[str, "The version of hactl that reported it first."]


class ExplainData(TypedDict):
    """What problem ids mean: the one that was asked for, or all."""

    problems: list[ListedProblem]


class InitData(TypedDict):
    """The spec that was written."""

    spec: Annotated[str, "Its file."]
    next: Annotated[str, "The command to type next."]


class ImportChanges(TypedDict):
    """How many files apply would change."""

    bases: Annotated[int, "In the bases that were imported: 0, or something was not understood."]
    balancer: int


class ImportData(TypedDict):
    """The spec that was made of what exists."""

    spec: Annotated[str, "Its file."]
    text: Annotated[str | None, "With --dry-run: what would be written there; null: it was written."]
    changes: Annotated[ImportChanges | None, "null: with --dry-run, or the spec has problems to solve first."]
    next: Annotated[str, "The command to type next."]


class ValidateData(TypedDict):
    """How many problems there are; they stand in `problems` of the document."""

    specs: Annotated[int, "How many were read."]
    errors: int
    warnings: int
    notes: int


class FmtData(TypedDict):
    """How specs are laid out."""

    specs: Annotated[int, "How many were read."]
    changed: Annotated[list[str], "The files that were laid out anew, or would be."]
    written: Annotated[bool, "false: with --check or --diff nothing is written."]


class GraphData(TypedDict):
    """The environment as a picture."""

    svg: str
    written: Annotated[str | None, "The file it was written to."]


class SchemaData(TypedDict):
    """The JSON Schema of a spec."""

    json_schema: Annotated[Mapping[str, object] | None, "null: it was written to a file."]
    written: Annotated[str | None, "The file it was written to."]


class OriginData(TypedDict):
    """Where a value comes from."""

    path: list[str | int]
    origin: Annotated[str, "A line of the spec, a default, or what it is derived from."]


class ShowData(TypedDict):
    """Every value after defaults, and its origin."""

    values: Annotated[Mapping[str, object], "As in the long form of a spec; secrets are masked."]
    origins: list[OriginData]
