"""`hactl status`: is HA on, off or mixed in the files, and is there anything to apply."""

from __future__ import annotations

from hactl import operations
from hactl.cli.change import naming, order_of, overview
from hactl.cli.console import Console
from hactl.cli.options import AsFormat, Format, Where, takes_spec
from hactl.views import plan as plan_view
from hactl.views import tree


@takes_spec(positional=True)
def command(where: Where, form: AsFormat = Format.TEXT) -> int:
    """Show each cluster's HA as its files have it, and what apply would still change."""
    console = Console(form)
    draft = operations.draft(order_of(where))
    console.problems(draft.problems)
    pending = "" if draft.plan.empty else f"hactl diff{naming(where.spec)}"
    shown = overview(draft, states=operations.states(draft), next_command=pending)
    if console.json:
        console.out(tree.as_json(shown))
        return 0
    console.out(tree.text(shown, look=console.look))
    console.out(f"\n{plan_view.summary(draft.plan)}\n")
    console.problems([*draft.plan.notes, *draft.plan.blocked])
    return 0
