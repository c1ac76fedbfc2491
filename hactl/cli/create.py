"""`hactl create`: write every file of an environment, or check that they are as the spec says."""

from __future__ import annotations

from typing import Annotated

import typer

from hactl import operations
from hactl.cli.change import change, order_of
from hactl.cli.console import Console
from hactl.cli.options import ApplyOptions, AsFormat, Format, Where, takes_spec
from hactl.errors import CheckFailed, Refused
from hactl.views import plan as plan_view

Check = Annotated[bool, typer.Option("--check", help="Change nothing; exit 3 unless the files are as the spec says.")]


@takes_spec(positional=True)
def command(where: Where, apply_options: ApplyOptions, form: AsFormat = Format.TEXT, check: Check = False) -> int:
    """Write every file that the spec's servers and balancer need. A second run changes nothing.

    Existing files of yours are edited between hactl's marks only, after a look at the diff.
    """
    console = Console(form)
    if check:
        return _check(where, console)
    return change(where, apply_options, console, operations.draft)


def _check(where: Where, console: Console) -> int:
    draft = operations.draft(order_of(where))
    console.problems(draft.problems)
    if console.json:
        console.out(plan_view.as_json(draft.plan))
    if draft.unfinished:
        raise Refused("nobody can say whether the files are as the spec says", [draft.unfinished])
    if draft.plan.empty and not draft.plan.blocked:
        if not console.json:
            console.out(f"{draft.environment.name}: {len(draft.plan.kept)} files are as the spec says\n")
        return 0
    if not console.json:
        console.out(plan_view.text(draft.plan, look=console.look))
    raise CheckFailed(f"the files of {draft.environment.name} are not as {where.spec} says", hint="run `hactl create`")
