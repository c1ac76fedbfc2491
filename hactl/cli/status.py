"""`hactl status`: is HA on, off or mixed in the files, and is there anything to apply."""

from __future__ import annotations

from dataclasses import replace

from hactl import drift, operations, overview, surroundings
from hactl.cli.change import naming, order_of, overview_of, unprotected, unsettled
from hactl.cli.console import Console
from hactl.cli.options import ReadAll, Where, speaks, takes_spec
from hactl.operations import Draft
from hactl.views import plan as plan_view
from hactl.views import tree
from hactl.views.look import fold


@takes_spec(positional=True)
@speaks()
def command(where: Where, console: Console, read: ReadAll = False) -> int:
    """Show each cluster's HA as its files have it, and what apply would still change.

    A file that differs is listed with two letters: M changed or D deleted since hactl wrote it;
    C, U or D: apply would create, update or delete it. Exit 4: a run was killed here, and the files are half done.
    """
    draft = operations.draft(replace(order_of(where), read=read))
    console.problems(draft.problems)
    pending = "" if draft.plan.empty else f"hactl diff{naming(where.spec)}"
    shown = overview_of(draft, states=overview.states(draft), next_command=pending)
    shown = replace(shown, files=drift.letters(draft))
    console.result(lambda: tree.as_data(shown), lambda: _text(draft, shown, console))
    found = unprotected(draft, draft.environment.clusters)
    console.problems([*found, *draft.plan.notes, *draft.plan.blocked])
    return unsettled(draft)


def _text(draft: Draft, shown: tree.Overview, console: Console) -> str:
    said = f"{tree.text(shown, look=console.look)}\n{fold(plan_view.summary(draft.plan), console.look.width)}\n"
    if not console.look.height:  # no screen: nothing is drawn, and NGINX's file is not read for it
        return said
    from hactl.graph import Seen, picture_of
    from hactl.graph.terminal import above

    marks = surroundings.aside(draft.environment, draft.places)
    return above(said, picture_of(draft.environment, seen=Seen(marks=marks, states=shown.states)), console.look)
