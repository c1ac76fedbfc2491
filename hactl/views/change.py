"""What came of a command that changes files, for a program: a plan that was shown, or how the environment is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hactl.plan import Plan
from hactl.views import plan as plan_view
from hactl.views import tree

if TYPE_CHECKING:
    from hactl.views.shapes.plans import ChangedData, Outcome


def planned(outcome: Outcome, plan: Plan) -> ChangedData:
    """Return a plan that is not carried out."""
    return {"outcome": outcome, "run": None, "plan": plan_view.as_data(plan), "status": None}


def settled(run: str | None, overview: tree.Overview) -> ChangedData:
    """Return how the environment is after this run; None: nothing was to do."""
    outcome: Outcome = "unchanged" if run is None else "done"
    return {"outcome": outcome, "run": run, "plan": None, "status": tree.as_data(overview)}
