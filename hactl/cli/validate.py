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
from hactl.errors import CheckFailed
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
Folder = Annotated[Path | None, typer.Option("--directory", "-C", metavar="DIR", help="Work as if started in DIR.")]


def command(paths: Paths = None, form: Form = Report.TEXT, directory: Folder = None) -> int:
    """Check specs: all problems of all files at once, each with its line and how to mend it."""
    go_to(directory)
    console = Console()
    specs = [validation.load(path) for path in find_specs(paths or [Path()])]
    found = [problem for spec in specs for problem in spec.problems]
    found += [problem for _path, problem in check_across(specs)]
    if form is Report.TEXT:
        console.out(view.text(found, look=console.look))
        console.say(view.summary(found, checked=len(specs)))
    else:
        console.out(view.as_json(found) if form is Report.JSON else view.github(found))
    return CheckFailed.exit_code if errors(found) else 0
