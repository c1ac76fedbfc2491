"""What a drill kills, and where it finds everybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from hactl.errors import UsageError
from hactl.live.drill.target import (
    DrillApp,
    DrillInstance,
    DrillOptions,
    DrillTarget,
    cluster_to_kill,
    instance_to_kill,
    target_of,
)
from hactl.servers import known_lines
from hactl.spec import read_text


def target(*apps: DrillApp) -> DrillTarget:
    names = ("a-1", "a-2", "b-1", "b-2", "c-1")
    return DrillTarget(
        balancer="h:80",
        host="h",
        instances=tuple(DrillInstance(name=n, cluster=n[0], address=f"{n}:80") for n in names),
        apps=apps,
    )


ALL = DrillApp(path="/", clusters=("a", "b", "c"))
BANK = DrillApp(path="/bank", clusters=("a",))
SHOP = DrillApp(path="/shop", clusters=("b", "c"))


def test_the_first_instance_and_the_first_cluster_are_killed_by_default() -> None:
    assert instance_to_kill(target(ALL), DrillOptions()).name == "a-1"
    assert cluster_to_kill(target(ALL), DrillOptions()) == "a"


def test_a_cluster_whose_application_runs_nowhere_else_is_not_killed() -> None:
    assert cluster_to_kill(target(BANK, SHOP), DrillOptions()) == "b"
    assert cluster_to_kill(target(BANK), DrillOptions()) == ""
    assert cluster_to_kill(target(BANK, SHOP), DrillOptions(kill_cluster="a")) == ""


def test_names_can_be_given_and_a_wrong_one_is_told_with_the_nearest() -> None:
    assert instance_to_kill(target(ALL), DrillOptions(kill="b-2")).name == "b-2"
    assert cluster_to_kill(target(ALL), DrillOptions(kill_cluster="b")) == "b"
    with pytest.raises(UsageError, match="no instance `b2`") as error:
        instance_to_kill(target(ALL), DrillOptions(kill="b2"))
    assert "b-2" in error.value.hint
    with pytest.raises(UsageError, match="no cluster `d`"):
        cluster_to_kill(target(ALL), DrillOptions(kill_cluster="d"))


def test_the_partner_is_the_next_of_the_same_cluster_and_a_single_one_has_none() -> None:
    partners = {i.name: target(ALL).partner(i.name) for i in target(ALL).instances}
    assert {name: p.name if p else None for name, p in partners.items()} == {
        "a-1": "a-2",
        "a-2": "a-1",
        "b-1": "b-2",
        "b-2": "b-1",
        "c-1": None,
    }


def test_an_instance_is_known_by_its_address_whatever_it_calls_itself() -> None:
    assert target(ALL).name_at("a-2:80", "worker1") == "a-2"
    assert target(ALL).name_at("10.9.9.9:1", "worker1") == "worker1"


def test_an_operation_lies_below_the_path_of_its_application() -> None:
    assert (ALL.at("read"), BANK.at("read")) == ("/read", "/bank/read")


def test_applications_on_the_same_clusters_share_one_pool() -> None:
    second = DrillApp(path="/too", clusters=("b", "c"))
    assert target(BANK, SHOP, second).one_app_per_pool() == (BANK, SHOP)


def test_a_drill_waits_for_new_users_at_least_as_long_as_the_balancer_keeps_them_away() -> None:
    text = b"hactl: 1\nname: s\nserver: tomcat@7\nclusters: {a: [10.0.0.1, 10.0.0.2]}\nbalancer: 10.0.0.5:80\n"
    environment = read_text(text, "s.hactl.yaml", Path(), known_lines()).environment
    assert environment and target_of(environment).marked_s == 60
