"""`hactl fmt`: specs laid out as hactl lays them out; no word and no comment changes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hactl import formatting
from hactl.cli.console import Console
from hactl.cli.options import go_to, speaks
from hactl.errors import CheckFailed, HasProblems, UsageError
from hactl.formatting import Formatted
from hactl.spec import find_specs
from hactl.spec.read import MOST
from hactl.views import plan as plan_view
from hactl.views.look import count, safe

Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", help="Specs, or folders to search (default: all below here); - for stdin."),
]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit 3 if a spec would change.")]
Diff = Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")]
Folder = Annotated[Path | None, typer.Option("--directory", "-C", metavar="DIR", help="Work as if started in DIR.")]
STREAM = Path("-")


@speaks()
def command(
    console: Console, paths: Paths = None, check: Check = False, diff: Diff = False, directory: Folder = None
) -> int:
    """Lay specs out anew: indentation, blanks, quotes, empty lines. Values, comments and their order stay.

    Prints the name of each spec that changes. One that cannot be read is left as it is, and its problems are shown.
    """
    go_to(directory)
    wanted = paths or [Path()]
    if STREAM in wanted:
        return _stream(wanted, console, check=check)
    files = find_specs(wanted)
    if not files:
        raise UsageError("no spec below here", hint="specs are files named *.hactl.yaml")
    found = [formatting.look(path) for path in files]
    changed = [each for each in found if not each.same]
    for each in changed:
        if not (check or diff):
            formatting.write(each)
        if not console.json:
            console.out(plan_view.diff(each.change(), look=console.look) if diff else f"{safe(str(each.path))}\n")
    changes = [str(each.path) for each in changed]
    console.result(lambda: {"specs": len(found), "changed": changes, "written": not (check or diff)})
    problems = [problem for each in found for problem in each.problems]
    sys.stdout.flush()
    console.problems(problems)
    console.say(_summary(len(found), len(changed), would=check or diff))
    return CheckFailed.exit_code if problems or (check and changed) else 0


def _summary(specs: int, changed: int, *, would: bool) -> str:
    if not changed:
        return f"nothing to do in {count(specs, 'spec')}"
    were = "would be" if would else "was" if changed == 1 else "were"
    return f"{changed} of {count(specs, 'spec')} {were} formatted"


def _stream(wanted: list[Path], console: Console, *, check: bool) -> int:
    """Lay out what comes on stdin, as an editor asks for it."""
    if console.json:
        raise UsageError("for stdin the output is the spec itself, not JSON", hint="leave --format out")
    if len(wanted) > 1:
        raise UsageError("`-` must be the only argument: one spec is read from stdin")
    made: Formatted = formatting.formatted(Path("<stdin>"), sys.stdin.buffer.read(MOST + 1))
    if made.problems:
        raise HasProblems("the spec on stdin was not formatted", made.problems)
    if not check:
        sys.stdout.buffer.write(made.after)
        sys.stdout.flush()
    return CheckFailed.exit_code if check and not made.same else 0
