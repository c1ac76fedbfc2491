"""With `keepalive: pages` a page goes over a connection that is kept, and nothing is lost that was not lost before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.balancer_worlds import FAILOVER, pairs
from support.nginx_binaries import binaries, files
from support.standins import Lab, StandIn, running

from hactl.model import Affinity, Keepalive

TWO_PAIRS = {"a": ["a-1", "a-2"], "b": ["b-1", "b-2"]}
PAGES = Keepalive.PAGES


@pytest.fixture(params=binaries(), ids=lambda p: str(p).rsplit("/", 3)[1])
def binary(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def lab(binary: Path, tmp_path: Path) -> Iterator[Lab]:
    (tmp_path / "one").mkdir()
    with running(binary, tmp_path / "one", TWO_PAIRS, keepalive=PAGES) as lab:
        yield lab


def connections(server: StandIn) -> list[int]:
    """Return the connection of each request since the last call."""
    found, server.connections = server.connections, []
    return found


def test_pages_share_a_connection_and_everything_else_has_its_own(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, {"a": ["a-1"]}, keepalive=PAGES, affinity=Affinity.ROUTE) as lab:
        server, user = lab.servers["a-1"], lab.browser()
        for _ in range(4):
            user.get()
        user.ask("HEAD", "/", None, {})
        few = connections(server)
        assert len(few) == 5 and len(set(few)) <= 4, "each worker process keeps its own"
        said = [user.post(), user.ask("OPTIONS", "/", None, {}), user.ask("PUT", "/", b"x", {})]
        assert [answer.saw.get("Connection") for answer in said[:2]] == ["close", "close"]
        assert "Connection" not in user.get().saw


def test_web_sockets_and_event_streams_go_as_before(lab: Lab) -> None:
    user = lab.browser()
    assert user.get(Upgrade="websocket").saw["Connection"] == "upgrade"
    assert user.get(Accept="text/event-stream").saw["Connection"] == "close"


def test_a_stopping_servers_503_is_seen_by_nobody(lab: Lab) -> None:
    users = lab.browsers(40)
    for user in users["a-1"]:
        user.get()
    lab.servers["a-1"].stop_as_told()
    answers = [user.get() for user in users["a-1"]]
    assert {(a.status, a.name) for a in answers} == {(200, "a-2")}
    assert [user.jar["HA_SHOP_ALL"] for user in users["a-1"]] == ["a-2.a"] * len(answers)
    assert {user.post().name for user in users["a-1"]} == {"a-2"}


@pytest.mark.parametrize("status", [503, 502, 504])
def test_an_applications_own_error_page_comes_through_and_moves_nobody(status: int, lab: Lab) -> None:
    users = lab.browsers(16)["a-1"]
    server = lab.servers["a-1"]
    server.status = status
    answer = users[0].get("/broken")
    assert (answer.status, answer.name, server.seen.count("GET /broken")) == (status, "a-1", 2)
    said = users[1].post("/broken")
    assert (said.status, said.name, server.seen.count("POST /broken")) == (status, "a-1", 1)
    server.status = 200
    assert {user.get().name for user in users} == {"a-1"}


@pytest.mark.parametrize("status", [404, 500])
def test_other_errors_come_through_as_they_are(status: int, lab: Lab) -> None:
    user = lab.browsers(8)["a-1"][0]
    lab.servers["a-1"].status = status
    assert (user.get("/odd").status, lab.servers["a-1"].seen.count("GET /odd")) == (status, 1)


def test_a_dead_cluster_and_a_dead_instance_cost_what_they_cost_without(lab: Lab) -> None:
    users = lab.browsers(40)
    for them in users.values():
        for user in them:
            user.get()
    lab.servers["a-1"].stop()
    assert {user.get().name for user in users["a-1"]} == {"a-2"}
    lab.servers["a-2"].stop()
    for user in [*users["a-1"], *users["a-2"]]:
        answer = user.get()
        assert (answer.status, answer.name[0]) == (200, "b")
        assert user.get().name == answer.name
    assert {user.get().name for user in users["b-1"]} == {"b-1"}


def test_a_post_on_a_dying_server_is_carried_out_once_or_not_at_all(lab: Lab) -> None:
    user = lab.browsers(8)["a-1"][0]
    user.get()
    for mode in ("break", "cut"):
        lab.servers["a-1"].mode = mode
        assert user.post(f"/{mode}").status == 502
        assert sum(s.seen.count(f"POST /{mode}") for s in lab.servers.values()) == 1


def test_a_post_whose_header_is_too_long_is_carried_out_once(lab: Lab) -> None:
    user = lab.browsers(8)["a-1"][0]
    lab.servers["a-1"].padding = 20_000
    assert user.post("/long").status == 502
    assert sum(s.seen.count("POST /long") for s in lab.servers.values()) == 1


def test_a_slow_page_does_not_cost_the_session(lab: Lab) -> None:
    user = lab.browsers(8)["a-1"][0]
    lab.servers["a-1"].mode = lab.servers["a-2"].mode = "hang"
    assert user.get("/slow").status == 504
    assert not [s.name for s in lab.servers.values() if s.name[0] == "b" and "GET /slow" in s.seen]


def test_a_user_of_an_instance_that_left_stays_in_its_cluster(lab: Lab) -> None:
    user = lab.browser()
    user.jar["HA_SHOP_ALL"] = "b-9.b"
    assert user.get().name[0] == "b"


def test_the_times_may_be_the_same_for_all_methods(binary: Path, tmp_path: Path) -> None:
    failover = replace(FAILOVER, read_timeout_ms=60_000)
    with running(binary, tmp_path, TWO_PAIRS, keepalive=PAGES, failover=failover) as lab:
        assert lab.browser().post().saw["Connection"] == "close"


def test_two_includes_in_a_server_block_of_a_persons_work_too(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, TWO_PAIRS, keepalive=PAGES, ours=False) as lab:
        users = lab.browsers(8)
        lab.servers["a-1"].stop_as_told()
        assert {user.get().name for user in users["a-1"]} == {"a-2"}


def test_without_the_word_there_is_no_second_upstream() -> None:
    both = ["".join(files(pairs(2, keepalive=word).build()).values()) for word in (Keepalive.NONE, PAGES)]
    assert ["keepalive 16;" in text for text in both] == [False, True]
    assert both[1].count("\nupstream ") == 2 * both[0].count("\nupstream ")
