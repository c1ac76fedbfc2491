"""What each rule finds, where it says so, and what it leaves alone."""

from __future__ import annotations

import pytest
from support.rule_specs import ids, problems, spec

from hactl.problems import Severity
from hactl.rules import RULES

PAIR = "{a: [10.0.0.11, 10.0.0.12]}"
LONG = "{a: {instances: [10.0.0.11, 10.0.0.12], replication: %s}}"
FIVE = "[10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.6]"
ROUTE = "balancer: {host: 10.0.0.5, affinity: §route}\n"
TWO_NAMES = "hosts: {one: 10.0.0.11, two: {address: 10.0.0.11}}\n"
INSIDE = "hosts: {one: {address: %s, cluster_address: %s}, two: {address: %s, cluster_address: %s}}\n"
ONE_INSIDE = INSIDE % ("10.0.0.11", "10.9.0.1", "10.0.0.12", "10.9.0.1")
BASES = "{a: {instances: {x: {host: 10.0.0.1, base: %s}, y: {host: 10.0.0.1, ports: {http: 81}, base: §%s}}}}"
SAME = "{a: {instances: {x: 10.0.0.1, y: 10.0.0.2}}, b: {instances: {§x: {host: 10.0.0.3}, z: 10.0.0.4}}}"
GROUP = "defaults: {replication: {multicast: {address: 239.192.1.1, port: 45000}}}\n"

# what breaks which rule; the place it is reported at stands behind the §
BREAKS: dict[str, tuple[str, str, str]] = {
    "no instances": ("{§a: []}", "", "cluster-empty"),
    "one alone with HA": ("{§a: [10.0.0.11]}", "", "cluster-of-one"),
    "a large cluster": (f"{{§a: {FIVE}}}", "", "cluster-large"),
    "a name in two clusters": (SAME, "", "instance-name-twice"),
    "dropped after one lost heartbeat": (LONG % "{heartbeat: 2s, drop_after: §3s}", "", "heartbeat"),
    "route and all applications": (PAIR, ROUTE, "route-not-rewritten"),
    "one address twice": ("{a: [10.0.0.11, §10.0.0.11]}", "", "port-twice"),
    "one host in two clusters": ("{a: [10.0.0.1, 10.0.0.2], b: [10.0.0.3, §10.0.0.2]}", "", "port-twice"),
    "two hosts with one address": ("{a: [one, §two]}", TWO_NAMES, "port-twice"),
    "two hosts with one cluster address": ("{a: [one, §two]}", ONE_INSIDE, "port-twice"),
    "two loopback addresses": ("{a: [127.0.0.1, §127.0.0.2]}", "", "port-twice"),
    "a derived port meets another": ("{a: [127.0.0.1:8080, §127.0.0.1:9080]}", "", "port-twice"),
    "the balancer's port": ("{a: [10.0.0.5:80, 10.0.0.11]}", "balancer: §10.0.0.5:80\n", "port-twice"),
    "a port above all": ("{a: [§10.0.0.11:65000, 10.0.0.12]}", "", "port-range"),
    "one base twice": (BASES % ("/srv/x", "/srv//x"), "", "base-twice"),
    "one base in another": (BASES % ("x", "x/y"), "", "base-twice"),
    "the balancer's base": (PAIR, "balancer: {host: 10.0.0.11, base: §a-1}\n", "base-twice"),
    "any address": (PAIR, "balancer: §0.0.0.0:80\n", "address-unusable"),
    "a multicast address for a host": ("{a: [10.0.0.11, §239.1.1.1]}", "", "address-unusable"),
    "a public receiver": ("{a: [10.0.0.11, §8.8.8.8]}", "", "receiver-public"),
    "a public receiver, encrypted": (
        "{a: {instances: [10.0.0.11, §8.8.8.8], replication: {encrypt: {key: '${SHOP_KEY}'}}}}",
        "",
        "receiver-public-encrypted",
    ),
    "a receiver on a shared address": ("{a: [10.0.0.11, §100.64.0.1]}", "", "receiver-not-private"),
    "loopback and not": ("{a: [10.0.0.11, §127.0.0.1]}", "", "loopback-mixed"),
    "not class D": (LONG % "{multicast: {address: §10.1.1.1}}", "", "multicast-class"),
    "a wide scope": (LONG % "{multicast: {address: §228.0.0.4}}", "", "multicast-scope"),
    "one group twice": ("{a: [10.0.0.1, 10.0.0.2], §b: [10.0.0.3, 10.0.0.4]}", GROUP, "multicast-twice"),
    "a wait below the partner's": (
        PAIR,
        "balancer: {host: 10.0.0.5, failover: {read_timeout: §5s}}\n",
        "failover-below-stall",
    ),
    "port 443 without a certificate": (PAIR, "balancer: {host: 10.0.0.5, listen: [80, §443]}\n", "tls-not-spoken"),
    "a redirect in somebody's own server block": (
        PAIR,
        "balancer: {host: 10.0.0.5, server: existing, redirect: §https}\n",
        "tls-own-server",
    ),
    "a redirect to nobody": (PAIR, "balancer: {host: 10.0.0.5, §listen: [80], redirect: https}\n", "tls-nowhere"),
    "all drained": ("{§a: {drain: true, instances: [10.0.0.11, 10.0.0.12]}}", "", "drained-all"),
    "one path twice": (PAIR, "apps: {x: {path: /s}, y: {path: §/s}}\n", "app-path-twice"),
}


