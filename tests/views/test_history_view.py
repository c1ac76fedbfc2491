from __future__ import annotations

from datetime import UTC

from hactl.events import Finished, Outcome, Started
from hactl.runs import Record
from hactl.views import history as view

START = 1_795_668_476.0


CREATED = Record(
    id="0001",
    command="hactl create --x-password=CANARY",
    started=START,
    ended=START + 0.42,
    outcome="done",
    changes=(("app1/a-1/conf/server.xml", "create"), ("edge/nginx/shop.conf", "update")),
    events=(
        (START, Started("apply", "", "apply to shop")),
        (START, Started("stage", "apply", "stage 2 files, token=CANARY")),
        (START + 0.3, Finished("stage", Outcome.DONE)),
        (START + 0.42, Finished("apply", Outcome.DONE, "2 files changed")),
    ),
)
KILLED = Record(id="0002", command="hactl disable-ha a", started=START + 60, ended=None, outcome="running")


def test_the_list_has_a_line_for_each_run() -> None:
    assert view.text([KILLED, CREATED], zone=UTC) == (
        "0002  2026-11-26 04:48:56  running  0 files         hactl disable-ha a\n"
        "0001  2026-11-26 04:47:56  done     2 files  0.4 s  hactl create --x-password=***\n"
    )


def test_an_empty_history_says_so() -> None:
    assert view.text([]) == "no runs yet\n"


def test_one_run_is_shown_as_it_was_live_with_the_files_it_changed() -> None:
    assert view.run_text(CREATED, zone=UTC) == (
        "0001  hactl create --x-password=***\n"
        "2026-11-26 04:47:56, done in 0.4 s\n"
        "\n"
        "✓ apply to shop: 2 files changed (0.4 s)\n"
        "└── ✓ stage 2 files, token=*** (0.3 s)\n"
        "\n"
        "create app1/a-1/conf/server.xml\n"
        "update edge/nginx/shop.conf\n"
    )


def test_a_run_that_was_killed_has_no_end() -> None:
    assert view.run_text(KILLED, zone=UTC) == "0002  hactl disable-ha a\n2026-11-26 04:48:56, running\n"


def test_json_has_times_in_utc_and_the_events_of_a_run() -> None:
    listed = view.as_data([CREATED, KILLED])
    assert listed["runs"][0]["started"] == "2026-11-26T04:47:56.000Z"
    assert listed["runs"][1]["ended"] is None
    (run,) = view.run_as_data(CREATED)["runs"]
    assert run["seconds"] == 0.42
    assert run["changes"][1] == {"location": "edge/nginx/shop.conf", "action": "update"}
    assert [event["event"] for event in run["events"]] == ["started", "started", "finished", "finished"]


def test_no_secret_of_a_run_is_shown() -> None:
    shown = (view.text([CREATED]), view.run_text(CREATED), str(view.as_data([CREATED])), str(view.run_as_data(CREATED)))
    assert not [text for text in shown if "CANARY" in text]
