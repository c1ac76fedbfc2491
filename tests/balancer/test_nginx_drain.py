"""Real NGINX in front of stand-in servers, some of them drained: who still comes there, and who does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.nginx_binaries import binaries
from support.standins import Browser, Lab, running

from hactl.model import Affinity

TWO_PAIRS = {"a": ["a-1", "a-2"], "b": ["b-1", "b-2"]}
USERS = 20


@pytest.fixture(params=binaries(), ids=lambda p: str(p).rsplit("/", 3)[1])
def binary(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def lab(binary: Path, tmp_path: Path) -> Iterator[Lab]:
    with running(binary, tmp_path, TWO_PAIRS, drained=frozenset({"a-1", "a-2"})) as lab:
        yield lab


def of(lab: Lab, name: str) -> Browser:
    """Return a user who came to this instance before it was drained."""
    return Browser(lab.environment.balancer.listen[0], {"HA_SHOP_ALL": f"{name}.{name[0]}"})


def test_new_users_come_to_the_others_alone_half_to_each(lab: Lab) -> None:
    assert {n: len(them) for n, them in lab.browsers(USERS).items()} == {"a-1": 0, "a-2": 0, "b-1": 10, "b-2": 10}


def test_its_own_users_stay(lab: Lab) -> None:
    for name in lab.servers:
        user = of(lab, name)
        assert [user.get().name for _ in range(4)] == [name] * 4


def test_when_one_of_a_drained_cluster_dies_its_partner_takes_its_users_as_ever(lab: Lab) -> None:
    user = of(lab, "a-1")
    lab.servers["a-1"].stop()
    assert [user.get().name for _ in range(3)] == ["a-2"] * 3


def test_users_of_a_drained_cluster_that_is_dead_go_to_another(lab: Lab) -> None:
    user = of(lab, "a-1")
    lab.servers["a-1"].stop()
    lab.servers["a-2"].stop()
    assert user.get().name[0] == "b"


def test_a_drained_cluster_takes_over_nobody_elses_users_and_nobody_new(lab: Lab) -> None:
    user = of(lab, "b-1")
    lab.servers["b-1"].stop()
    lab.servers["b-2"].stop()
    assert [one.get().status for one in (user, lab.browser())] == [502, 502]
    assert not any(server.seen for name, server in lab.servers.items() if name[0] == "a")


def test_one_instance_of_a_pair_is_drained_and_still_is_its_partners_partner(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, {"a": ["a-1", "a-2"]}, drained=frozenset({"a-2"})) as lab:
        assert {n: len(them) for n, them in lab.browsers(USERS).items()} == {"a-1": USERS, "a-2": 0}
        user = lab.browser()
        assert user.get().name == "a-1"
        lab.servers["a-1"].stop()
        assert user.get().name == "a-2"


def test_by_the_route_in_the_session_id_it_is_the_same(binary: Path, tmp_path: Path) -> None:
    drained = frozenset({"a-1", "a-2"})
    with running(binary, tmp_path, TWO_PAIRS, drained=drained, affinity=Affinity.ROUTE) as lab:
        user = Browser(lab.environment.balancer.listen[0], {"JSESSIONID": "X.a-1"})
        assert user.get().name == "a-1"
        assert {lab.browser().get().name for _ in range(USERS)} == {"b-1", "b-2"}
