"""`hactl validate`: guards a repository in CI: every problem of every spec, in one process."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hactl import validation
from hactl.checks import check_across
from hactl.cli.console import Console
from hactl.cli.options import go_to
from hactl.errors import CheckFailed, UsageError
from hactl.problems import errors
from hactl.spec import find_specs
from hactl.views import problems as view


class Report(StrEnum):
    """How problems are shown; `github` annotates the lines of a pull request."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="PATH", help="Specs, or folders to search; by default all below here.")
]
Form = Annotated[Report, typer.Option("--format", help="text, json, or github (annotations).")]
AllowNone = Annotated[bool, typer.Option("--allow-none", help="No spec at all is fine, too.")]
Folder = Annotated[Path | None, typer.Option("--directory", "-C", metavar="DIR", help="Work as if started in DIR.")]


def command(
    paths: Paths = None, form: Form = Report.TEXT, allow_none: AllowNone = False, directory: Folder = None
) -> int:
    """Check specs: all problems of all files at once, each with its line and how to mend it."""
    go_to(directory)
    console = Console()
    wanted = paths or [Path()]
    if empty := [path for path in wanted if not allow_none and not find_specs([path])]:
        raise _nothing(empty)
    specs = [validation.load(path) for path in find_specs(wanted)]
    found = [problem for spec in specs for problem in spec.problems]
    found += [problem for _path, problem in check_across(specs)]
    if form is Report.TEXT:
        console.out(view.text(found, look=console.look))
        console.say(view.summary(found, checked=len(specs)))
    else:
        console.out(view.as_json(found) if form is Report.JSON else view.github(found))
    return CheckFailed.exit_code if errors(found) else 0


def _nothing(paths: list[Path]) -> UsageError:
    """Return what is said where a green answer would be about nothing at all."""
    where = ", ".join(str(path.absolute()) for path in paths)
    hint = "specs are files named *.hactl.yaml; where there may be none: --allow-none"
    return UsageError(f"no spec below {where}", hint=hint)
