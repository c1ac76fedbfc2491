"""A change of the spec carried out in the running lab, in the order the plan names, while users click.

What the plan says of each restart (`keeps`) is held against what became of the sessions that lived there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hactl import operations, validation
from hactl.errors import HactlError, Refused
from hactl.events import Emit, Outcome, below
from hactl.install.discovery import Nginx
from hactl.live.drill import verdict
from hactl.live.drill.drill_run import DrillRun
from hactl.live.drill.load import Load
from hactl.live.drill.run import check_ready
from hactl.live.drill.target import DrillOptions, DrillTarget, target_of
from hactl.live.lab import certificates, commands, stage
from hactl.live.lab import client as lab
from hactl.live.lab.make_plan import NGINX, plan_lab
from hactl.live.lab.origins import remember
from hactl.live.lab.plan import LabPlan
from hactl.live.lab.preflight import fetch_missing
from hactl.live.lab.protocol import NoLab
from hactl.live.task import task
from hactl.model import Environment
from hactl.operations import Draft, Order
from hactl.plan import Restart
from hactl.reports.drill import Row
from hactl.reports.lab import LabMode, LabStatus
from hactl.reports.roll import Rolled, RollReport
from hactl.servers import SERVER_TYPES
from hactl.targets import BALANCER, Owner

TASK = "roll"
NOTHING = "nothing to restart: the lab already runs this spec"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A change that can be carried out: the lab's state folder, the plan for its tree, the lab after and before it."""

    state: Path
    order: Order
    draft: Draft
    plan: LabPlan
    before: DrillTarget
    nginx: Nginx


def prepare(order: Order, emit: Emit, *, demo: bool = False) -> Prepared:
    """Return the change from what the lab runs to the spec as it is now; servers it needs are fetched.

    `demo`: it was started with the demo application in place of every application.

    Raises:
        NoLab: none runs.
        HasProblems, Refused, HactlError: it cannot be done here; nothing was changed.
    """
    state = commands.state_of(order.spec)
    running = lab.status(state)
    if running is None:
        raise NoLab
    if running.ground is not LabMode.NAMESPACE:
        raise HactlError(
            "a lab that is mapped to 127.0.0.1 cannot be rolled: each of its plans has different ports",
            hint=commands.AGAIN,
        )
    environment = validation.sound(validation.load(order.spec))
    with _stopped(environment, state, running):
        stage.bring_new(order, state, environment)
        certificates.bring(environment, state)
        return _prepared(order, state, stage.as_lab(state, everywhere=demo), emit)


def roll(change: Prepared, options: DrillOptions, emit: Emit) -> RollReport:
    """Carry a change out, from inside the lab's network; return what became of the sessions.

    Raises:
        HactlError: an instance does not start, or the application is not the demo application.
    """
    draft, state, before = change.draft, change.state, change.before
    after = target_of(draft.environment)
    known = {instance.address for instance in before.instances}
    both = replace(before, instances=(*before.instances, *(i for i in after.instances if i.address not in known)))
    drill = DrillRun(both, commands.LabControl(state), options)
    title = f"roll {draft.environment.name} to its new spec with {options.users} users"
    with task(emit, TASK, "", title) as shown, drill:
        check_ready(DrillRun(before, commands.LabControl(state), options), commands.LabControl(state))
        drill.enter(shown)
        drill.begin()
        with Load(drill.busy):
            _carry_out(change, options, emit)
        environment = validation.sound(validation.load(change.order.spec))
        remember(change.order, environment, stage.staged_at(state / "tree"), state)
        rows = drill.read(shown)
        drill.leave()
        report = _report(draft.plan.restarts, rows, both)
        shown.end(Outcome.DONE if report.ok else Outcome.FAILED, "{} of {} sessions kept".format(*report.kept))
    return report


@contextmanager
def _stopped(environment: Environment, state: Path, running: LabStatus) -> Iterator[None]:
    """Stop who would write its file anew while it is changed, as a GlassFish DAS does; it holds no session.

    The plan starts it again; where it comes to none, we do.
    """
    up = {member.name for member in running.members if member.pid}
    names = [c.name for c in environment.companions if c.name in up]
    for name in names:
        lab.kill(state, name, "SIGTERM")
    try:
        yield
    except BaseException:
        for name in names:
            lab.start(state, name)
        raise


def _prepared(order: Order, state: Path, adapt: operations.Adapt, emit: Emit) -> Prepared:
    """Return the plan for the lab's tree, the lab it makes, and the environment as it runs now."""
    findings = commands.look(order, commands.LabRequest())
    staged = Order(spec=order.spec, out=state / "tree", root=state / "tree", overwrite=True, finish=True)
    draft = operations.draft(staged, adapt=adapt)
    if draft.plan.blocked:
        raise Refused("the lab cannot apply this change", draft.plan.blocked)
    before = commands.drill_target(state)
    equipment = replace(fetch_missing(findings, os.environ, emit), heap_mb=commands.planned(state).heap_mb)
    ground = findings.mode.ground
    plan = plan_lab(draft.environment, ground, equipment, stage.layout(draft, state), SERVER_TYPES)
    if plan.front != before.balancer:
        raise HactlError("the balancer has another address", hint=commands.AGAIN)
    return Prepared(state=state, order=order, draft=draft, plan=plan, before=before, nginx=equipment.nginx)


def _carry_out(change: Prepared, options: DrillOptions, emit: Emit) -> None:
    draft, plan, state = change.draft, change.plan, change.state
    (state / "spec.yaml").unlink(missing_ok=True)  # until all is done the lab is no spec's
    stage.carry_out(draft, "hactl lab roll", below(TASK, emit))
    stage.lay_nginx(stage.layout(draft, state), change.nginx)
    lab.take(state, plan)
    for companion in draft.environment.companions:
        if companion.name not in {restart.owner for restart in draft.plan.restarts}:
            lab.start(state, companion.name)
    for restart in draft.plan.restarts:
        with task(emit, f"{TASK}/{restart.owner}", TASK, f"{restart.action} {restart.owner}"):
            _do(restart, state)
        time.sleep(options.load_s)
    (state / "spec.yaml").write_bytes(draft.spec.data)
    lab.take(state, plan)  # who has ended by now is forgotten


def _do(restart: Restart, state: Path) -> None:
    member = NGINX if restart.owner == BALANCER else Owner.of(restart.owner).instance
    if restart.action == "reload":
        lab.reload(state, member)
        return
    if restart.action in ("stop", "restart") and commands.LabControl(state).status().get(member):
        lab.kill(state, member, "SIGTERM")
    if restart.action in ("start", "restart"):
        lab.start(state, member)


def _report(restarts: Sequence[Restart], rows: tuple[Row, ...], target: DrillTarget) -> RollReport:
    by_member = {Owner.of(restart.owner).instance: restart for restart in restarts}
    promised = tuple(row for row in rows if row.source not in by_member or by_member[row.source].keeps)
    failed = sum(row.failed > 0 for row in promised)
    return RollReport(
        rolled=tuple(
            Rolled(restart=restart, rows=tuple(row for row in rows if row.source == member))
            for member, restart in by_member.items()
        ),
        rows=rows,
        reasons=(*verdict.sessions(promised, target), *((f"{failed} sessions had failed requests",) if failed else ())),
        notes=(*verdict.notes(promised, target), *(() if restarts else (NOTHING,))),
    )
