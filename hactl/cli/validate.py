"""`hactl validate`: guards a repository in CI: every problem of every spec, in one process."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hactl import operations, validation
from hactl.cli.console import Console
from hactl.cli.options import go_to
from hactl.errors import CheckFailed, UsageError
from hactl.operations import Order
from hactl.problems import errors, warnings
from hactl.protection import Protection
from hactl.rules import check_across
from hactl.spec import Spec, find_specs
from hactl.views import problems as view
from hactl.views import protection


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
Strict = Annotated[bool, typer.Option("--strict", help="Exit 3 for warnings too.")]
Root = Annotated[
    Path | None, typer.Option("--root", metavar="DIR", help="Look into copies of absolute bases at DIR/<host>/.")
]
Host = Annotated[
    list[str] | None, typer.Option("--host", metavar="NAME", help="This machine is host NAME: look into its bases.")
]
Folder = Annotated[Path | None, typer.Option("--directory", "-C", metavar="DIR", help="Work as if started in DIR.")]


def command(  # noqa: PLR0913 - one parameter an option
    paths: Paths = None,
    form: Form = Report.TEXT,
    allow_none: AllowNone = False,
    directory: Folder = None,
    strict: Strict = False,
    root: Root = None,
    host: Host = None,
) -> int:
    """Check specs: all problems of all files at once, each with its line and how to mend it.

    Looks into the applications that a spec names, and into bases that exist: what keeps sessions from being copied
    although HA is on is a warning. Files that are not here are no problem.
    """
    go_to(directory)
    console = Console()
    wanted = paths or [Path()]
    if empty := [path for path in wanted if not allow_none and not find_specs([path])]:
        raise _nothing(empty)
    specs = [validation.load(path) for path in find_specs(wanted)]
    found = [problem for spec in specs for problem in spec.problems]
    found += [problem for _path, problem in check_across(specs)]
    here = frozenset(host or ())
    looked = [each for spec in specs if (each := _protection(spec, root.absolute() if root else None, here))]
    found += [problem for each in looked for problem in each.problems()]
    if form is Report.TEXT:
        console.out(view.text(found, look=console.look))
        console.say(protection.looked(looked))
        console.say(view.summary(found, checked=len(specs)))
    else:
        console.out(view.as_json(found) if form is Report.JSON else view.github(found))
    return CheckFailed.exit_code if errors(found) or (strict and warnings(found)) else 0


def _nothing(paths: list[Path]) -> UsageError:
    """Return what is said where a green answer would be about nothing at all."""
    where = ", ".join(str(path.absolute()) for path in paths)
    hint = "specs are files named *.hactl.yaml; where there may be none: --allow-none"
    return UsageError(f"no spec below {where}", hint=hint)


def _protection(spec: Spec, root: Path | None, here: frozenset[str]) -> Protection | None:
    """Return what keeps this spec's sessions from being copied; None where it is too wrong to know."""
    if spec.environment is None:
        return None
    return operations.looked_into(Order(spec=spec.path, root=root, here=here), spec)
