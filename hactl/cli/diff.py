"""`hactl diff`: what apply would change, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hactl import operations
from hactl.cli.change import order_of, unprotected, unsettled
from hactl.cli.console import Console
from hactl.cli.options import ReadAll, Where, speaks, takes_spec
from hactl.cli.plan_file import write_plan
from hactl.errors import Refused
from hactl.operations import Draft
from hactl.views import plan as view

PENDING = 2

Save = Annotated[
    Path | None, typer.Option("--save", metavar="PLAN", help="Also save the plan to a file, for `apply --plan`.")
]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 2 for changes, 4 for an unfinished run.")]


Stat = Annotated[bool, typer.Option("--stat", help="Show how many lines of each file change, not which.")]
Print = Annotated[bool, typer.Option("--print", help="Show what to change by hand in your own NGINX configuration.")]


@takes_spec(positional=True)
@speaks()
def command(  # noqa: PLR0913 - one for each option
    where: Where,
    console: Console,
    exit_code: ExitCode = False,
    save: Save = None,
    by_hand: Print = False,
    read: ReadAll = False,
    stat: Stat = False,
) -> int:
    """Show what `hactl apply` would change: a unified diff of each file, and the restarts."""
    save = save.absolute() if save else None
    draft = operations.draft(replace(order_of(where), read=read))
    console.problems([*draft.problems, *unprotected(draft, draft.environment.clusters)])
    hints = operations.by_hand(draft) if by_hand else None
    if hints is not None:
        console.result(lambda: view.as_data(draft.plan, hints), lambda: hints)
        return 0
    code = _show(draft, console, stat=stat) or (unsettled(draft) if exit_code else 0)
    if save is not None and not code:
        write_plan(draft, save)
    return code or (PENDING if exit_code and not draft.plan.empty else 0)


def _show(draft: Draft, console: Console, *, stat: bool) -> int:
    console.also([*draft.plan.notes, *draft.plan.blocked])
    console.result(lambda: view.as_data(draft.plan), lambda: view.text(draft.plan, stat=stat, look=console.look))
    return Refused.exit_code if draft.plan.blocked else 0
