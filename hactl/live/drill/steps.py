"""The steps of a drill: what is done, in which order, and what is looked at."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

from hactl.live.drill import verdict
from hactl.live.drill.load import Load
from hactl.live.drill.replication import Probe, ProbeResult, ProbeResults
from hactl.live.drill.scene import DrillRun
from hactl.live.drill.tabs import Browsing, counted, excuse
from hactl.live.drill.target import DrillInstance
from hactl.live.drill.unserializable import look_at_clusters
from hactl.live.task import TaskHandle
from hactl.reports.drill import DrillStep

WITNESSES = 12  # sessions begun while an instance is away, which it must be given on its return
NEWCOMERS = 400  # new users at most, until one is sent to a returned instance
HANDED_LATE = "what was begun while it was away reaches it at the next request only, as this server does it"


def users(scene: DrillRun, step: DrillStep, shown: TaskHandle) -> DrillStep:
    """Let all users begin their sessions, through the balancer; mark every instance."""
    scene.places.mark()
    failed = scene.enter(shown)
    distribution = Counter(scene.homes(scene.target.one_app_per_pool()))
    reasons = (f"{failed} sessions could not be begun",) if failed else ()
    uneven = verdict.uneven(distribution, scene.target)
    return replace(step, distribution=dict(distribution), reasons=(*reasons, *uneven))


def replication(scene: DrillRun, step: DrillStep, shown: TaskHandle) -> DrillStep:
    """Begin sessions of one request each, and read what was set once on the partner."""
    apps = [app for app in scene.target.one_app_per_pool() if app.replicated]
    if not apps:
        return replace(step, skipped="the spec says that no application is replicated")
    total = scene.options.trials * len(apps)
    seen: list[ProbeResult] = []
    homes = Counter[str]()
    for app in apps:
        proof = scene.prover.prove(app, scene.options.trials, scene.pool)
        seen += proof.seen
        homes.update(proof.distribution())
        shown.progress(len(seen), total)
    trials = ProbeResults(seen).figures(scene.target)
    reasons = (*verdict.of_trials(trials, scene.target), *verdict.uneven(homes, scene.target))
    return replace(step, trials=trials, distribution=dict(homes), reasons=reasons)


def uncopied(scene: DrillRun, step: DrillStep, _shown: TaskHandle) -> DrillStep:
    """Set what cannot be serialized, once in each cluster, and look at what its partner gets all the same."""
    found = look_at_clusters(scene.target, scene.options)
    skipped = "" if found else "no cluster has HA on and two instances"
    return replace(step, uncopied=found, skipped=skipped)


def tabs(scene: DrillRun, step: DrillStep, _shown: TaskHandle) -> DrillStep:
    """Let users ask from two tabs at a time while all instances live."""
    with Browsing(scene.browsers):
        time.sleep(scene.options.load_s)
    found = counted(scene.browsers)
    return replace(step, tabs=found, reasons=verdict.of_tabs(found))


def kill(scene: DrillRun, step: DrillStep, shown: TaskHandle, victim: DrillInstance) -> DrillStep:
    """Kill one instance while half of the users click, and some from two tabs; then everybody reads."""
    scene.begin()
    with Load(scene.busy), Browsing(scene.browsers):
        time.sleep(scene.options.load_s)
        excuse(scene.browsers, scene.target, victim.name)
        scene.kill(victim.name)
        time.sleep(scene.options.load_s)
    found = counted(each for each in scene.browsers if each.app.replicated or each.home != victim.name)
    rows = scene.read(shown, {victim.name})
    scene.witnesses = _witnesses(scene, victim)
    places = scene.places.look(scene.running)
    reasons = (*verdict.after_kill(rows, scene.target), *verdict.of_places(places), *verdict.of_tabs(found))
    notes = (*verdict.notes(rows, scene.target), *verdict.late_tabs(found))
    return replace(step, rows=rows, places=places, tabs=found, reasons=reasons, notes=notes)


def returned(scene: DrillRun, step: DrillStep, shown: TaskHandle, victim: DrillInstance) -> DrillStep:
    """Start the instance again: users stay, it is given the sessions it missed, new users go to it."""
    scene.begin()
    with Load(scene.busy), Browsing(scene.browsers):
        scene.start(victim.name)
        time.sleep(scene.options.load_s)
    found = counted(scene.browsers)
    step = _after_return(scene, step, shown, [victim])
    step = replace(step, tabs=found, reasons=(*step.reasons, *verdict.of_tabs(found)))
    late = victim.cluster in scene.target.restores_on_request
    if late:
        scene.prover.touch(scene.witnesses)
    trials = scene.prover.read_at(victim, scene.witnesses).figures(scene.target)
    missing: tuple[str, ...] = ()
    if trials.missing:
        missing = (f"{trials.missing} of {trials.total} sessions begun while it was away were not given to it",)
    notes = (HANDED_LATE,) if late and trials.total else ()
    return replace(step, trials=trials, reasons=(*step.reasons, *missing), notes=(*step.notes, *notes))


def kill_cluster(scene: DrillRun, step: DrillStep, shown: TaskHandle, cluster: str) -> DrillStep:
    """Kill every instance of a cluster while half of the users click."""
    if not cluster:
        return replace(step, skipped="no application runs on two clusters")
    names = [i.name for i in scene.target.members(cluster)]
    scene.begin()
    with Load(scene.busy):
        time.sleep(scene.options.load_s)
        for name in names:
            scene.kill(name)
        time.sleep(scene.options.load_s)
    rows = scene.read(shown, names)
    places = scene.places.look(scene.running)
    reasons = (*verdict.after_cluster_kill(rows, scene.target), *verdict.of_places(places))
    others = [row for row in rows if not row.bound]
    return replace(step, rows=rows, places=places, reasons=reasons, notes=verdict.notes(others, scene.target))


def returned_cluster(scene: DrillRun, step: DrillStep, shown: TaskHandle, cluster: str) -> DrillStep:
    """Start the cluster again, one instance after the other: users stay where they are, new ones go to it too."""
    if not cluster:
        return replace(step, skipped="no cluster was killed")
    members = list(scene.target.members(cluster))
    scene.begin()
    with Load(scene.busy):
        for member in members:
            scene.start(member.name)
    return _after_return(scene, step, shown, members)


def _after_return(scene: DrillRun, step: DrillStep, shown: TaskHandle, back: list[DrillInstance]) -> DrillStep:
    """Read everybody's sessions, look at what instances keep, wait for new users at those that are back."""
    rows = scene.read(shown)
    places = scene.places.look(scene.running)
    scene.places.mark()
    homes = _newcomers(scene, back)
    unused = [i.name for i in back if i.name not in homes and scene.target.even]  # a standby need not get any
    late = (f"no new user was sent to {', '.join(unused)} within {_patience(scene):g} s",) if unused else ()
    return replace(
        step,
        rows=rows,
        places=places,
        distribution=homes,
        reasons=(*verdict.after_return(rows, scene.target), *verdict.of_places(places), *late),
        notes=verdict.notes(rows, scene.target),
    )


