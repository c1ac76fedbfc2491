"""The lab's copy of an environment: what is on disk as it is, then what the spec still wants, in a tree of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hactl import machines, manifest, operations, validation
from hactl.apply.show import KEPT_AS
from hactl.errors import Refused
from hactl.events import Emit, Event, Finished, Outcome, Started, below
from hactl.install.discovery import Nginx
from hactl.live.lab import certificates, rehearse
from hactl.live.lab.copying import WANTED, copy_base
from hactl.live.lab.make_plan import MAIN, Layout, own_nginx
from hactl.live.lab.origins import remember
from hactl.live.lab.state import note_spec
from hactl.model import App, Companion, Environment, Instance
from hactl.operations import Draft, Order
from hactl.places import Places
from hactl.render import data_folder
from hactl.servers import line_of
from hactl.targets import Location

TASK = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A tree that is ready to run, and the environment it was made for."""

    environment: Environment
    layout: Layout


def set_stage(order: Order, state: Path, adapt: operations.Adapt, emit: Emit) -> Stage:
    """Copy what exists into the lab's state folder and carry out there what the spec still wants.

    Nothing outside `state` is written. Raises HasProblems, Refused, HactlError.
    """
    emit(Started(TASK, "", "lay the files out"))
    tree = state / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    spec = validation.load(order.spec)
    environment = validation.sound(spec)
    certificates.bring(environment, state)
    staged = Order(spec=order.spec, out=tree, root=tree, overwrite=True, finish=True)
    real, there = operations.places_for(order, environment), staged_at(tree)
    _copy(real, there, machines.bases(environment))
    _copy_memory(real, there)
    draft = operations.draft(staged, adapt=adapt)
    if draft.plan.blocked:
        raise Refused("the lab cannot stage this environment", draft.plan.blocked)
    carry_out(draft, "hactl lab up", below(TASK, emit))
    (state / "spec.yaml").write_bytes(draft.spec.data)
    note_spec(state, order.spec)
    remember(order, environment, there, state)
    emit(Finished(TASK, Outcome.DONE, str(tree)))
    return Stage(environment=draft.environment, layout=layout(draft, state))


def bring_new(order: Order, state: Path, environment: Environment) -> None:
    """Copy the bases of a person's that the lab's tree has not; hactl's own are made there by the plan."""
    theirs = (base for base in machines.bases(environment) if base.location.absolute)
    _copy(operations.places_for(order, environment), staged_at(state / "tree"), theirs)


def staged_at(tree: Path) -> Places:
    """Return where the files of a lab lie in its tree."""
    tree = tree.resolve()
    return Places(out=tree, root=tree, in_place=frozenset())


def carry_out(draft: Draft, command: str, emit: Emit) -> None:
    """Carry a plan for the lab's tree out, and make the folders that servers want beside it."""
    operations.carry_out(draft, command, _nameless(emit))
    for instance in draft.environment.instances:
        for name in WANTED:
            (draft.places.path(Location(instance.host.name, instance.base)) / name).mkdir(exist_ok=True)


def _nameless(emit: Emit) -> Emit:
    """Return a receiver that names no run: the runs of a lab's tree go with it, and `hactl history` knows none."""

    def told(event: Event) -> None:
        emit(replace(event, detail=event.detail.partition(KEPT_AS)[0]) if isinstance(event, Finished) else event)

    return told


def is_staged(order: Order, state: Path, adapt: operations.Adapt) -> bool:
    """Tell whether the lab's tree is what the spec wants now."""
    tree = state / "tree"
    if not tree.is_dir() or not (state / "spec.yaml").is_file():
        return False
    if (state / "spec.yaml").read_bytes() != order.spec.read_bytes():
        return False
    plan = operations.draft(Order(spec=order.spec, out=tree, root=tree), adapt=adapt).plan
    # what only hactl's own record would note (a server wrote a file anew, and nothing in it counts) is no change
    return not plan.blocked and not any(change.owner for change in plan.changes)


def layout(draft: Draft, state: Path) -> Layout:
    """Return where the staged files lie."""
    balancer = draft.environment.balancer

    def base_of(instance: Instance | Companion) -> Path:
        return draft.places.path(Location(instance.host.name, instance.base))

    prefix = draft.places.path(Location(balancer.host.name, balancer.base))
    root = state / "tree" / balancer.host.name if balancer.base.is_absolute() else None
    theirs = balancer.config is not None
    listens = rehearse.listens(prefix / MAIN, root) if theirs else {each.port: True for each in balancer.tls}
    return Layout(state=state, base_of=base_of, nginx_prefix=prefix, nginx_root=root, theirs=theirs, listens=listens)


def lay_nginx(layout: Layout, nginx: Nginx) -> None:
    """Make the copy of a person's NGINX configuration that the lab runs, from the tree as it is now. HactlError."""
    if layout.theirs:
        main = own_nginx(layout)
        rehearse.to_run(nginx, layout.nginx_prefix / MAIN, main.parent, layout.nginx_root)


def as_lab(state: Path, everywhere: bool) -> Callable[[Environment], Environment]:
    """Return what a lab makes of an environment: the demo application, and a certificate of its own."""
    demo, own = with_demo(everywhere), certificates.with_own(state)
    return lambda environment: own(demo(environment))


def with_demo(everywhere: bool) -> Callable[[Environment], Environment]:
    """Return what puts the demo application where an application has no archive, or in place of all."""
    demos = data_folder("examples") / "demo-app"

    def adapt(environment: Environment) -> Environment:
        lines = {cluster.name: line_of(cluster.server) for cluster in environment.clusters}
        demo = {name: str(demos / ("web-jakarta" if line.jakarta else "web")) for name, line in lines.items()}
        apps = tuple(replace(a, wars=_with(a, demo, everywhere)) for a in environment.apps)
        return replace(environment, apps=apps)

    return adapt


def _with(app: App, demo: Mapping[str, str], everywhere: bool) -> dict[str, str]:
    """Return the archive of each cluster: its own where it has one and may keep it."""
    written = {name: None if everywhere else app.war_of(name) for name in app.clusters}
    return {name: war or demo[name] for name, war in written.items()}


def _copy(real: Places, staged: Places, bases: Iterable[machines.Base]) -> None:
    """Copy each folder that exists and is not there yet; one that hactl would have to create is left to the plan."""
    for base in bases:
        source, target = (real.path(base.location) if real.reaches(base.location) else None), staged.path(base.location)
        if source is not None and not target.exists():
            copy_base(source, target, real.top(base.location))


def _copy_memory(real: Places, staged: Places) -> None:
    """Copy what hactl remembers of the files it wrote."""
    remembered = manifest.read_bytes(real.out)
    if remembered is not None:
        target = staged.path(manifest.LOCATION)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(remembered)
