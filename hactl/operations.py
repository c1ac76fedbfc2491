"""The one straight line: spec → model → targets → plan → apply. Every command gets on and off it here."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from hactl import access, machines, manifest, protection, surroundings
from hactl.access import Access
from hactl.apply import apply_plan
from hactl.apps.archives import read_archives
from hactl.balancer import balancer_of
from hactl.errors import HasProblems, Refused, UsageError
from hactl.events import Emit
from hactl.files import Files
from hactl.files.journal import real_out
from hactl.index import Found, Index
from hactl.install.jars import read_jars
from hactl.model import Environment
from hactl.noting import Noted, noting
from hactl.places import Places
from hactl.plan import Change, Plan, Remembered, make_plan, moved, nobody_changed, other_versions, with_restarts
from hactl.problems import Problem, Severity
from hactl.protection import Protection
from hactl.remembered import Own
from hactl.render import render
from hactl.runs import KEPT_RUNS, Keeping, Run
from hactl.servers import line_of, sites
from hactl.spec import Spec, switched
from hactl.spec.edit import set_ha
from hactl.targets import ENVIRONMENT, Blob, Effect, Kind, Location, Target
from hactl.validation import load, load_edited, sound

Adapt = Callable[[Environment], Environment]
Switch = Mapping[str, bool] | Callable[[Environment], Mapping[str, bool]]
"""Cluster -> is HA to be on; or what says so of the environment as it is."""
Edit = bytes | Callable[[Environment, bytes], bytes]
"""Other contents of a spec; or what makes them of the environment and of the spec as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a command was asked to work on: the spec, and where its files lie.

    `out`: the output folder, by default one named like the environment beside the spec.
    `root`: absolute bases lie below it; `here`: hosts whose absolute bases are this machine's.
    `finish`: what a killed run left is brought to an end first; a command that only looks writes nothing.
    `read`: every file is read, also where the index says that none changed.
    `access`: how its files, runs and memory are reached.
    """

    spec: Path
    out: Path | None = None
    root: Path | None = None
    here: frozenset[str] = frozenset()
    overwrite: bool = False
    finish: bool = False
    read: bool = False
    access: Callable[[Places], Access] = access.here


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """By which files a plan was made, and when their reading began, in ns since 1970."""

    noted: Noted
    began_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A spec as far as the plan: what there is to show, and all that is needed to carry it out.

    `elsewhere`: folders on other machines, which the plan leaves out.
    `unfinished`: a run was killed here or is going on, so that what is there may be half done. `looked`: by which
    files; None: the index says that nothing changed, so nothing was read.
    """

    spec: Spec
    environment: Environment
    places: Places
    access: Access
    plan: Plan
    elsewhere: frozenset[Location] = frozenset()
    problems: tuple[Problem, ...] = field(default=())
    protection: Protection = field(default_factory=Protection)
    unfinished: Problem | None = None
    looked: Looked | None = None


def _as_it_is(environment: Environment) -> Environment:
    return environment


def draft(
    order: Order,
    ha: Switch | None = None,
    adapt: Adapt = _as_it_is,
    data: Edit | None = None,
) -> Draft:
    """Return the plan for the spec as it stands, or with other contents, or with these clusters' HA set.

    An edit of the spec is part of the plan.

    `adapt` is what the lab makes of the environment where it cannot run as the spec says.

    Raises:
        HasProblems: the spec is wrong; all its problems are in the exception.
    """
    before, places = settled(order)
    if ha is None and data is None and adapt is _as_it_is and (known := _indexed(order, before, places)):
        return known
    began = time.time_ns()
    with noting() as noted:
        made = _read(order, before, places, _Change(ha, adapt, data))
    return replace(made, looked=Looked(noted=noted, began_ns=began))


@dataclass(frozen=True, slots=True)
class _Change:
    """What else than its spec as it stands an order is about: as in `draft`."""

    ha: Switch | None
    adapt: Adapt
    data: Edit | None


def _read(order: Order, before: Spec, places: Places, asked: _Change) -> Draft:
    ha, edited = asked.ha, asked.data
    wanted = ha(sound(before, lenient=True)) if callable(ha) else ha
    data = edited(sound(before, lenient=True), before.data) if callable(edited) else edited
    edit = _spec_change(before, set_ha(before.data, wanted) if wanted else data)
    spec = _edited(before, edit) if edit else before
    environment = asked.adapt(sound(spec, edited=edit is not None))
    elsewhere = machines.elsewhere(environment, places)
    if elsewhere and not order.here:
        unreachable = [spec.locate(machines.unreachable(base)) for base in elsewhere]
        raise HasProblems("some folders cannot be written from here", unreachable)
    plan = _plan(order, spec, environment, places, elsewhere)
    said = machines.switched(environment, places, switched.read(spec.data), plan.on_disk)
    if (edit := _spec_change(before, switched.write(spec.data, said))) is not None:
        spec = _edited(spec, edit)
        plan = replace(plan, changes=(*plan.changes, edit), guards=())
    found = protection.look(environment, places, spec.path.resolve().parent, lambda at, _: at in plan.untouched)
    half_done = order.access(places).runs.unfinished()
    notes = (half_done, *plan.notes) if half_done else plan.notes
    plan = replace(plan, blocked=(*plan.blocked, *found.problems(Severity.ERROR)), notes=notes)
    return Draft(
        spec=spec,
        environment=environment,
        places=places,
        access=order.access(places),
        plan=plan,
        elsewhere=frozenset(base.location for base in elsewhere),
        problems=spec.problems,
        protection=found,
        unfinished=half_done,
    )


