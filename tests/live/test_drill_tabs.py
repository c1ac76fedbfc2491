"""Two tabs of one browser: a login, an attribute or a newer value that goes missing fails the drill."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.drill_stand_in import Copy, Session, StandIn, faithful

from hactl.live.drill.readings import Reading, read_answer
from hactl.live.drill.run import run_drill
from hactl.live.drill.tabs import Asked, Excused
from hactl.live.drill.target import DrillOptions
from hactl.live.drill.verdict import late_tabs, of_tabs
from hactl.reports.drill import DrillReport, Tabs

QUICK = DrillOptions(users=4, trials=4, load_s=0.3, settle_s=0.3, request_s=5.0, delayed_s=4.0, until="kill")

A, NO = frozenset({"a"}), frozenset[str]()


def drill(
    copy: Copy = faithful,
    *,
    replicated: bool = True,
    behind: frozenset[str] = NO,
    vanish: frozenset[str] = NO,
    fork: frozenset[str] = NO,
) -> DrillReport:
    lab = StandIn({"a": 2}, copy)
    with lab.running() as target:
        apps = tuple(replace(app, replicated=replicated) for app in target.apps)
        allowed = replace(target, apps=apps, may_be_behind=behind, may_vanish=vanish, may_fork=fork)
        return run_drill(allowed, lab, QUICK)


def test_two_tabs_of_a_user_are_answered_right_before_and_through_a_kill() -> None:
    report = drill()
    assert report.ok, report.reasons
    for name in ("tabs", "kill"):
        found = report.step(name).tabs
        assert found is not None and found.answers > 0
        assert str(found).endswith("all of them right")


def without_the_other_tab(session: Session, _before: Session | None) -> Session | None:
    return {name: value for name, value in session.items() if name != "tab.two"}


def the_first_value_for_ever(session: Session, before: Session | None) -> Session | None:
    kept = {name: value for name, value in (before or {}).items() if name.startswith("tab.")}
    return session | kept


@pytest.mark.parametrize(
    ("copy", "word"),
    [(without_the_other_tab, "without an attribute"), (the_first_value_for_ever, "with an older value")],
)
def test_what_a_tab_wrote_and_the_partner_lacks_fails_the_drill(copy: Copy, word: str) -> None:
    # a kill right before the very write that would heal the loss shows nothing: then the next drill does
    reports = (drill(copy) for _ in range(4))
    report = next((report for report in reports if not report.step("kill").ok), None)
    assert report is not None
    assert any(word in reason for reason in report.step("kill").reasons)
    assert report.step("tabs").ok, "nobody was killed by then"


def nothing(_session: Session, _before: Session | None) -> Session | None:
    return None


def test_older_values_after_a_kill_are_named_and_allowed_where_writes_are_asynchronous() -> None:
    step = drill(the_first_value_for_ever, behind=A).step("kill")
    assert step.tabs is not None and step.tabs.late and not step.tabs.older
    assert step.ok and any("answers to tabs lack the last writes" in note for note in step.notes)
    assert "behind" in step.summary


def test_older_values_after_a_kill_are_named_apart_where_one_copy_may_fork() -> None:
    step = drill(the_first_value_for_ever, fork=A).step("kill")
    assert step.tabs is not None and step.tabs.forked and not step.tabs.older and not step.tabs.late
    assert any("as `copies: one` allows" in note for note in step.notes)


def test_a_login_that_is_gone_is_allowed_only_where_a_session_written_just_then_may_be_lost() -> None:
    lost = drill(nothing, behind=A).step("kill")
    assert lost.tabs is not None and lost.tabs.without_login and not lost.tabs.vanished
    allowed = drill(nothing, behind=A, vanish=A).step("kill")
    assert allowed.tabs is not None and allowed.tabs.vanished and not allowed.tabs.without_login
    assert any("answers to tabs lack a session" in note for note in allowed.notes)


def test_an_application_that_the_spec_does_not_replicate_is_expected_to_lose_the_tabs_of_a_dead_instance() -> None:
    step = drill(nothing, replicated=False).step("kill")
    assert step.ok, step.reasons
    assert step.tabs is not None and step.tabs.browsers == 2, "those of the other instance are judged"


def answer(user: str = "anna", **tabs: int) -> Reading | None:
    said = {"instance": "a-1", "address": "h:1", "session": "S", "user": user, "count": "0"}
    return read_answer("".join(f"{k}={v}\n" for k, v in (said | {f"tab.{n}": v for n, v in tabs.items()}).items()))


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        (answer(one=3, two=5), Tabs(answers=1)),
        (answer(one=4, two=9), Tabs(answers=1)),
        (None, Tabs(answers=1, unanswered=1)),
        (answer("", one=3, two=5), Tabs(answers=1, without_login=1)),
        (answer(one=3), Tabs(answers=1, gone=1)),
        (answer(one=3, two=4), Tabs(answers=1, older=1)),
    ],
)
def test_an_answer_is_right_or_the_worst_that_is_wrong_with_it(found: Reading | None, wrong: Tabs) -> None:
    assert Asked("anna", {"one": 3, "two": 5}, found).count() == wrong
    assert bool(of_tabs(wrong)) is (wrong != Tabs(answers=1))


@pytest.mark.parametrize(
    ("excused", "found", "wrong"),
    [
        (Excused.LAST_WRITES, answer(one=3, two=4), Tabs(answers=1, late=1)),
        (Excused.FORKED, answer(one=3, two=4), Tabs(answers=1, forked=1)),
        (Excused.FORKED, answer("", one=3, two=5), Tabs(answers=1, without_login=1)),
        (Excused.FORKED, answer(one=3), Tabs(answers=1, gone=1)),
        (Excused.LAST_WRITES, answer("", one=3, two=5), Tabs(answers=1, without_login=1)),
        (Excused.LAST_WRITES, answer(one=3), Tabs(answers=1, gone=1)),
        (Excused.SESSION, answer("", one=3, two=5), Tabs(answers=1, vanished=1)),
        (Excused.SESSION, answer(one=3), Tabs(answers=1, gone=1)),
        (Excused.SESSION, None, Tabs(answers=1, unanswered=1)),
    ],
)
def test_what_may_be_lost_is_counted_apart_and_told(excused: Excused, found: Reading | None, wrong: Tabs) -> None:
    counted = Asked("anna", {"one": 3, "two": 5}, found, excused).count()
    assert counted == wrong
    assert bool(late_tabs(counted)) is not bool(of_tabs(counted))


def test_no_answer_at_all_is_never_well() -> None:
    assert of_tabs(Tabs(browsers=2))
