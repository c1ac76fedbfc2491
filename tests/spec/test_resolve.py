"""What a spec leaves out is decided, the same way every time, and `show` can say from where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.spec_texts import BANK, SHOP, environment, found, read, shop

from hactl.model import Applications, Discovery, Mode, Multicast
from hactl.spec import read_text
from hactl.spec.replication import derived_multicast
from hactl.spec.servers import KnownLine


def test_the_smallest_spec_is_complete() -> None:
    shop_ = environment(SHOP)
    assert [i.name for i in shop_.instances] == ["a-1", "a-2", "b-1", "b-2"]
    assert [i.address for i in shop_.instances][:2] == ["10.0.0.11:8080", "10.0.0.12:8080"]
    assert [str(c.server) for c in shop_.clusters] == ["tomcat@7.0.109"] * 2
    assert all(c.ha and c.replication.mode is Mode.SYNC for c in shop_.clusters)
    assert (shop_.balancer.host.address, shop_.balancer.listen, str(shop_.balancer.base)) == (
        "10.0.0.5",
        (80,),
        "nginx",
    )
    assert [(a.name, a.path, a.war, a.clusters) for a in shop_.apps] == [("app", "/", None, ("a", "b"))]


def test_every_value_of_the_long_spec_is_taken_over() -> None:
    glassfish = KnownLine(newest="3.1.2.2", mode=Mode.ASYNC, shutdown_distance=2000, companion="das")
    known = {"tomcat": {"7": KnownLine(newest="7.0.109")}, "glassfish": {"3.1": glassfish}}
    spec = read_text(BANK.encode(), "bank.hactl.yaml", read(BANK).path.parent, known)
    bank = spec.environment
    assert bank is not None and not spec.problems
    orders, ledger = bank.clusters
    assert (orders.ha, ledger.ha, str(ledger.server), ledger.server.line) == (True, False, "glassfish@3.1.2.2", "3.1")
    first = orders.instances[0]
    assert (first.host.cluster_address, str(first.base), first.home) == ("10.9.0.11", "/srv/orders-1", "/opt/tomcat7")
    assert orders.replication.mode is Mode.ASYNC
    assert orders.replication.multicast == Multicast(address="239.192.7.1", port=45571)
    assert (ledger.replication.mode, ledger.replication.drop_after_ms) == (Mode.SYNC, 3000)  # the defaults say so
    assert ledger.instances[0].ports.shutdown == ledger.instances[0].ports.http + 2000
    (das,) = bank.companions
    assert (das.name, das.host.name, str(das.base), das.port) == ("das", "edge", "domain1", 4848)
    assert das.receivers == (("ledger", 9090),)
    assert bank.balancer.failover.read_timeout_ms == 60_000
    assert [pool.name for pool in bank.pools()] == ["orders", "ledger"]


def test_an_unknown_product_is_the_only_problem_of_the_long_spec() -> None:
    assert found(BANK) == ["28:13 spec-unknown-server"]


def test_short_and_long_form_are_the_same_environment() -> None:
    instances = "{a-1: {host: 10.0.0.11}, a-2: {host: 10.0.0.12, ports: {http: 8180}}}"
    long = shop(clusters=f"{{a: {{instances: {instances}}}}}", balancer="{host: 10.0.0.5, listen: 80}")
    assert environment(shop(clusters="{a: [10.0.0.11, 10.0.0.12:8180]}")) == environment(long)


def test_ports_derive_from_the_http_port_unless_they_are_written() -> None:
    one = environment(shop(clusters="{a: [127.0.0.1:8080, 127.0.0.1:8180]}")).clusters[0].instances[1].ports
    assert (one.http, one.receiver, one.shutdown) == (8180, 9180, None)
    text = shop(clusters="{a: {ha: false, instances: {x: {host: 10.0.0.1, ports: {receiver: 4000, shutdown: 8005}}}}}")
    written = environment(text + "defaults: {ports: {http: 80}}\n").clusters[0].instances[0].ports
    assert (written.http, written.receiver, written.shutdown) == (80, 4000, 8005)


def test_replication_is_merged_key_by_key() -> None:
    text = shop(clusters="{a: {instances: [10.0.0.1, 10.0.0.2], replication: {heartbeat: 1s}}}")
    merged = environment(text + "defaults: {replication: {heartbeat: 2s, drop_after: 1m, mode: async}}\n").clusters[0]
    times = merged.replication
    assert (times.heartbeat_ms, times.drop_after_ms, times.mode) == (1000, 60_000, Mode.ASYNC)
    assert (times.discovery, times.applications, times.domain) == (Discovery.MULTICAST, Applications.ALL, "shop-a")


def test_ha_is_on_unless_the_file_or_the_cluster_says_otherwise() -> None:
    clusters = "{a: [10.0.0.1, 10.0.0.2], b: {ha: true, instances: [10.0.0.3, 10.0.0.4]}}"
    assert [c.ha for c in environment(shop(clusters=clusters)).clusters] == [True, True]
    assert [c.ha for c in environment(shop(clusters=clusters, ha="false")).clusters] == [False, True]


def test_an_address_of_a_declared_host_means_that_host() -> None:
    hosts = "{app1: {address: 10.0.0.11, cluster_address: 10.9.0.11}, edge: 10.0.0.5}"
    one = environment(shop(hosts=hosts))
    assert [i.host.name for i in one.instances] == ["app1", "10.0.0.12", "10.0.0.21", "10.0.0.22"]
    assert (one.clusters[0].instances[0].host.cluster_address, one.balancer.host.name) == ("10.9.0.11", "edge")


def test_a_host_nothing_runs_on_is_a_note_and_no_error() -> None:
    spec = read(shop(hosts="{spare: 10.0.0.99}"))
    assert [(p.id, str(p.place), p.severity) for p in spec.problems] == [("spec-unused-host", "t:6:9", "note")]
    assert spec.environment is not None


def test_a_line_means_its_newest_version_and_another_patch_is_fine() -> None:
    versions = [environment(shop(server=word)).clusters[0].server for word in ("tomcat@7", "tomcat@7.0.82")]
    assert [(s.line, s.version) for s in versions] == [("7", "7.0.109"), ("7", "7.0.82")]


def test_applications_on_the_same_clusters_in_any_order_are_one_pool() -> None:
    one = environment(shop(apps="{x: {clusters: [b, a]}, y: {clusters: [a, b, a]}, z: {clusters: [b]}}"))
    assert [(p.name, [a.name for a in p.apps]) for p in one.pools()] == [("all", ["x", "y"]), ("b", ["z"])]
    assert [a.path for a in one.apps] == ["/x", "/y", "/z"]


def test_keys_of_your_own_are_free_at_every_level() -> None:
    own = "x-note: {anything: [1, {2: 3}]}"
    clusters = f"{{a: {{instances: [10.0.0.1, 10.0.0.2], {own}}}, x-old: 5}}"
    assert environment(shop(clusters=clusters) + own + "\n") == environment(shop(clusters="{a: [10.0.0.1, 10.0.0.2]}"))


def test_every_value_has_an_origin() -> None:
    spec = read(shop(ha="true", defaults="{ports: {http: 8081}, replication: {mode: async}}"))
    at = ("clusters", "a")
    assert {
        (*at, "ha"): "spec, ha",
        (*at, "server"): "spec, server",
        (*at, "instances", "a-1", "host"): "spec",
        (*at, "instances", "a-1", "ports", "http"): "spec, defaults.ports",
        (*at, "instances", "a-1", "ports", "receiver"): "derived from http + 1000",
        (*at, "replication", "mode"): "spec, defaults.replication",
        (*at, "replication", "heartbeat"): "default",
        (*at, "replication", "multicast", "port"): "derived from environment, balancer address and cluster",
        ("balancer", "version"): "default",
    }.items() <= spec.origins.items()
    assert spec.origins.keys() == spec.values.keys()
    assert all(isinstance(value, str | int | tuple | None) for value in spec.values.values())
    assert (spec.values[(*at, "server")], spec.values[("balancer", "host")]) == ("tomcat@7.0.109", "10.0.0.5")
    assert spec.values[(*at, "instances", "a-1", "ports", "receiver")] == 9081


def test_multicast_groups_stay_when_other_clusters_come_and_go() -> None:
    both, alone = (
        environment(shop()),
        environment(shop(clusters="{c: [10.0.0.8, 10.0.0.9], b: [10.0.0.21, 10.0.0.22]}")),
    )
    assert both.cluster("b").replication.multicast == alone.cluster("b").replication.multicast
    assert both.cluster("a").replication.multicast == Multicast(address="239.193.204.148", port=46549)  # for ever


names = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True)


@given(names, st.ip_addresses(v=4).map(str), names, names)
def test_a_derived_group_is_organization_local_and_follows_each_of_its_names(
    environment_name: str, balancer: str, one: str, other: str
) -> None:
    group = derived_multicast(environment_name, balancer, one)
    second = int(group.address.split(".")[1])
    assert group.address.startswith("239.") and 192 <= second <= 195
    assert 45000 <= group.port <= 48999
    assert (group == derived_multicast(environment_name, balancer, other)) == (one == other)


def test_a_longer_wait_for_readers_holds_for_the_others_too() -> None:
    for written, expected in (("", (10_000, 60_000)), ("read_timeout: 3m", (180_000, 180_000))):
        failover = environment(shop(balancer=f"{{host: 10.0.0.5, failover: {{{written}}}}}")).balancer.failover
        assert (failover.read_timeout_ms, failover.write_timeout_ms) == expected
