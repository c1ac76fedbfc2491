"""The steps of a drill: what is done, in which order, and what is looked at."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

from hactl.live.drill import verdict
from hactl.live.drill.drill_run import DrillRun
from hactl.live.drill.load import Load
from hactl.live.drill.replication import Probe, ProbeResult, ProbeResults
from hactl.live.drill.tabs import Browsing, counted, excuse
from hactl.live.drill.target import DrillInstance
from hactl.live.drill.unserializable import look_at_clusters
from hactl.live.task import TaskHandle
from hactl.reports.drill import DrillStep

WITNESSES = 12  # sessions begun while an instance is away, which it must be given on its return
NEWCOMERS = 400  # new users at most, until one is sent to a returned instance
RESTORES_ON_REQUEST = "sessions begun while it was away reach it only at their next request, as this server works"


def users(drill: DrillRun, step: DrillStep, shown: TaskHandle) -> DrillStep:
    """Let all users begin their sessions, through the balancer; mark every instance."""
    drill.places.mark()
    failed = drill.enter(shown)
    distribution = Counter(drill.homes(drill.target.one_app_per_pool()))
    reasons = (f"{failed} sessions could not be begun",) if failed else ()
    uneven = verdict.uneven(distribution, drill.target)
    return replace(step, distribution=dict(distribution), reasons=(*reasons, *uneven))


def replication(drill: DrillRun, step: DrillStep, shown: TaskHandle) -> DrillStep:
    """Begin sessions of one request each, and read what was set once on the partner."""
    apps = [app for app in drill.target.one_app_per_pool() if app.replicated]
    if not apps:
        return replace(step, skipped="the spec says that no application is replicated")
    total = drill.options.trials * len(apps)
    seen: list[ProbeResult] = []
    homes = Counter[str]()
    for app in apps:
        results = drill.prober.prove(app, drill.options.trials, drill.pool)
        seen += results.seen
        homes.update(results.distribution())
        shown.progress(len(seen), total)
    trials = ProbeResults(seen).figures(drill.target)
    strangers = verdict.undeciphered(drill.undeciphered) if trials.missing else ()
    reasons = (*verdict.of_trials(trials, drill.target), *strangers, *verdict.uneven(homes, drill.target))
    return replace(step, trials=trials, distribution=dict(homes), reasons=reasons)


def uncopied(drill: DrillRun, step: DrillStep, _shown: TaskHandle) -> DrillStep:
    """Set what cannot be serialized, once in each cluster, and look at what its partner gets all the same."""
    found = look_at_clusters(drill.target, drill.options)
    skipped = "" if found else "no cluster has HA on and two instances"
    return replace(step, uncopied=found, skipped=skipped)


def tabs(drill: DrillRun, step: DrillStep, _shown: TaskHandle) -> DrillStep:
    """Let users ask from two tabs at a time while all instances live."""
    with Browsing(drill.browsers):
        time.sleep(drill.options.load_s)
    found = counted(drill.browsers)
    return replace(step, tabs=found, reasons=verdict.of_tabs(found))


def kill(drill: DrillRun, step: DrillStep, shown: TaskHandle, victim: DrillInstance) -> DrillStep:
    """Kill one instance while half of the users click, and some from two tabs; then everybody reads."""
    drill.begin()
    with Load(drill.busy), Browsing(drill.browsers):
        time.sleep(drill.options.load_s)
        excuse(drill.browsers, drill.target, victim.name)
        drill.kill(victim.name)
        time.sleep(drill.options.load_s)
    found = counted(each for each in drill.browsers if each.app.replicated or each.home != victim.name)
    rows = drill.read(shown, {victim.name})
    drill.witnesses = _witnesses(drill, victim)
    places = drill.places.look(drill.running)
    reasons = (*verdict.after_kill(rows, drill.target), *verdict.of_places(places), *verdict.of_tabs(found))
    notes = (*verdict.notes(rows, drill.target), *verdict.late_tabs(found))
    return replace(step, rows=rows, places=places, tabs=found, reasons=reasons, notes=notes)


def returned(drill: DrillRun, step: DrillStep, shown: TaskHandle, victim: DrillInstance) -> DrillStep:
    """Start the instance again: users stay, it is given the sessions it missed, new users go to it."""
    drill.begin()
    with Load(drill.busy), Browsing(drill.browsers), shown.phase(_starting(victim.name)):
        drill.start(victim.name)
        time.sleep(drill.options.load_s)
    found = counted(drill.browsers)
    step = _after_return(drill, step, shown, [victim])
    step = replace(step, tabs=found, reasons=(*step.reasons, *verdict.of_tabs(found)))
    late = victim.cluster in drill.target.restores_on_request
    if late:
        drill.prober.touch(drill.witnesses)
    trials = drill.prober.read_at(victim, drill.witnesses).figures(drill.target)
    missing: tuple[str, ...] = ()
    if trials.missing:
        missing = (f"{trials.missing} of {trials.total} sessions begun while it was away were not given to it",)
    notes = (RESTORES_ON_REQUEST,) if late and trials.total else ()
    return replace(step, trials=trials, reasons=(*step.reasons, *missing), notes=(*step.notes, *notes))


def kill_cluster(drill: DrillRun, step: DrillStep, shown: TaskHandle, cluster: str) -> DrillStep:
    """Kill every instance of a cluster while half of the users click."""
    if not cluster:
        return replace(step, skipped="no application runs on two clusters")
    names = [i.name for i in drill.target.members(cluster)]
    drill.begin()
    with Load(drill.busy):
        time.sleep(drill.options.load_s)
        for name in names:
            drill.kill(name)
        time.sleep(drill.options.load_s)
    rows = drill.read(shown, names)
    places = drill.places.look(drill.running)
    reasons = (*verdict.after_cluster_kill(rows, drill.target), *verdict.of_places(places))
    others = [row for row in rows if not row.bound]
    return replace(step, rows=rows, places=places, reasons=reasons, notes=verdict.notes(others, drill.target))


def returned_cluster(drill: DrillRun, step: DrillStep, shown: TaskHandle, cluster: str) -> DrillStep:
    """Start the cluster again, one instance after the other: users stay where they are, new ones go to it too."""
    if not cluster:
        return replace(step, skipped="no cluster was killed")
    members = list(drill.target.members(cluster))
    drill.begin()
    with Load(drill.busy):
        for member in members:
            with shown.phase(_starting(member.name)):
                drill.start(member.name)
    return _after_return(drill, step, shown, members)


def _after_return(drill: DrillRun, step: DrillStep, shown: TaskHandle, back: list[DrillInstance]) -> DrillStep:
    """Read everybody's sessions, look at what instances keep, wait for new users at those that are back."""
    with shown.phase("read every session") as part:
        rows = drill.read(part)
    with shown.phase("look at what each instance keeps"):
        places = drill.places.look(drill.running)
        drill.places.mark()
    names = ", ".join(_open(drill, back))
    with shown.phase(f"new users come, until one is sent to {names}: up to {_patience(drill):g} s") as part:
        homes = _newcomers(drill, back, part)
    unused = [name for name in _open(drill, back) if name not in homes and drill.target.even]  # a standby gets none
    late = (f"no new user was sent to {', '.join(unused)} within {_patience(drill):g} s",) if unused else ()
    return replace(
        step,
        rows=rows,
        places=places,
        distribution=homes,
        reasons=(*verdict.after_return(rows, drill.target), *verdict.of_places(places), *late),
        notes=verdict.notes(rows, drill.target),
    )


