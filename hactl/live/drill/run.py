"""The drill: users click, instances are killed with SIGKILL and come back, sessions are compared by their values.

Shows nothing: `tell` receives the tasks, the report holds what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hactl.errors import HactlError
from hactl.events import Emit, Outcome, silent
from hactl.live.drill import steps
from hactl.live.drill.scene import DrillRun
from hactl.live.drill.target import Control, DrillOptions, DrillTarget, cluster_to_kill, instance_to_kill
from hactl.live.task import TaskHandle, task
from hactl.reports.drill import CLUSTER_KILL, DrillReport, DrillStep

TASK = "drill"
Part = tuple[DrillStep, Callable[[DrillStep, TaskHandle], DrillStep]]


def run_drill(
    target: DrillTarget, control: Control, options: DrillOptions | None = None, *, tell: Emit = silent
) -> DrillReport:
    """Drill a running environment and return what was found; whatever happens, start again what was killed.

    Raises UsageError for an instance or cluster that is none, HactlError where an instance
    does not run beforehand, does not start again, or the application is not the demo application.
    """
    options = options or DrillOptions()
    scene = DrillRun(target, control, options)
    parts = list(_parts(scene))
    title = f"drill of {len(target.instances)} instances with {options.users} users"
    with task(tell, TASK, "", title) as shown, scene:
        check_ready(scene, control)
        report = DrillReport(steps=tuple(_carry_out(tell, *part) for part in parts))
        scene.leave()
        kept = "{} of {} sessions kept".format(*report.kept) if any(report.kept) else ""
        shown.end(Outcome.DONE if report.ok else Outcome.FAILED, kept)
    return report


def _parts(scene: DrillRun) -> Iterator[Part]:
    """Yield the steps in their order, up to the one that was asked for."""
    for part in _all_parts(scene):
        yield part
        if part[0].name == scene.options.until:
            return


def _all_parts(scene: DrillRun) -> Iterator[Part]:
    victim = instance_to_kill(scene.target, scene.options)
    cluster = cluster_to_kill(scene.target, scene.options)
    named = f"cluster {cluster}" if cluster else "a whole cluster"
    yield _named("users", "users begin their sessions"), lambda s, t: steps.users(scene, s, t)
    yield _named("replication", "set once, read on the partner"), lambda s, t: steps.replication(scene, s, t)
    yield _named("uncopied", "an attribute that cannot be serialized"), lambda s, t: steps.uncopied(scene, s, t)
    yield _named("tabs", "two tabs of one browser at a time"), lambda s, t: steps.tabs(scene, s, t)
    yield _named("kill", f"kill -9 {victim.name}"), lambda s, t: steps.kill(scene, s, t, victim)
    yield _named("return", f"{victim.name} comes back"), lambda s, t: steps.returned(scene, s, t, victim)
    yield _named(CLUSTER_KILL, f"kill -9 {named}"), lambda s, t: steps.kill_cluster(scene, s, t, cluster)
    yield _named("return-cluster", f"{named} comes back"), lambda s, t: steps.returned_cluster(scene, s, t, cluster)


def _named(name: str, title: str) -> DrillStep:
    return DrillStep(name=name, title=title)


def _carry_out(tell: Emit, step: DrillStep, do: Callable[[DrillStep, TaskHandle], DrillStep]) -> DrillStep:
    with task(tell, f"{TASK}/{step.name}", TASK, step.title) as shown:
        done = do(step, shown)
        outcome = Outcome.SKIPPED if done.skipped else Outcome.DONE if done.ok else Outcome.FAILED
        shown.end(outcome, done.skipped or "; ".join(done.reasons) or done.summary)
    return done


def check_ready(scene: DrillRun, control: Control) -> None:
    """Raise HactlError unless every instance runs and the balancer leads to the demo application."""
    running = control.status()
    down = [i.name for i in scene.target.instances if not running.get(i.name)]
    if down:
        raise HactlError(f"not running: {', '.join(down)}", hint="start the lab with `hactl lab up`")
    user = scene.user("first")
    for seat in user.seats:
        if user.ask(seat, "who") is None:
            raise HactlError(
                f"{seat.app.path} at {scene.target.balancer} does not answer like the demo application",
                hint="the drill judges sessions by the values of examples/demo-app; name it as `war`",
            )
        user.leave(seat)
