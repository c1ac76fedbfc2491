"""`hactl create`: write every file of an environment, or check that they are as the spec says."""

from __future__ import annotations

from typing import Annotated

import typer

from hactl import operations
from hactl.cli.change import change, order_of, show
from hactl.cli.console import Console
from hactl.cli.options import ApplyOptions, Where, speaks, takes_spec
from hactl.errors import CheckFailed, Refused
from hactl.views import change as change_view

Check = Annotated[bool, typer.Option("--check", help="Change nothing; exit 3 unless the files are as the spec says.")]


@takes_spec(positional=True)
@speaks(events=True)
def command(where: Where, console: Console, apply_options: ApplyOptions, check: Check = False) -> int:
    """Write every file that the spec's servers and balancer need. A second run changes nothing.

    Existing files of yours are edited between hactl's marks only, after a look at the diff.
    """
    if check:
        return _check(where, console)
    return change(where, apply_options, console, operations.draft)


def _check(where: Where, console: Console) -> int:
    draft = operations.draft(order_of(where))
    console.problems(draft.problems)
    if draft.unfinished:
        raise Refused("it is unknown whether the files are as the spec says", [draft.unfinished])
    if draft.plan.empty and not draft.plan.blocked:
        console.also(draft.plan.notes)
        console.result(
            lambda: change_view.planned("as-wanted", draft.plan),
            lambda: f"{draft.environment.name}: {len(draft.plan.kept)} files are as the spec says\n",
        )
        return 0
    show(draft, console, "differs")
    raise CheckFailed(f"the files of {draft.environment.name} are not as {where.spec} says", hint="run `hactl create`")
