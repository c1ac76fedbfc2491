"""A session is judged by its values: what was set once must be there, what changes must not go back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hactl.live.drill.readings import Reading, judge, lines, read_answer
from hactl.live.drill.target import DrillApp
from hactl.live.drill.users import Tally, UserSession
from hactl.reports.drill import Fate

ONCE = {"once.text": "java.lang.String x=y", "once.big": "[B sha256:00 of 9", "once.empty": "java.lang.String "}
BEFORE = Reading(
    instance="a-1", address="h:1", session="S.a-1", user="u", count=5, changed=3, mutated=1, attributes=ONCE
)
ANSWER = (
    "instance=a-1\naddress=h:1\nlife=L\nsession=S.a-1\nnew=false\nuser=u\ncount=5\nchanged=3\nmutated=1\n"
    "attributes=3\nonce.text=java.lang.String x=y\nonce.big=[B sha256:00 of 9\nonce.empty=java.lang.String \n"
)


def test_an_answer_of_the_demo_application_is_read_as_it_is() -> None:
    assert read_answer(ANSWER) == BEFORE


def test_an_answer_of_another_application_is_none() -> None:
    assert read_answer("<html><body class=x>It works!</body></html>") is None
    assert read_answer("") is None


def test_equal_values_are_kept_whatever_the_session_id_and_the_instance() -> None:
    found = replace(BEFORE, instance="a-2", session="S.a-2")
    assert judge(BEFORE, found).fate is Fate.KEPT


def test_one_missing_value_is_damage_although_the_counters_are_right() -> None:
    found = replace(BEFORE, attributes={n: v for n, v in ONCE.items() if n != "once.text"})
    judged = judge(BEFORE, found)
    assert (judged.fate, judged.missing, judged.differing) == (Fate.DAMAGED, ("once.text",), ())


def test_one_changed_value_is_damage() -> None:
    judged = judge(BEFORE, replace(BEFORE, attributes=ONCE | {"once.big": "[B sha256:11 of 9"}))
    assert (judged.fate, judged.differing) == (Fate.DAMAGED, ("once.big",))


def test_a_missing_user_is_damage_although_the_rest_is_there() -> None:
    judged = judge(BEFORE, replace(BEFORE, user=""))
    assert (judged.fate, judged.missing) == (Fate.DAMAGED, ("user",))


def test_a_new_session_is_a_lost_one_although_it_answers_200() -> None:
    fresh = Reading(instance="a-2", address="h:2", session="T", user="", count=0, changed=0, mutated=0)
    assert judge(BEFORE, fresh).fate is Fate.LOST


def test_no_answer_is_not_a_verdict_on_the_session() -> None:
    assert judge(BEFORE, None).fate is Fate.UNANSWERED


def test_a_missing_last_write_is_behind_and_named() -> None:
    judged = judge(BEFORE, replace(BEFORE, count=4))
    assert (judged.fate, judged.behind) == (Fate.BEHIND, ("count",))


def test_a_change_in_place_without_setting_it_again_is_told_and_never_counts() -> None:
    judged = judge(BEFORE, replace(BEFORE, mutated=0))
    assert (judged.fate, judged.in_place_lost) == (Fate.KEPT, True)


@given(st.integers(0, 99), st.integers(0, 99))
def test_only_going_back_is_behind_since_a_lost_answer_may_have_been_a_write(count: int, changed: int) -> None:
    judged = judge(BEFORE, replace(BEFORE, count=count, changed=changed))
    assert (judged.fate is Fate.BEHIND) == (count < BEFORE.count or changed < BEFORE.changed)


@given(st.dictionaries(st.from_regex(r"[a-z.]{1,9}", fullmatch=True), st.from_regex(r"[ -~]{0,20}", fullmatch=True)))
def test_lines_give_back_names_and_values(pairs: dict[str, str]) -> None:
    assert lines("".join(f"{name}={value}\n" for name, value in pairs.items())) == pairs


def session() -> UserSession:
    return UserSession(app=DrillApp(path="/", clusters=("a",)), expected=BEFORE, home="a-1")


def test_a_counter_that_does_not_rise_while_the_user_clicks_is_remembered_though_later_clicks_mend_it() -> None:
    mine = session()
    mine.take("count", BEFORE)  # five again: the write before it is missing
    mine.take("count", replace(BEFORE, count=6))
    judged = mine.judge(replace(BEFORE, count=6))
    assert (judged.fate, judged.behind) == (Fate.BEHIND, ("count",))


def test_clicks_that_rise_one_by_one_are_kept() -> None:
    mine = session()
    mine.take("count", replace(BEFORE, count=6))
    mine.take("change", replace(BEFORE, count=6, changed=4))
    assert mine.judge(replace(BEFORE, count=6, changed=4)).fate is Fate.KEPT


def test_a_session_that_was_lost_for_one_click_is_lost() -> None:
    mine = session()
    mine.take("count", replace(BEFORE, user="", count=1))
    assert mine.judge(BEFORE).fate is Fate.LOST


def test_a_new_step_forgets_the_last_one() -> None:
    mine = session()
    mine.take("count", replace(BEFORE, user="", count=1))
    mine.begin()
    assert mine.judge(BEFORE).fate is Fate.KEPT
    assert mine.tally == Tally()


def test_a_tally_counts_failures_delays_and_the_longest_wait() -> None:
    tally = Tally()
    for seconds, ok in ((0.1, True), (2.0, True), (0.5, False)):
        tally.add(seconds, ok=ok, delayed_s=1.0)
    assert tally == Tally(requests=3, failed=1, delayed=1, longest_s=2.0)
