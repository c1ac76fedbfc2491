"""The drill itself: it says yes only where sessions are kept, names what is not, and leaves everything running."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.drill_stand_in import Copy, Session, StandIn, faithful

from hactl.errors import HactlError, UsageError
from hactl.events import Event, Finished, Outcome
from hactl.live.drill.run import run_drill
from hactl.live.drill.target import DrillOptions
from hactl.reports.drill import DrillReport, Fate
from hactl.views import drill as drill_view

QUICK = DrillOptions(users=12, trials=8, load_s=0.3, settle_s=0.3, return_s=5.0, request_s=5.0, delayed_s=4.0)
PAIRS = {"a": 2, "b": 2}


def drill(copy: Copy = faithful, *, async_clusters: tuple[str, ...] = ()) -> DrillReport:
    lab = StandIn(PAIRS, copy)
    with lab.running() as target:
        report = run_drill(replace(target, may_be_behind=frozenset(async_clusters)), lab, QUICK)
        assert all(lab.status().values()), "a drill starts again what it killed"
    return report


def nothing(_session: Session, _before: Session | None) -> Session | None:
    return None


def without_one(session: Session, _before: Session | None) -> Session | None:
    return {name: value for name, value in session.items() if name != "once.7"}


def one_write_behind(session: Session, before: Session | None) -> Session | None:
    """What is set once arrives at once, the counter with the next write."""
    late = str(max(int(session["count"]) - 1, 0))
    return session | {"count": late if before else session["count"]}


def test_an_environment_that_keeps_its_sessions_passes() -> None:
    report = drill()
    assert report.ok, report.reasons
    assert report.kept == (12, 12)
    moved = [row for row in report.step("kill").rows if row.bound]
    assert {(row.source, row.to) for row in moved} == {("a-1", "a-2")}
    assert report.step("return").distribution["a-1"] > 0


def test_the_users_of_a_killed_cluster_go_on_elsewhere_and_the_others_notice_nothing() -> None:
    rows = drill().step("kill-cluster").rows
    bound = [row for row in rows if row.bound]
    assert bound
    assert all(row.fate is Fate.LOST and row.renewed and row.to.startswith("b-") for row in bound)
    assert all(row.fate is Fate.KEPT and row.to == row.source for row in rows if not row.bound)


def test_without_replication_the_drill_says_which_sessions_were_lost() -> None:
    report = drill(nothing)
    assert not report.ok
    assert {row.fate for row in report.step("kill").rows if row.bound} == {Fate.LOST}
    assert {row.fate for row in report.step("kill").rows if not row.bound} == {Fate.KEPT}
    trials = report.step("replication").trials
    assert trials is not None
    assert trials.missing == 8


def test_one_value_that_was_set_once_and_is_missing_fails_the_drill_although_the_counter_is_right() -> None:
    report = drill(without_one)
    damaged = [row for row in report.step("kill").rows if row.bound]
    assert {row.fate for row in damaged} == {Fate.DAMAGED}
    assert {row.missing for row in damaged} == {("once.7",)}
    assert any("lack what was set once" in reason for reason in report.step("replication").reasons)


def test_a_last_write_that_is_behind_fails_where_writes_are_synchronous() -> None:
    report = drill(one_write_behind)
    assert {row.fate for row in report.step("kill").rows if row.bound} == {Fate.BEHIND}
    assert any("last answered writes" in reason for reason in report.step("kill").reasons)


def test_a_last_write_that_is_behind_is_told_but_allowed_where_writes_are_asynchronous() -> None:
    step = drill(one_write_behind, async_clusters=("a", "b")).step("kill")
    assert step.ok, step.reasons
    assert any("mode: async" in note for note in step.notes)


def without_beside(session: Session, _before: Session | None) -> Session | None:
    return {name: value for name, value in session.items() if name != "once.beside"}


def without_the_next(session: Session, before: Session | None) -> Session | None:
    """As a server that sends the next request's changes no more, but those after it."""
    if "once.beside" in session and int(session["count"]) == 0:
        return before
    return {name: value for name, value in session.items() if name not in ("once.beside", "changed")}


def without_anything_after(session: Session, before: Session | None) -> Session | None:
    """As a server whose session is never sent again once an attribute of it could not be."""
    return before if "once.beside" in session else dict(session)


def test_what_comes_of_an_attribute_that_cannot_be_serialized_is_told() -> None:
    assert drill().step("uncopied").summary == "accepted and not copied; what the same request set is copied"
    assert drill(without_the_next).step("uncopied").summary.endswith("nor is what the same and the next request set")
    step = drill(without_beside).step("uncopied")
    assert step.ok
    assert step.summary == "accepted and not copied; nor is what the same request set"


def test_a_session_that_stops_being_copied_after_such_an_attribute_is_told() -> None:
    step = drill(without_anything_after).step("uncopied")
    assert step.summary == "accepted and not copied; nor is any later change of that session"


def test_a_session_that_another_cluster_knows_fails_the_drill() -> None:
    lab = StandIn(PAIRS, leaks=True)
    with lab.running() as target:
        report = run_drill(target, lab, QUICK)
    assert "8 of 8 new sessions are known to another cluster" in report.step("replication").reasons


def test_a_drill_can_end_early_and_then_says_nothing_of_what_it_did_not_do() -> None:
    lab = StandIn(PAIRS)
    with lab.running() as target:
        report = run_drill(target, lab, replace(QUICK, until="replication"))
        assert [step.name for step in report.steps] == ["users", "replication"]
        assert report.ok and report.kept == (0, 0)
        assert run_drill(target, lab, replace(QUICK, until="kill")).kept == (12, 12)
        assert all(lab.status().values()), "what was killed is started again"


def test_every_task_that_began_ends_and_the_report_is_plain_data() -> None:
    events: list[Event] = []
    lab = StandIn({"a": 2})
    with lab.running() as target:
        report = run_drill(target, lab, QUICK, emit=events.append)
    ended = {e.task: e.outcome for e in events if isinstance(e, Finished)}
    assert ended["drill"] is Outcome.DONE
    assert ended["drill/kill-cluster"] is Outcome.SKIPPED
    assert drill_view.as_data(report)["ok"] is True


def test_an_instance_that_does_not_run_stops_the_drill_before_anything_is_killed() -> None:
    lab = StandIn({"a": 2})
    with lab.running() as target:
        lab.kill("a-2")
        with pytest.raises(HactlError, match="not running: a-2"):
            run_drill(target, lab, QUICK)
        assert lab.status() == {"a-1": True, "a-2": False}


def test_an_unknown_instance_is_a_usage_error_with_the_nearest_name() -> None:
    lab = StandIn({"a": 2})
    with lab.running() as target, pytest.raises(UsageError) as error:
        run_drill(target, lab, replace(QUICK, kill="a1"))
    assert "a-1" in error.value.hint


def test_what_was_killed_is_started_again_even_if_the_drill_is_interrupted() -> None:
    lab = StandIn({"a": 2})

    def interrupt(event: Event) -> None:
        if isinstance(event, Finished) and event.task == "drill/kill":
            raise KeyboardInterrupt

    with lab.running() as target:
        with pytest.raises(KeyboardInterrupt):
            run_drill(target, lab, QUICK, emit=interrupt)
        assert lab.status() == {"a-1": True, "a-2": True}