def _index(order: Order, spec: Spec, places: Places) -> Index:
    words = (str(spec.path.resolve()), str(order.root), *sorted(order.here), str(order.overwrite))
    return order.access(places).memory.index(spec.data, words)


def _indexed(order: Order, spec: Spec, places: Places) -> Draft | None:
    """Return the empty plan of which the index says that it still is so."""
    reached, environment = order.access(places), sound(spec)
    if order.read or list(machines.elsewhere(environment, places)) or reached.runs.unfinished():
        return None
    found = _index(order, spec, places).look()
    if found is None:
        return None
    guard = (_spec_location(spec), Blob.of(spec.data).sha256)
    return Draft(
        spec=spec,
        environment=environment,
        places=places,
        access=reached,
        plan=Plan(kept=found.kept, notes=found.notes, on_disk=found.on_disk, guards=(guard,)),
        problems=spec.problems,
        protection=_protection(found),
    )


def looked_into(order: Order, spec: Spec) -> Protection:
    """Return what keeps this spec's sessions from being copied: by its files, or by the index where none changed."""
    environment = sound(spec, lenient=True)
    places = places_for(order, environment)
    found = _index(order, spec, places).look()
    if found:
        return _protection(found)
    known: dict[Location, Remembered] = {}
    with suppress(HasProblems, Refused):  # to look, nothing needs to be remembered
        reached = order.access(places)
        known.update(reached.memory.counted(_own_places(spec, environment, reached, ())).remembered)

    def untouched(location: Location, data: Callable[[], bytes | None]) -> bool:
        remembered = known.get(location)
        blob = data() if remembered is not None and remembered.seed else None
        return remembered is not None and blob is not None and nobody_changed(Blob.of(blob), remembered)

    return protection.look(environment, places, spec.path.resolve().parent, untouched)


def _protection(found: Found) -> Protection:
    return Protection(bases=found.bases, archives=found.archives, files=found.files)


def keep_index(order: Order, draft: Draft) -> None:
    """Remember that nothing is to do, so that the next command need not read all files; only where nothing is amiss."""
    plan, found = draft.plan, draft.protection
    amiss = plan.blocked or found.found or found.balancer or draft.elsewhere or draft.unfinished
    if draft.looked is None or not plan.empty or amiss:
        return
    known = Found(
        kept=plan.kept,
        notes=plan.notes,
        on_disk=plan.on_disk,
        bases=found.bases,
        archives=found.archives,
        files=found.files,
    )
    _index(order, draft.spec, draft.places).keep(known, draft.looked.noted, draft.looked.began_ns)


def settled(order: Order) -> tuple[Spec, Places]:
    """Return the spec and where its files lie; `order.finish`: after a killed run, its spec too, is brought to an end.

    Raises:
        HasProblems: the spec cannot be understood.
        Refused: a run is going on, or what one left cannot be mended by this user.
    """
    spec = load(order.spec)
    places = places_for(order, sound(spec, lenient=True))
    return (load(order.spec) if order.finish and order.access(places).runs.recover() else spec), places


def carry_out(draft: Draft, command: str, emit: Emit, runs: int = KEPT_RUNS) -> Run:
    """Carry the plan out, all of it or nothing; it is kept for `history` and `rollback`, as one of so many runs."""
    book = draft.access.runs.begin(command, Keeping(spec=draft.spec.data, runs=runs))
    in_place, memory = _in_place(draft), draft.access.memory
    memory.keep_placed(in_place | memory.placed())
    run = apply_plan(draft.plan, draft.access.files, book, emit)
    with suppress(Refused):  # the run is through, and a base too many does no harm
        memory.keep_placed(in_place)
    return run


def places_for(order: Order, environment: Environment) -> Places:
    """Return where the environment's files lie on this machine.

    Raises:
        Refused: hactl's own folder there is a link.
    """
    out = real_out(order.out or order.spec.resolve().parent / environment.name)
    hosts = set(environment.hosts)
    loopback = {h.name for h in hosts if h.address.startswith("127.") or h.address == "::1"}
    return Places(out=out, root=order.root, in_place=frozenset(loopback | order.here))


def targets(environment: Environment, folder: Path, places: Places) -> Iterator[Target]:
    """Yield what each file of the environment shall be; applications are read below `folder`, NGINX's at its place."""
    archives = read_archives(environment.apps, folder)
    for family, site in sites(environment):
        jars = read_jars(jar for line in site.product.lines.values() for jar in line.jars)
        yield from family.targets(replace(site, archives=archives, jars=jars), render)
    yield from balancer_of(environment).targets(environment, render, surroundings.theirs(environment, places))


