"""The verdict: every promise of HA has a reason that speaks against it, and nothing else has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hactl.live.drill import verdict
from hactl.live.drill.local_data import stayed
from hactl.live.drill.target import DrillApp, DrillInstance, DrillTarget
from hactl.reports.drill import DrillReport, DrillStep, Fate, PlaceRow, Row, Stay, Trials, cluster_in_words, in_words

NAMES = ("a-1", "a-2", "b-1", "b-2")
TARGET = DrillTarget(
    balancer="127.0.0.1:80",
    host="h",
    instances=tuple(DrillInstance(name=n, cluster=n[0], address=f"h-{n}:80") for n in NAMES),
    apps=(DrillApp(path="/", clusters=("a", "b")),),
    may_be_behind=frozenset({"b"}),
)
ROW = Row(
    user="user-01",
    app="/",
    fate=Fate.KEPT,
    source="a-1",
    to="a-2",
    bound=True,
    busy=True,
    requests=9,
    failed=0,
    delayed=1,
    longest_s=0.5,
)
OTHER = replace(ROW, user="user-02", source="b-1", to="b-1", bound=False, delayed=0)


def test_a_kill_that_costs_each_bound_user_one_delay_is_well() -> None:
    assert verdict.after_kill([ROW, OTHER], TARGET) == ()


def test_what_the_spec_says_is_not_replicated_is_lost_with_its_instance_and_that_is_no_failure() -> None:
    known = replace(ROW, app="/old", fate=Fate.LOST, copied=False)
    assert verdict.after_kill([ROW, OTHER, known], TARGET) == ()
    assert "1 sessions of /old are lost, as the spec says" in verdict.notes([ROW, known], TARGET)[0]
    alive = replace(known, bound=False, to="a-1")
    assert "lost" in verdict.after_kill([ROW, alive], TARGET)[0]
    report = DrillReport(steps=(DrillStep(name="kill", title="", rows=(ROW, known)),))
    assert report.kept == (1, 1)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (replace(ROW, fate=Fate.LOST), "lost"),
        (replace(ROW, fate=Fate.DAMAGED), "set once"),
        (replace(ROW, fate=Fate.UNANSWERED), "no answer"),
        (replace(ROW, fate=Fate.BEHIND), "last answered writes"),
        (replace(ROW, to="b-1"), "out of their cluster"),
        (replace(OTHER, to="b-2"), "alive"),
        (replace(ROW, failed=1), "failed requests"),
        (replace(ROW, delayed=2), "more than one delayed"),
    ],
)
def test_a_kill_is_not_well_when(row: Row, word: str) -> None:
    reasons = verdict.after_kill([ROW, OTHER, row], TARGET)
    assert len(reasons) == 1
    assert word in reasons[0]
    assert "1 of " in reasons[0]


def test_behind_is_a_note_where_writes_are_asynchronous() -> None:
    late = replace(OTHER, fate=Fate.BEHIND)
    assert verdict.after_kill([late], TARGET) == ()
    assert verdict.notes([late], TARGET) == ("1 sessions lack their last writes, as `mode: async` allows",)


def test_a_change_in_place_is_a_note_wherever_it_is_lost() -> None:
    assert "setAttribute" in verdict.notes([replace(ROW, in_place_lost=True)], TARGET)[0]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (replace(OTHER, to="b-2"), "moved when it returned"),
        (replace(OTHER, fate=Fate.LOST), "lost"),
        (replace(OTHER, failed=2), "failed requests"),
    ],
)
def test_a_return_is_not_well_when(row: Row, word: str) -> None:
    assert verdict.after_return([OTHER], TARGET) == ()
    (reason,) = verdict.after_return([OTHER, row], TARGET)
    assert word in reason


RENEWED = replace(ROW, fate=Fate.LOST, to="b-1", renewed=True)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (replace(RENEWED, renewed=False), "no working new session"),
        (replace(RENEWED, fate=Fate.KEPT), "only the killed cluster"),
        (replace(RENEWED, failed=1), "failed requests"),
        (replace(OTHER, fate=Fate.LOST), "lost"),
        (replace(OTHER, to="b-2"), "moved"),
        (replace(OTHER, failed=1), "failed requests"),
        (replace(OTHER, delayed=1), "delayed"),
    ],
)
def test_the_kill_of_a_cluster_is_not_well_when(row: Row, word: str) -> None:
    assert verdict.after_cluster_kill([RENEWED, OTHER], TARGET) == ()
    (reason,) = verdict.after_cluster_kill([RENEWED, OTHER, row], TARGET)
    assert word in reason


def test_a_reason_gives_the_number_and_three_examples() -> None:
    rows = [replace(ROW, user=f"user-{n}", fate=Fate.LOST) for n in range(5)]
    (reason,) = verdict.after_kill(rows, TARGET)
    assert reason.startswith("5 of 5 sessions lost (user-0 / a-1 > a-2, ")
    assert "user-2" in reason
    assert "user-3" not in reason


def test_who_could_not_decrypt_is_named_and_why() -> None:
    assert verdict.undeciphered(()) == ()
    (reason,) = verdict.undeciphered(("a-1", "a-2"))
    assert reason.startswith("a-1, a-2 could not decrypt") and "the keys differ" in reason


def test_trials_that_are_all_there_are_well_and_late_ones_only_where_writes_are_asynchronous() -> None:
    assert verdict.of_trials(Trials(total=200, at_once=200), TARGET) == ()
    assert verdict.of_trials(Trials(total=9, at_once=8, late=1, slow_clusters=("b",)), TARGET) == ()
    assert (
        "not on the partner at once (a)" in verdict.of_trials(Trials(total=9, late=1, slow_clusters=("a",)), TARGET)[0]
    )


def test_a_missing_or_unanswered_trial_is_never_well() -> None:
    reasons = verdict.of_trials(Trials(total=200, at_once=120, missing=75, lacking=80, unanswered=5), TARGET)
    assert "75 of 200" in reasons[0]
    assert "80 attributes" in reasons[0]
    assert "5 of 200" in reasons[1]


def test_new_users_half_and_half_are_well_and_all_on_one_are_not() -> None:
    assert verdict.uneven({"a-1": 50, "a-2": 50, "b-1": 49, "b-2": 51}, TARGET) == ()
    assert verdict.uneven({"a-1": 100, "b-1": 50, "b-2": 50}, TARGET) == (
        "new users are spread unevenly: a-1 100, a-2 0",
    )


def test_data_of_an_instance_stays_where_it_is() -> None:
    here = PlaceRow(instance="a-2", place="static field", stay=Stay.STAYED, restarted=False)
    assert verdict.of_places([here, replace(here, stay=Stay.GONE, restarted=True)]) == ()
    assert "another instance" in verdict.of_places([replace(here, stay=Stay.STRANGE)])[0]
    assert "running instance is gone" in verdict.of_places([replace(here, stay=Stay.GONE)])[0]


def test_users_need_not_be_spread_evenly_where_a_person_gave_weights() -> None:
    shares = {"a-1": 30, "a-2": 10}
    assert verdict.uneven(shares, TARGET) and not verdict.uneven(shares, replace(TARGET, even=False))


def test_a_mark_tells_its_own_instance_from_another_and_from_an_older_drill() -> None:
    assert stayed("3 cafe-a-1", "cafe-a-1") is Stay.STAYED
    assert stayed("1 cafe-a-2", "cafe-a-1") is Stay.STRANGE
    assert stayed("1 beef-a-2", "cafe-a-1") is Stay.GONE
    assert stayed("", "cafe-a-1") is Stay.GONE


def test_a_report_is_well_only_if_every_step_is_and_names_the_step_of_each_reason() -> None:
    good = DrillStep(name="kill", title="kill -9 a-1", rows=(ROW,))
    bad = DrillStep(name="return", title="a-1 comes back", reasons=("no new user",))
    assert DrillReport(steps=(good,)).ok
    report = DrillReport(steps=(good, bad))
    assert (report.ok, report.kept) == (False, (1, 1))
    assert report.reasons == ("a-1 comes back: no new user",)


def test_one_line_says_what_became_of_the_sessions() -> None:
    assert in_words([ROW, replace(ROW, fate=Fate.LOST, failed=2)]) == (
        "1 of 2 kept, 1 lost, 2 failed requests, longest wait 0.50 s"
    )
    assert cluster_in_words([RENEWED, OTHER]) == (
        "1 of 1 users of the cluster go on with a new session; others: 1 of 1 kept, longest wait 0.50 s"
    )
