"""Two tabs of one browser: a login, an attribute or a newer value that goes missing fails the drill."""

from __future__ import annotations

import pytest
from drill_stand_in import Copy, Session, StandIn, faithful

from hactl.live.drill import run_drill
from hactl.live.drill_report import DrillReport, Tabs
from hactl.live.drill_tabs import Asked
from hactl.live.drill_target import DrillOptions
from hactl.live.drill_verdict import of_tabs
from hactl.live.readings import Reading, read_answer

QUICK = DrillOptions(users=4, trials=4, load_s=0.3, settle_s=0.3, request_s=5.0, delayed_s=4.0, until="kill")


def drill(copy: Copy = faithful) -> DrillReport:
    lab = StandIn({"a": 2}, copy)
    with lab.running() as target:
        return run_drill(target, lab, QUICK)


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
    report = drill(copy)
    assert not report.step("kill").ok
    assert any(word in reason for reason in report.step("kill").reasons)
    assert report.step("tabs").ok, "nobody was killed by then"


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


def test_no_answer_at_all_is_never_well() -> None:
    assert of_tabs(Tabs(browsers=2))