@pytest.mark.parametrize("case", BREAKS)
def test_a_broken_rule_is_reported_where_it_is_broken(case: str) -> None:
    clusters, more, name = BREAKS[case]
    marked = spec(clusters, more).text
    line = marked[: marked.index("§")].count("\n") + 1
    column = marked.splitlines()[line - 1].index("§") + 1
    broken = spec(clusters.replace("§", ""), more.replace("§", ""))
    assert set(ids(broken)) == {f"{line}:{column} {name}"}
    assert all(p.message and p.hint for p in problems(broken))


def test_every_rule_has_a_case_and_an_id_of_its_own() -> None:
    shown = {name for _, _, name in BREAKS.values()}
    assert shown == {rule.id for rule in RULES}
    assert len(shown) == len(RULES)


def test_only_what_cannot_work_is_an_error() -> None:
    warnings = {rule.id for rule in RULES if rule.severity is not Severity.ERROR}
    assert warnings == {
        "cluster-large",
        "multicast-scope",
        "route-not-rewritten",
        "failover-below-stall",
        "receiver-public-encrypted",
        "receiver-not-private",
        "tls-not-spoken",
    }


KEEPS = {
    "a pair": spec(),
    "one alone without HA": spec("{a: {ha: false, instances: [10.0.0.11]}}"),
    "four instances": spec("{a: [10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4]}"),
    "route and distributable": spec(LONG % "{applications: distributable}", ROUTE.replace("§", "")),
    "ports far enough apart on one host": spec("{a: [127.0.0.1:8080, 127.0.0.1:8180]}", "balancer: 127.0.0.1:80\n"),
    "the same relative base on two hosts": spec(
        "{a: {instances: {x: {host: 10.0.0.1, base: app}, y: {host: 10.0.0.2, base: app}}}}"
    ),
    "a public address without HA": spec("{a: {ha: false, instances: [8.8.8.8, 8.8.4.4]}}"),
    "a public address with a private one inside": spec(
        "{a: [one, two]}",
        INSIDE % ("8.8.8.8", "10.0.0.1", "8.8.4.4", "10.0.0.2"),
    ),
    "a shared address, encrypted": spec(
        "{a: {instances: [100.64.0.1, 100.64.0.2], replication: {encrypt: {key: '${SHOP_KEY}'}}}}"
    ),
    "one group for clusters that do not use it": spec(
        "{a: [10.0.0.1, 10.0.0.2], b: [10.0.0.3, 10.0.0.4]}",
        "defaults: {replication: {discovery: static, multicast: {address: 10.1.1.1, port: 1}}}\n",
    ),
}


@pytest.mark.parametrize("case", KEEPS)
def test_what_keeps_the_rules_is_left_alone(case: str) -> None:
    assert ids(KEEPS[case]) == []


def test_a_cluster_of_one_names_both_ways_out() -> None:
    (found,) = problems(spec("{a: [10.0.0.11]}"))
    assert "add an instance" in found.hint and "`ha: false`" in found.hint


def test_a_derived_port_that_is_taken_is_explained() -> None:
    (found,) = problems(spec("{a: [127.0.0.1:8080, 127.0.0.1:9080]}"))
    assert found.message.startswith("port 9080 on the loopback network is wanted twice: ")
    assert found.message.endswith("receiver port of `a-1`, and http port of `a-2`")