def _plan(order: Order, spec: Spec, environment: Environment, places: Places, elsewhere: list[machines.Base]) -> Plan:
    try:
        wanted = list(targets(environment, spec.path.resolve().parent, places))
    except HasProblems as found:
        raise HasProblems(found.message, [spec.locate(problem) for problem in found.problems]) from None
    wanted = [target for target in wanted if places.reaches(target.location)]
    reached = order.access(places)
    memory = reached.memory.counted(_own_places(spec, environment, reached, {t.location for t in wanted}))
    machines.refuse_unknown(order.here, environment, (*memory.remembered, *memory.outside))
    known, others = machines.split(memory.remembered, places)
    made = make_plan(_handed_over(wanted), known, reached.files.read, overwrite=order.overwrite)
    after = {**others, **made.remembered}
    left_out = machines.left_out(elsewhere, others)
    there = machines.remembered_ha(environment, places, switched.read(spec.data))
    moving = (*moved(memory.remembered, after), *other_versions(made.changes, environment))
    notes = (*memory.warnings, *left_out, *made.notes, *moving)
    made = replace(made, remembered=after, on_disk={**there, **made.on_disk}, notes=notes)
    restores_on_request = {c.name for c in environment.clusters if not line_of(c.server).restores_on_return}
    plan = with_restarts(made, environment, restores_on_request)
    as_before = bool(after) and not memory.outside and after == memory.remembered
    own = None if as_before else _manifest_change(reached, plan)
    guard = (_spec_location(spec), Blob.of(spec.data).sha256)
    return replace(plan, changes=(*plan.changes, *((own,) if own else ())), guards=(guard,))


def _handed_over(targets: list[Target]) -> Iterator[Target]:
    """Yield the targets and keep none: ten thousand bases have many."""
    targets.reverse()
    while targets:
        yield targets.pop()


def _own_places(spec: Spec, environment: Environment, reached: Access, wanted: Container[Location]) -> Own:
    named = [base.location for base in machines.bases(environment)]
    return Own(spec=_spec_location(spec), bases=named, placed=reached.memory.placed(), wanted=wanted)


def memory(draft: Draft) -> Mapping[Location, Remembered]:
    """Return what hactl remembers of files that are this environment's."""
    own = _own_places(draft.spec, draft.environment, draft.access, draft.plan.remembered)
    return draft.access.memory.counted(own).remembered


def _in_place(draft: Draft) -> set[Location]:
    """Return the bases in place that the spec names, and those of which the plan leaves something to remember."""
    named = {base.location for base in machines.bases(draft.environment) if draft.places.in_place_at(base.location)}
    left = {b for b in draft.access.memory.placed() if any(_below(known, b) for known in draft.plan.remembered)}
    return named | left


def _below(location: Location, base: Location) -> bool:
    return location.host == base.host and location.path.is_relative_to(base.path)


def _spec_location(spec: Spec) -> Location:
    return Location(ENVIRONMENT, PurePosixPath(spec.path.resolve()))


def _spec_change(spec: Spec, data: bytes | None) -> Change | None:
    if data is None or data == spec.data:
        return None
    return _own(_spec_location(spec), Kind.EDIT, spec.data, data)


def _edited(spec: Spec, change: Change) -> Spec:
    assert change.after is not None, "an edit of the spec leaves a spec"
    if change.after.data == spec.data:
        return spec
    return load_edited(spec, change.after.data)


def _manifest_change(reached: Access, plan: Plan) -> Change | None:
    before, after = reached.memory.manifest(), manifest.render(plan.remembered)
    return None if before == after else _own(manifest.LOCATION, Kind.OWNED, before, after)


def _own(location: Location, kind: Kind, before: bytes | None, after: bytes) -> Change:
    return Change(
        location=location,
        kind=kind,
        owner=ENVIRONMENT,
        takes_effect=Effect.AT_ONCE,
        before=None if before is None else Blob.of(before),
        after=Blob.of(after),
    )


def by_hand(draft: Draft) -> str:
    """Return what a person has to do by hand in their own NGINX configuration.

    Raises:
        UsageError: the server block is hactl's, so there is nothing to do.
        Refused: that file is not there, or cannot be understood.
    """
    if draft.environment.balancer.managed:
        hint = "`balancer: {server: existing}` in the spec is for your own server block"
        raise UsageError("hactl writes the server block itself, so there is nothing to add by hand", hint=hint)
    files = draft.access.files

    def read(location: Location) -> bytes | None:
        blob = files.read([location])[location].blob
        return blob.data if blob else None

    folder = surroundings.theirs(draft.environment, draft.places)
    return balancer_of(draft.environment).by_hand(draft.environment, read, render, folder)


def fingerprints(files: Files, locations: Iterable[Location]) -> dict[Location, str]:
    """Return the SHA-256 of what is at each location; one where nothing is, is left out."""
    seen = files.read(locations)
    return {location: found.blob.sha256 for location, found in seen.items() if found.blob is not None}


def exists(draft: Draft) -> bool:
    """Tell whether the environment has been created: hactl remembers having written it."""
    return draft.access.memory.manifest() is not None
