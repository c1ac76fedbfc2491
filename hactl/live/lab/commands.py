"""The lab of one spec: staged, started, drilled. What the commands `lab` and `drill` call, and the live tests too."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from hactl import operations, surroundings, validation
from hactl.balancer import balancer_of
from hactl.errors import HactlError, HasProblems
from hactl.events import Emit
from hactl.live.drill.target import DrillTarget, target_of
from hactl.live.lab import client as lab
from hactl.live.lab import origins
from hactl.live.lab.make_plan import plan_lab
from hactl.live.lab.mapped import FreePorts, mapped
from hactl.live.lab.plan import LabPlan
from hactl.live.lab.preflight import Findings, fetch_missing, preflight
from hactl.live.lab.protocol import NoLab
from hactl.live.lab.stage import as_lab, is_staged, lay_nginx, set_stage, staged_at
from hactl.live.lab.state import read_plan, state_folder
from hactl.model import Environment
from hactl.operations import Order
from hactl.problems import Problem, errors
from hactl.reports.lab import LabMode, LabStatus, Ran
from hactl.servers import SERVER_TYPES, known_lines
from hactl.spec import read_text

AGAIN = "`hactl lab up` starts it again with the spec as it is now"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabRequest:
    """How a lab is wanted: the door's port (0: any free one), and the demo application in place of all others.

    `heap_mb`: each JVM's largest heap, in MB; 0: what the server's files say, else its product's default.
    """

    door_port: int = 0
    demo: bool = False
    heap_mb: int = 0


def state_of(spec: Path) -> Path:
    """Return the state folder of this spec's lab, also where the spec has problems by now."""
    environment = validation.sound(validation.load(spec), lenient=True)
    return state_folder(environment.name, spec, os.environ)


def ran(order: Order) -> Ran | None:
    """Return what the lab of this spec runs and what is newer on disk; None where no lab noted it."""
    spec = validation.load(order.spec)
    lenient = validation.sound(spec, lenient=True)
    state = state_folder(lenient.name, order.spec, os.environ)
    return origins.ran(order, None if errors(spec.problems) else lenient, state)


def look(order: Order, wanted: LabRequest) -> Findings:
    """Return what the lab of this spec finds on this machine; fetches nothing.

    Raises:
        HasProblems: the spec is wrong, or something is missing; all of it is named.
    """
    environment = validation.sound(validation.load(order.spec))
    findings = preflight(environment, SERVER_TYPES, os.environ, door_port=wanted.door_port)
    if errors(findings.problems):
        raise HasProblems("the lab cannot start here; this is missing", findings.problems)
    return findings


def up(order: Order, wanted: LabRequest, findings: Findings, emit: Emit) -> LabStatus:
    """Start the lab, or start it anew where the spec has changed since; return how it is."""
    state = state_of(order.spec)
    adapt = _adapt(findings, wanted, state)
    if (running := lab.status(state)) is not None:
        same = is_staged(order, state, adapt) and wanted.heap_mb in (0, planned(state).heap_mb)
        if findings.mode.ground is LabMode.NAMESPACE and same:
            return running
        lab.down(state, emit)
    stage = set_stage(order, state, adapt, emit)
    equipment = replace(fetch_missing(findings, os.environ, emit), heap_mb=wanted.heap_mb)
    lay_nginx(stage.layout, equipment.nginx)
    plan = plan_lab(stage.environment, findings.mode.ground, equipment, stage.layout, SERVER_TYPES)
    return lab.up(plan, emit, door_port=wanted.door_port)


def notes(findings: Findings) -> tuple[Problem, ...]:
    """Return what a person should know that is no error."""
    return tuple(p for p in findings.problems if p not in errors(findings.problems))


def _adapt(findings: Findings, wanted: LabRequest, state: Path) -> operations.Adapt:
    demo = as_lab(state, wanted.demo)
    if findings.mode.ground is LabMode.NAMESPACE:
        return demo
    ports = FreePorts()
    return lambda environment: mapped(demo(environment), ports)


class LabControl:
    """The drill's hand on a lab."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def kill(self, name: str) -> None:
        """End the instance with SIGKILL."""
        lab.kill(self._state, name)

    def start(self, name: str) -> None:
        """Start the instance and wait until it is ready."""
        lab.start(self._state, name)

    def status(self) -> dict[str, bool]:
        """Return for each member whether it runs."""
        found = lab.status(self._state)
        if found is None:
            raise NoLab
        return {member.name: member.pid > 0 for member in found.members}

    def undeciphered(self) -> tuple[str, ...]:
        """Return the instances that were sent something which they could not decrypt."""
        found = lab.status(self._state)
        return tuple(member.name for member in (found.members if found else ()) if member.undeciphered)


def planned(state: Path) -> LabPlan:
    """Return the plan of the lab in this state folder.

    Raises:
        NoLab: there was none.
    """
    try:
        return read_plan(state)
    except OSError:
        raise NoLab from None


def drill_target(state: Path) -> DrillTarget:
    """Return what a drill of the running lab works on: the spec as it was when the lab started.

    Raises:
        NoLab: none runs.
        HactlError: a roll ended half way.
    """
    plan = planned(state)
    try:
        data = (state / "spec.yaml").read_bytes()
    except OSError:
        message = "the lab is half way between two specs: a roll did not finish"
        raise HactlError(message, hint=AGAIN) from None
    environment = validation.sound(read_text(data, str(state / "spec.yaml"), state, known_lines()))
    members = {m.name: m.address for m in plan.members}
    target = target_of(environment, _places(environment, members, plan.front))
    folder = surroundings.theirs(environment, staged_at(state / "tree"))
    return replace(target, even=balancer_of(environment).even(environment, folder))


class _places:  # noqa: N801 - a function with a memory
    """From an address of the spec to the one where it really answers."""

    def __init__(self, environment: Environment, members: dict[str, tuple[str, int]], front: str) -> None:
        balancer = environment.balancer
        self._real = {i.address: "{}:{}".format(*members[i.name]) for i in environment.instances}
        self._real[f"{balancer.host.address}:{balancer.listen[0]}"] = front

    def __call__(self, address: str) -> str:
        return self._real[address]
