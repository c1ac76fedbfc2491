"""Real NGINX in front of stand-in servers: who gets whom, and what a dead, hanging or returned instance changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.nginx_binaries import binaries
from support.standins import Browser, Lab, running

from hactl.model import Affinity, Failover

TWO_PAIRS = {"a": ["a-1", "a-2"], "b": ["b-1", "b-2"]}


@pytest.fixture(params=binaries(), ids=lambda p: str(p).rsplit("/", 3)[1])
def binary(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def lab(binary: Path, tmp_path: Path) -> Iterator[Lab]:
    with running(binary, tmp_path, TWO_PAIRS) as lab:
        yield lab


def names(browsers: list[Browser], path: str = "/") -> set[str]:
    """Return who answers these users now; every answer must be a page."""
    answers = [browser.get(path) for browser in browsers]
    assert {a.status for a in answers} <= {200}
    return {a.name for a in answers}


def test_new_users_spread_evenly_and_each_stays_where_he_is(lab: Lab) -> None:
    users = lab.browsers(40)
    assert {name: len(them) for name, them in users.items()} == dict.fromkeys(lab.servers, 10)
    for _ in range(3):
        assert {name: names(them) for name, them in users.items()} == {name: {name} for name in lab.servers}


def test_the_cookie_comes_once_and_not_again(lab: Lab) -> None:
    browser = lab.browser()
    first = browser.get()
    assert first.set_cookies == (f"HA_SHOP_ALL={first.name}.{first.name[0]}; Path=/; HttpOnly; SameSite=Lax",)
    assert browser.get().set_cookies == ()


def test_a_dead_instances_users_go_to_its_partner_and_nobody_else_moves(lab: Lab) -> None:
    users = lab.browsers(20)
    lab.servers["a-1"].stop()
    assert names(users["a-1"]) == {"a-2"}
    for name in ("a-2", "b-1", "b-2"):
        assert names(users[name]) == {name}


def test_a_dead_clusters_users_go_to_another_and_stay_there(lab: Lab) -> None:
    users = lab.browsers(20)
    lab.servers["a-1"].stop()
    lab.servers["a-2"].stop()
    for browser in [*users["a-1"], *users["a-2"]]:
        first = browser.get()
        assert (first.status, first.name[0]) == (200, "b")
        assert browser.get().name == first.name
    assert names(users["b-1"]) == {"b-1"}
    assert names([lab.browser() for _ in range(4)]) == {"b-1", "b-2"}


def test_a_returned_instance_does_not_pull_its_users_back(lab: Lab) -> None:
    users = lab.browsers(8)["a-1"]
    lab.servers["a-1"].stop()
    assert names(users) == {"a-2"}
    lab.servers["a-1"].start()
    assert names(users) == {"a-2"}
    assert "a-1" in {name for name, them in lab.browsers(16).items() if them}


def test_an_instance_that_is_back_serves_its_users_as_soon_as_its_partner_dies(lab: Lab) -> None:
    users = lab.browsers(40)["a-1"]
    lab.servers["a-1"].stop()
    marking, others = users[:5], users[5:]
    assert names(marking) == {"a-2"}, "by now it is marked as failed, for ten seconds"
    lab.servers["a-1"].start()
    lab.servers["a-2"].stop()
    assert names([*others, *marking]) == {"a-1"}


def test_a_post_is_carried_out_once_or_not_at_all(lab: Lab) -> None:
    users = lab.browsers(8)
    lab.servers["a-1"].mode = "break"
    assert users["a-1"][0].post("/order").status == 502
    assert [s for s in lab.servers.values() if "POST /order" in s.seen] == [lab.servers["a-1"]]
    assert users["a-1"][1].get().name == "a-2"  # a GET may be asked again


def test_a_post_to_a_dead_cluster_is_not_lost_since_nobody_saw_it(lab: Lab) -> None:
    users = lab.browsers(8)["a-1"]
    lab.servers["a-1"].stop()
    lab.servers["a-2"].stop()
    answer = users[0].post("/order")
    assert (answer.status, answer.name[0]) == (200, "b")


def test_a_post_after_a_broken_connection_does_not_leave_a_cluster_either(lab: Lab) -> None:
    users = lab.browsers(8)["a-1"]
    lab.servers["a-2"].stop()
    lab.servers["a-1"].mode = "break"
    assert users[0].post("/order").status == 502
    assert sum(s.seen.count("POST /order") for s in lab.servers.values()) == 1


def test_a_slow_page_does_not_cost_the_session(lab: Lab) -> None:
    users = lab.browsers(8)["a-1"]
    lab.servers["a-1"].mode = lab.servers["a-2"].mode = "hang"
    assert users[0].get("/slow").status == 504
    assert not [s.name for s in lab.servers.values() if s.name[0] == "b" and "GET /slow" in s.seen]
    lab.servers["a-1"].mode = lab.servers["a-2"].mode = "answer"
    assert users[0].get().name in {"a-1", "a-2"}


def test_a_partner_that_was_slow_once_is_still_asked_before_another_cluster(binary: Path, tmp_path: Path) -> None:
    failover = Failover(max_fails=1, fail_timeout_ms=60_000, read_timeout_ms=300)
    with running(binary, tmp_path, TWO_PAIRS, failover=failover) as lab:
        users = lab.browsers(8)["a-1"]
        lab.servers["a-1"].stop()
        lab.servers["a-2"].mode = "hang"
        assert users[0].get("/slow").status in (502, 504)
        lab.servers["a-2"].mode = "answer"
        assert names(users) == {"a-2"}


def test_a_user_of_an_instance_that_left_stays_in_its_cluster(lab: Lab) -> None:
    names = set()
    for _ in range(20):
        browser = lab.browser()
        browser.jar["HA_SHOP_ALL"] = "b-9.b"
        names.add(browser.get().name)
        assert browser.jar["HA_SHOP_ALL"] in ("b-1.b", "b-2.b")
    assert names == {"b-1", "b-2"}


def test_a_forged_or_old_cookie_is_a_new_user(lab: Lab) -> None:
    for value in (
        "b-9",
        "127.0.0.1:24000",
        "$ha_shop_all",
        "ha_shop_all.a-1",
        "a-1",
        "a-1.a.a",
        "b-9.z",
        "a-1x",
        "../../etc",
        "x" * 500,
    ):
        browser = lab.browser()
        browser.jar["HA_SHOP_ALL"] = value
        answer = browser.get()
        assert answer.status == 200
        assert browser.jar["HA_SHOP_ALL"] == f"{answer.name}.{answer.name[0]}"


def test_the_server_learns_who_asked_and_for_what(lab: Lab) -> None:
    forged = {"Host": "shop.example.org", "X-Forwarded-Proto": "gopher", "Upgrade": "websocket"}
    saw = lab.browser().get(**forged).saw
    assert (saw["Host"], saw["X-Forwarded-Host"]) == ("shop.example.org", "shop.example.org")
    assert (saw["X-Forwarded-Proto"], saw["X-Forwarded-For"]) == ("http", "127.0.0.1")
    assert (saw["Upgrade"], saw["Connection"]) == ("websocket", "upgrade")
    assert lab.browser().get().saw["Connection"] == "close"


def test_with_ha_off_the_partner_is_no_better_than_any_other(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, {"off": ["o-1", "o-2"], "b": ["b-1", "b-2"]}) as lab:
        users = lab.browsers(40)["o-1"]
        lab.servers["o-1"].stop()
        assert names(users) == {"o-2", "b-1", "b-2"}


def test_two_applications_on_different_clusters_keep_both_instances_in_one_jar(binary: Path, tmp_path: Path) -> None:
    apps = {"/one": ["a"], "/two": ["b"]}
    with running(binary, tmp_path, TWO_PAIRS, apps=apps) as lab:
        browsers = [lab.browser() for _ in range(6)]
        first = [(b.get("/one/").name, b.get("/two/").name) for b in browsers]
        assert {one[0] + two[0] for one, two in first} == {"ab"}
        for browser in browsers:
            assert sorted(browser.jar) == ["HA_SHOP_A", "HA_SHOP_B"]
        for _ in range(3):
            assert [(b.get("/one/").name, b.get("/two/").name) for b in browsers] == first
        assert lab.browser().get("/").status == 404


def test_pools_that_share_a_cluster_do_not_set_each_others_cookie(binary: Path, tmp_path: Path) -> None:
    apps = {"/": ["a", "b"], "/one": ["a"]}
    with running(binary, tmp_path, TWO_PAIRS, apps=apps) as lab:
        browser = lab.browser()
        assert [c.split("=")[0] for c in browser.get("/one/").set_cookies] == ["HA_SHOP_A"]
        assert [c.split("=")[0] for c in browser.get("/").set_cookies] == ["HA_SHOP_ALL"]
        lab.servers["a-1"].stop()
        lab.servers["a-2"].stop()  # the second tier answers for / now
        browser.jar["HA_SHOP_ALL"] = "a-1.a"
        assert [c.split("=")[0] for c in browser.get("/").set_cookies] == ["HA_SHOP_ALL"]


def test_an_application_has_its_path_and_what_is_below_it_and_nothing_beside(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, {"a": ["a-1", "a-2"]}, apps={"/bank": ["a"]}) as lab:
        paths = ("/bank", "/bank/", "/bank/x?y=1", "/bank;jsessionid=S.a-1", "/banking", "/", "/Bank")
        assert [lab.browser().get(path).status for path in paths] == [200, 200, 200, 200, 404, 404, 404]


def test_by_route_the_session_ids_suffix_chooses_and_nginx_sets_no_cookie(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, TWO_PAIRS, affinity=Affinity.ROUTE) as lab:
        for server in lab.servers.values():
            server.route = server.name
        users = lab.browsers(8)
        assert all(b.jar == {"JSESSIONID": f"S.{name}"} for name, them in users.items() for b in them)
        assert names(users["a-1"]) == {"a-1"}
        assert lab.browser().get("/x;jsessionid=S.b-2?y").name == "b-2"
        lab.servers["a-1"].stop()
        assert names(users["a-1"]) == {"a-2"}
        lab.servers["a-1"].start()
        assert names(users["a-1"]) == {"a-2"}


def test_names_that_mean_something_to_nginx_are_instances_like_others(binary: Path, tmp_path: Path) -> None:
    members = ["default", "include", "volatile", "hostnames"]
    with running(binary, tmp_path, {"a": members}, name="a_b") as lab:
        users = lab.browsers(8)
        assert {name: names(them) for name, them in users.items()} == {name: {name} for name in members}


def test_a_server_block_of_a_person_works_with_the_two_includes(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, TWO_PAIRS, ours=False) as lab:
        users = lab.browsers(8)
        lab.servers["a-1"].stop()
        assert names(users["a-1"]) == {"a-2"}
