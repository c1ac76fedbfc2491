"""What a picture says of an environment, whatever form it is drawn in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.an_environment import environment, host
from support.graph_worlds import cluster_of

from hactl import model as m
from hactl.graph import Folding, Picture, Seen, picture_of


def picture(*clusters: m.Cluster, folding: Folding | None = None, seen: Seen | None = None) -> Picture:
    return picture_of(environment(*clusters), folding, seen)


@pytest.mark.parametrize(
    ("cluster", "said"),
    [
        (cluster_of("a", 2), "sync, each to the other"),
        (cluster_of("a", 3, mode=m.Mode.ASYNC), "async, each to the 2 others"),
        (cluster_of("a", 3, copies=m.Copies.ONE), "sync, each to one other"),
        (cluster_of("a", 3, ha=False), "no copies"),
        (cluster_of("a", 1), "no copies: one instance"),
    ],
)
def test_who_copies_to_whom_is_said(cluster: m.Cluster, said: str) -> None:
    assert picture(cluster).groups[0].copies == said


def test_how_instances_find_each_other_is_said_while_ha_is_on() -> None:
    static = cluster_of("b", 6, discovery=m.Discovery.STATIC)
    groups = picture(cluster_of("a", 2), static, cluster_of("c", 2, ha=False)).groups
    said = ["multicast 239.192.7.1:45571", "members named: b-1, b-2, b-3, b-4 and 2 more", ""]
    assert [group.meet for group in groups] == said


def test_a_host_with_a_name_and_a_network_of_its_own_are_said() -> None:
    instance = replace(cluster_of("a", 1).instances[0], host=host("app1", 11))
    card = picture(replace(cluster_of("a", 1), instances=(instance,))).groups[0].cards[0]
    assert card.facts == ("host app1", "10.0.0.11:8081", "receiver 10.9.0.11:9081")


def test_an_environment_of_many_instances_is_folded_and_one_of_few_is_not() -> None:
    assert not any(group.folded for group in picture(cluster_of("a", 12), cluster_of("b", 12)).groups)
    assert all(group.folded for group in picture(cluster_of("a", 12), cluster_of("b", 13)).groups)


def test_a_folded_cluster_says_how_many_are_down_or_stand_by() -> None:
    cluster = cluster_of("a", 30)
    addresses = [i.address for i in cluster.instances]
    seen = Seen(marks={addresses[0]: "down", addresses[1]: "standby", addresses[2]: "standby"})
    assert picture(cluster, seen=seen).groups[0].folded == (
        "30 instances on 30 hosts",
        "a-1 … a-30",
        "10.0.0.2 … 10.0.0.31",
        "http 8081–8110, receiver 9081–9110",  # noqa: RUF001 - a range
        "1 down, 2 standby",
    )


def test_applications_are_named_where_they_differ() -> None:
    both = environment(cluster_of("a", 2), cluster_of("b", 2, 100))
    assert picture_of(both).ways == ()
    bank = m.App(name="bank", war=None, path="/bank", clusters=("a",))
    books = m.App(name="books", war=None, path="/ledger", clusters=("a", "b"))
    drawn = picture_of(replace(both, apps=(bank, books)))
    assert [way.whole for way in drawn.ways] == ["/bank on a", "/ledger (books) on all clusters"]
    assert [[way.apps for _, way in drawn.ways_to(group)] for group in drawn.groups] == [
        ["/bank", "/ledger (books)"],
        ["/ledger (books)"],
    ]


def test_every_port_that_the_balancer_listens_on_is_said() -> None:
    shop = environment(cluster_of("a", 2))
    ports = tuple(range(8000, 8030))
    card = picture_of(replace(shop, balancer=replace(shop.balancer, listen=ports))).balancer
    assert " ".join(card.facts[1:-1]) == f"listens on 10.0.0.5, ports {', '.join(map(str, ports))}"
    assert max(map(len, card.facts)) <= 44


def test_ha_that_is_otherwise_on_disk_is_said() -> None:
    states = {"a": "mixed", "b": "on", "c": "absent"}
    groups = picture(*(cluster_of(name, 2) for name in "abc"), seen=Seen(states=states)).groups
    assert [group.state for group in groups] == ["HA mixed on disk", "HA on", "HA on"]


def test_those_who_cannot_see_it_are_told_all_of_it() -> None:
    told = picture(cluster_of("a", 2)).whole
    assert told.startswith("2 instances in 1 cluster on 2 hosts. balancer nginx 1.18: host edge, listens on")
    assert "a-1: 10.0.0.2:8081, receiver 9081; a-2: 10.0.0.3:8082, receiver 9082" in told
