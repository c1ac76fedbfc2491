"""`hactl diff`: what apply would change, and nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from hactl import operations
from hactl.cli.change import order_of, show
from hactl.cli.console import Console
from hactl.cli.options import AsFormat, Format, Where, takes_spec

PENDING = 2

ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 2 when there are changes.")]


@takes_spec(positional=True)
def command(where: Where, form: AsFormat = Format.TEXT, exit_code: ExitCode = False) -> int:
    """Show what `hactl apply` would change: a unified diff of each file, and the restarts."""
    console = Console(form)
    draft = operations.draft(order_of(where))
    console.problems(draft.problems)
    code = show(draft, console)
    return code or (PENDING if exit_code and not draft.plan.empty else 0)