def _patience(scene: DrillRun) -> float:
    """Return how many seconds may pass until the balancer sends new users to an instance that is back."""
    return scene.target.marked_s + scene.options.return_s


def _newcomers(scene: DrillRun, back: list[DrillInstance]) -> dict[str, int]:
    """Let new users come, one by one, until one was sent to each of these instances; return all by instance."""
    homes = Counter[str]()
    app = scene.target.app_on(back[0].cluster)
    deadline = time.monotonic() + _patience(scene)
    for number in range(NEWCOMERS):
        if app is None or homes.keys() >= {i.name for i in back} or time.monotonic() > deadline:
            break
        user = scene.user(f"new-{number}")
        seat = next(s for s in user.seats if s.app == app)
        found = user.ask(seat, "login", user=user.name)
        user.leave(seat)
        homes.update([found.instance] if found else [])
        time.sleep(_patience(scene) / NEWCOMERS)  # so that they last until the balancer's mark has ended
    return dict(homes)


def _witnesses(scene: DrillRun, victim: DrillInstance) -> list[Probe]:
    """Begin sessions while the instance is away; those of its cluster it must know when it is back."""
    app = scene.target.app_on(victim.cluster)
    if app is None or not app.replicated or scene.target.partner(victim.name) is None:
        return []
    trials = scene.prover.open(app, WITNESSES, scene.pool)
    return [t for t in trials if scene.target.cluster_of(t.home) == victim.cluster]
