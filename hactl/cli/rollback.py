"""`hactl rollback`: back to how things were after an earlier run."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from hactl import rollback
from hactl.cli import names
from hactl.cli.change import change
from hactl.cli.console import Console
from hactl.cli.ha import is_spec, unknown
from hactl.cli.options import ApplyOptions, Where, speaks, takes_spec

RunName = Annotated[
    str | None,
    typer.Argument(
        metavar="RUN",
        help="A run's id from `hactl history` (default: the last but one).",
        autocompletion=names.runs,
    ),
]


@takes_spec(positional=False)
@speaks(events=True)
def command(where: Where, console: Console, apply_options: ApplyOptions, run: RunName = None) -> int:
    """Make the spec and every file what they were after an earlier run. Refused where someone edited them since.

    It is a plan and a run like any other: it is shown, asked for, kept, and can be rolled back itself.
    """
    if run and is_spec(run):
        raise unknown("run", run, ())
    return change(where, apply_options, console, partial(rollback.draft_back, run))
