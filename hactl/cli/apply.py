"""`hactl apply`: carry out what `hactl diff` shows, on an environment that exists."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from hactl import operations
from hactl.cli.change import change, existing
from hactl.cli.console import Console
from hactl.cli.options import ApplyOptions, Where, speaks, takes_spec
from hactl.cli.plan_file import refuse_other_plan
from hactl.errors import UsageError
from hactl.operations import Draft, Order

PlanFile = Annotated[
    Path | None,
    typer.Option("--plan", metavar="PLAN", help="Only if the plan is still the one that `diff --save PLAN` wrote."),
]


@takes_spec(positional=True, plans=True)
@speaks(events=True)
def command(where: Where, console: Console, apply_options: ApplyOptions, plan: PlanFile = None) -> int:
    """Carry out what `hactl diff` shows: all of it, or nothing. Asks first.

    `hactl apply PLAN` is `hactl apply --plan PLAN`.
    """
    if plan and where.plan and plan != where.plan:
        raise UsageError(f"two plans are named: {where.plan} and {plan}", hint="name one")
    saved = plan or where.plan
    return change(where, apply_options, console, partial(_planned, saved) if saved else _existing)


def _planned(file: Path, order: Order) -> Draft:
    draft = _existing(order)
    refuse_other_plan(draft, file)
    return draft


def _existing(order: Order) -> Draft:
    return existing(operations.draft(order))
