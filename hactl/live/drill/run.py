"""The drill: users click, instances are killed with SIGKILL and come back, sessions are compared by their values.

Shows nothing: `emit` receives the tasks, the report holds what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hactl.errors import HactlError
from hactl.events import Emit, Outcome, silent
from hactl.live.drill import steps
from hactl.live.drill.drill_run import DrillRun
from hactl.live.drill.target import Control, DrillOptions, DrillTarget, cluster_to_kill, instance_to_kill
from hactl.live.task import TaskHandle, task
from hactl.reports.drill import CLUSTER_KILL, DrillReport, DrillStep

TASK = "drill"
Part = tuple[DrillStep, Callable[[DrillStep, TaskHandle], DrillStep]]


def run_drill(
    target: DrillTarget, control: Control, options: DrillOptions | None = None, *, emit: Emit = silent
) -> DrillReport:
    """Drill a running environment and return what was found; whatever happens, start again what was killed.

    Raises UsageError for an instance or cluster that is none, HactlError where an instance
    does not run beforehand, does not start again, or the application is not the demo application.
    """
    options = options or DrillOptions()
    drill = DrillRun(target, control, options)
    parts = list(_parts(drill))
    title = f"drill of {len(target.instances)} instances with {options.users} users"
    with task(emit, TASK, "", title) as shown, drill:
        check_ready(drill, control)
        report = DrillReport(steps=tuple(_carry_out(emit, *part) for part in parts))
        drill.leave()
        kept = "{} of {} sessions kept".format(*report.kept) if any(report.kept) else ""
        shown.end(Outcome.DONE if report.ok else Outcome.FAILED, kept)
    return report


def _parts(drill: DrillRun) -> Iterator[Part]:
    """Yield the steps in their order, up to the one that was asked for."""
    for part in _all_parts(drill):
        yield part
        if part[0].name == drill.options.until:
            return


def _all_parts(drill: DrillRun) -> Iterator[Part]:
    victim = instance_to_kill(drill.target, drill.options)
    cluster = cluster_to_kill(drill.target, drill.options)
    named = f"cluster {cluster}" if cluster else "a whole cluster"
    yield _named("users", "users begin their sessions"), lambda s, t: steps.users(drill, s, t)
    yield _named("replication", "set once, read on the partner"), lambda s, t: steps.replication(drill, s, t)
    yield _named("uncopied", "an attribute that cannot be serialized"), lambda s, t: steps.uncopied(drill, s, t)
    yield _named("tabs", "two tabs of one browser at a time"), lambda s, t: steps.tabs(drill, s, t)
    yield _named("kill", f"kill -9 {victim.name}"), lambda s, t: steps.kill(drill, s, t, victim)
    yield _named("return", f"{victim.name} comes back"), lambda s, t: steps.returned(drill, s, t, victim)
    yield _named(CLUSTER_KILL, f"kill -9 {named}"), lambda s, t: steps.kill_cluster(drill, s, t, cluster)
    yield _named("return-cluster", f"{named} comes back"), lambda s, t: steps.returned_cluster(drill, s, t, cluster)


def _named(name: str, title: str) -> DrillStep:
    return DrillStep(name=name, title=title)


def _carry_out(emit: Emit, step: DrillStep, do: Callable[[DrillStep, TaskHandle], DrillStep]) -> DrillStep:
    with task(emit, f"{TASK}/{step.name}", TASK, step.title) as shown:
        done = do(step, shown)
        outcome = Outcome.SKIPPED if done.skipped else Outcome.DONE if done.ok else Outcome.FAILED
        shown.end(outcome, done.skipped or "; ".join(done.reasons) or done.summary)
    return done


def check_ready(drill: DrillRun, control: Control) -> None:
    """Raise HactlError unless every instance runs and the balancer leads to the demo application."""
    running = control.status()
    down = [i.name for i in drill.target.instances if not running.get(i.name)]
    if down:
        raise HactlError(f"not running: {', '.join(down)}", hint="start the lab with `hactl lab up`")
    user = drill.user("first")
    for session in user.sessions:
        if user.ask(session, "who") is None:
            raise HactlError(
                f"{session.app.path} at {drill.target.balancer} does not answer like the demo application",
                hint="the drill checks sessions by the values of examples/demo-app; name it as `war`",
            )
        user.leave(session)