def _open(drill: DrillRun, instances: list[DrillInstance]) -> list[str]:
    """Return those that new users come to."""
    return [i.name for i in instances if i.name not in drill.target.drained]


def _patience(drill: DrillRun) -> float:
    """Return how many seconds may pass until the balancer sends new users to an instance that is back."""
    return drill.target.marked_s + drill.options.return_s


def _starting(name: str) -> str:
    return f"start {name} and wait until it is ready, while users click"


def _newcomers(drill: DrillRun, back: list[DrillInstance], shown: TaskHandle) -> dict[str, int]:
    """Let new users come, one by one, until one was sent to each of these instances; return all by instance."""
    homes = Counter[str]()
    app, wanted = drill.target.app_on(back[0].cluster), set(_open(drill, back))
    deadline = time.monotonic() + _patience(drill)
    for number in range(NEWCOMERS):
        if app is None or homes.keys() >= wanted or time.monotonic() > deadline:
            break
        shown.progress(number, NEWCOMERS)
        user = drill.user(f"new-{number}")
        session = next(s for s in user.sessions if s.app == app)
        found = user.ask(session, "login", user=user.name)
        user.leave(session)
        homes.update([found.instance] if found else [])
        time.sleep(_patience(drill) / NEWCOMERS)  # so that they last until the balancer's mark has ended
    return dict(homes)


def _witnesses(drill: DrillRun, victim: DrillInstance) -> list[Probe]:
    """Begin sessions while the instance is away; those of its cluster it must know when it is back."""
    app = drill.target.app_on(victim.cluster)
    if app is None or not app.replicated or drill.target.partner(victim.name) is None:
        return []
    trials = drill.prober.open(app, WITNESSES, drill.pool)
    return [t for t in trials if drill.target.cluster_of(t.home) == victim.cluster]
