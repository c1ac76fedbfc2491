"""What create, apply, enable-ha and disable-ha share: show the plan, ask, carry it out, show what is next."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hactl import lacking, operations, overview, pending
from hactl.cli.console import Console
from hactl.cli.options import ApplyOptions, Where
from hactl.errors import Refused
from hactl.model import Cluster
from hactl.operations import Draft, Order
from hactl.plan import Action
from hactl.problems import Problem, Severity
from hactl.views import change as change_view
from hactl.views import plan as plan_view
from hactl.views import protection, tree

if TYPE_CHECKING:
    from hactl.views.shapes.plans import Outcome


@dataclass(frozen=True, slots=True)
class Doing:
    """What a command is for that edits the spec: as `draining`, and what a person does after it."""

    word: str
    after: str = ""


def order_of(where: Where, *, overwrite: bool = False, finish: bool = False) -> Order:
    """Return the order that the shared options make."""
    return Order(spec=where.spec, out=where.out, root=where.root, here=where.here, overwrite=overwrite, finish=finish)


def existing(draft: Draft) -> Draft:
    """Return the draft of an environment that is there. Raises Refused: it has not been created."""
    if not operations.exists(draft):
        hint = f"`hactl create {draft.spec.path}` makes a new one"
        raise Refused(f"there is no environment at {draft.places.out} yet", hint=hint)
    return draft


def change(
    where: Where,
    apply_options: ApplyOptions,
    console: Console,
    make: Callable[[Order], Draft],
    doing: Doing | None = None,
) -> int:
    """Make the plan and carry it out as wished; return the exit code.

    `doing`: of a command that edits the spec; what else it would carry out is said first.

    Raises:
        Refused: something is in the way, or the person said no.
    """
    given = order_of(where, overwrite=apply_options.overwrite, finish=not apply_options.dry_run)
    order = replace(given, read=apply_options.read)
    draft = make(order)
    waiting = pending.beside(draft, order, doing.word) if doing else []
    console.problems([*draft.problems, *unprotected(draft, [c for c in draft.environment.clusters if c.ha])])
    console.problems(waiting)  # the last before the plan
    if apply_options.dry_run:
        code = show(draft, console, "dry-run", stat=apply_options.stat)
        return code or _tried(draft, console)
    refuse_blocked(draft)
    if draft.plan.empty:
        operations.keep_index(order, draft)
        return _nothing_to_do(draft, console)
    _tried(draft, console)
    if _touches_what_exists(draft):
        if not apply_options.yes:
            console.out(plan_view.before_asking(draft.plan, stat=apply_options.stat, look=console.asking_look))
            sys.stdout.flush()
        also = ", with all that has been waiting" if waiting else ""
        console.confirm(
            f"Apply to {draft.environment.name}{also}?", yes=apply_options.yes, more=lambda: _whole(draft, console)
        )
    return _carry_out(draft, console, apply_options, doing.after if doing else "")


def _whole(draft: Draft, console: Console) -> str:
    return plan_view.text(draft.plan, look=console.look)


def unprotected(draft: Draft, clusters: Sequence[Cluster]) -> list[Problem]:
    """Return what keeps sessions of these clusters from being copied; errors stand in the plan's way."""
    found = draft.protection.of(clusters).problems()
    return [problem for problem in found if problem.severity is not Severity.ERROR]


def _tried(draft: Draft, console: Console) -> int:
    """Let the server that reads a person's file judge what would become of it. Raises Refused: it would not start."""
    if draft.environment.balancer.config is not None:
        from hactl.live import nginx_check  # heavy, and seldom needed

        console.problems(nginx_check.judge(draft))
    return 0


def show(draft: Draft, console: Console, outcome: Outcome, *, stat: bool = False) -> int:
    """Show the plan and what is in its way."""
    console.also([*draft.plan.notes, *draft.plan.blocked])
    console.result(
        lambda: change_view.planned(outcome, draft.plan),
        lambda: plan_view.text(draft.plan, stat=stat, look=console.look),
    )
    return Refused.exit_code if draft.plan.blocked else 0


def _nothing_to_do(draft: Draft, console: Console) -> int:
    console.say(f"{draft.environment.name}: nothing to do, {len(draft.plan.kept)} files are as the spec says")
    console.also(draft.plan.notes)
    console.result(lambda: change_view.settled(None, overview_of(draft, states=overview.states(draft))))
    return 0


def unsettled(draft: Draft) -> int:
    """Return the exit code of a command that asks how things are: 4 where a run has not ended, so nobody can say."""
    return Refused.exit_code if draft.unfinished else 0


def refuse_blocked(draft: Draft) -> None:
    """Stop where the plan cannot be applied.

    Raises:
        Refused: with everything that is in the way.
    """
    if draft.plan.blocked:
        raise Refused("nothing was changed: something is in the way", draft.plan.blocked)


def _carry_out(draft: Draft, console: Console, apply_options: ApplyOptions, after: str) -> int:
    with console.receiver() as emit:
        run = operations.carry_out(draft, " ".join(["hactl", *sys.argv[1:]]), emit, apply_options.keep)
    console.problems(draft.plan.notes)
    shown = overview_of(draft, states=overview.wanted_states(draft), next_command=_next(draft, run.id, after))
    ends = protection.in_vain(draft.environment, draft.protection)
    shown = replace(shown, uncopied=overview.uncopied(draft), ends=ends)
    console.result(lambda: change_view.settled(run.id, shown), lambda: "\n" + tree.text(shown, look=console.look))
    return 0


def overview_of(draft: Draft, *, states: Mapping[str, tree.State], next_command: str = "") -> tree.Overview:
    """Return what the tree shows of this environment."""
    return tree.Overview(
        environment=draft.environment,
        folders=overview.folders(draft),
        states=states,
        restarts=draft.plan.restarts,
        next_command=next_command,
        protection=draft.protection,
    )


def _touches_what_exists(draft: Draft) -> bool:
    return any(c.action is not Action.CREATE and c.owner for c in draft.plan.changes)


def _next(draft: Draft, run: str, after: str) -> str:
    if fetch := lacking.fetching(draft.plan.notes):
        return fetch
    if any(r.action == "start" for r in draft.plan.restarts):
        return f"hactl lab up{naming(draft.spec.path)}"
    if after:
        return f"{after}{naming(draft.spec.path)}"
    return f"hactl history {run}{naming(draft.spec.path)}"


def naming(spec: Path) -> str:
    """Return ` -f FILE` for the next command, nothing where the spec is found without."""
    here = Path.cwd()
    if spec.resolve().parent == here and len(list(here.glob("*.hactl.yaml"))) == 1 and "HACTL_FILE" not in os.environ:
        return ""
    shorter = os.path.relpath(spec)
    return f" -f {shorter if len(shorter) < len(str(spec)) else spec}"
