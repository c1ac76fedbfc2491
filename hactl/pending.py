"""What a command carries out beside what it is for: the spec was edited, and nobody has applied that yet."""

from __future__ import annotations

from difflib import SequenceMatcher

from hactl import operations
from hactl.errors import HasProblems, Refused, UsageError
from hactl.operations import Draft, Order
from hactl.plan import Plan
from hactl.plan.costs import owner_of
from hactl.problems import Place, Problem, Severity
from hactl.runs.records import DONE
from hactl.targets import ENVIRONMENT, Owner
from hactl.views import plan as view

_LINES = 5  # named of those that were edited


def beside(draft: Draft, order: Order, doing: str) -> list[Problem]:
    """Return what else this plan carries out, for a person to know before: a warning, or nothing.

    `doing`: what the command is for, as `draining`. The plan is the one that its edit of the spec led to.
    """
    if draft.plan.empty:
        return []
    edit = next((c for c in draft.plan.changes if c.location.text == str(order.spec.resolve())), None)
    before = edit.before.data if edit and edit.before else draft.spec.data
    known = _last_spec(draft)
    if known == before and _only_switched(draft):
        return []
    waiting = _alone(order) if edit else draft.plan
    if waiting is None or all(change.location.host == ENVIRONMENT for change in waiting.changes):
        return []
    return [_problem(draft, waiting, _edited(known, before), doing if edit else "")]


def _problem(draft: Draft, waiting: Plan, lines: list[int], doing: str) -> Problem:
    first = f"besides {doing}, this carries out" if doing else "the spec says so already; this carries out"
    edited = f" ({_named(lines)} of the spec changed)" if lines else ""
    restarts = ", ".join(dict.fromkeys(f"{r.action} {r.owner}" for r in waiting.restarts[:_LINES]))
    more = ", …" if len(waiting.restarts) > _LINES else ""
    message = f"{first} what has been waiting since the last run{edited}: {view.summary(waiting)}"
    return Problem(
        id="changes-waiting",
        message=message + (f"; {restarts}{more}" if restarts else ""),
        hint="`hactl diff` shows these alone, without this command; to leave them out, take them out of the spec first",
        severity=Severity.WARNING,
        place=Place(draft.spec.source.name, lines[0], 1) if lines else Place(draft.spec.source.name),
    )


def _named(lines: list[int]) -> str:
    words = ", ".join(map(str, lines[:_LINES]))
    return f"line{'s' if len(lines) > 1 else ''} {words}{', …' if len(lines) > _LINES else ''}"


def _last_spec(draft: Draft) -> bytes | None:
    """Return the spec as the last run left it; None: not known."""
    done = [run for run in draft.access.runs.kept() if run.outcome == DONE]
    try:
        return draft.access.runs.spec(done[-1].id) if done else None
    except UsageError:
        return None


def _only_switched(draft: Draft) -> bool:
    """Tell whether no cluster's servers change but those whose HA does."""
    switched = {
        c.name
        for c in draft.environment.clusters
        if any(draft.plan.on_disk.get(owner_of(c, i)) not in (None, c.ha) for i in c.instances)
    }
    return {Owner.of(change.owner).cluster for change in draft.plan.changes} <= {"", *switched}


def _alone(order: Order) -> Plan | None:
    """Return what `apply` would do without this command; None where it could not."""
    try:
        return operations.draft(order).plan
    except (HasProblems, Refused):
        return None


def _edited(known: bytes | None, now: bytes) -> list[int]:
    """Return the lines that are not as they were, counted from 1."""
    if known is None:
        return []
    old, new = known.splitlines(), now.splitlines()
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found = (range(start, max(end, start + 1)) for word, _, _, start, end in blocks if word != "equal")
    return [min(line, len(new) - 1) + 1 for lines in found for line in lines]
