"""`hactl diff`: what apply would change, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hactl import operations
from hactl.cli.change import order_of, show, unprotected, unsettled
from hactl.cli.console import Console
from hactl.cli.options import AsFormat, Format, ReadAll, Where, takes_spec
from hactl.cli.plan_file import write_plan

PENDING = 2

Save = Annotated[
    Path | None, typer.Option("--save", metavar="PLAN", help="Write the plan into a file too, for `apply --plan`.")
]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 2 for changes, 4 for a run that has not ended.")]


Print = Annotated[
    bool, typer.Option("--print", help="Show what to do in an NGINX configuration of yours by hand, instead.")
]


@takes_spec(positional=True)
def command(  # noqa: PLR0913 - one for each option
    where: Where,
    form: AsFormat = Format.TEXT,
    exit_code: ExitCode = False,
    save: Save = None,
    by_hand: Print = False,
    read: ReadAll = False,
) -> int:
    """Show what `hactl apply` would change: a unified diff of each file, and the restarts."""
    save = save.absolute() if save else None
    console = Console(form)
    draft = operations.draft(replace(order_of(where), read=read))
    console.problems([*draft.problems, *unprotected(draft, draft.environment.clusters)])
    if by_hand:
        console.out(operations.by_hand(draft))
        return 0
    code = show(draft, console) or (unsettled(draft) if exit_code else 0)
    if save is not None and not code:
        write_plan(draft, save)
    return code or (PENDING if exit_code and not draft.plan.empty else 0)
