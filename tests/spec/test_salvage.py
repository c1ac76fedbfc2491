"""One run says all that is wrong: what is wrong in one place hides nothing that is wrong in another."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hactl.servers import known_lines
from hactl.spec import read_text
from hactl.validation import check

SOUND: Mapping[str, str] = {
    "hactl": "1",
    "name": "shop",
    "server": "tomcat@7",
    "hosts": "{one: 10.0.1.1}",
    "a": "[10.0.0.11, 10.0.0.12]",
    "b": "[10.0.0.13, 10.0.0.14]",
    "c": "{instances: [one, 10.0.0.16], replication: {multicast: {address: 239.192.7.1}}}",
    "cart": "{clusters: [a], path: /cart}",
    "blog": "{clusters: [b, c], path: /blog}",
    "balancer": "{host: 10.0.0.5, failover: {fail_timeout: 10s}}",
}
FAULTS: tuple[tuple[str, str, str], ...] = (
    ("hactl", "2", "spec-format"),
    ("name", "Shop", "spec-name"),
    ("a", "[10.0.0.11]", "cluster-of-one"),
    ("a", "[10.0.0.11, web9]", "spec-unknown-host"),
    ("a", "[10.0.0.11, 10.0.0.12:99999]", "spec-port"),
    ("a", "{ha: on, instances: [10.0.0.11, 10.0.0.12]}", "spec-boolean-word"),
    ("b", "{server: tomcat@99, instances: [10.0.0.13, 10.0.0.14]}", "spec-unknown-server"),
    ("b", "{instances: [10.0.0.13, 10.0.0.14], replication: {mode: fast}}", "spec-unknown-word"),
    ("b", "{instances: [10.0.0.13, 10.0.0.14], ports: 1}", "spec-unknown-key"),
    ("b", "{ha: true}", "spec-missing-key"),
    ("b", "5", "spec-wrong-type"),
    ("hosts", "{one: 10.0.1}", "spec-address"),
    ("c", "{instances: [one, 10.0.0.16], replication: {multicast: {address: 10.9.9.9}}}", "multicast-class"),
    ("c", "{instances: [one, 10.0.0.16], replication: {heartbeat: 2s, drop_after: 2s}}", "heartbeat"),
    ("cart", "{clusters: [a, z], path: /cart}", "spec-unknown-cluster"),
    ("cart", "{clusters: [a], path: cart}", "spec-app-path"),
    ("blog", '{war: "a\'b", path: /blog}', "spec-unsafe-character"),
    ("balancer", "{host: edge, failover: {fail_timeout: 10s}}", "spec-unknown-host"),
    ("balancer", "{host: 10.0.0.5, failover: {fail_timeout: 10}}", "spec-wrong-type"),
    ("balancer", "{host: 10.0.0.5, version: '1.9'}", "balancer-version"),
    ("balancer", "{host: 10.0.0.5, config: nginx.conf}", "spec-config-ours"),
)


def said(values: Mapping[str, str]) -> list[str]:
    top = "".join(f"{key}: {values[key]}\n" for key in ("hactl", "name", "server", "hosts", "balancer"))
    clusters = "".join(f"  {key}: {values[key]}\n" for key in "abc")
    apps = "".join(f"  {key}: {values[key]}\n" for key in ("cart", "blog"))
    text = f"{top}clusters:\n{clusters}apps:\n{apps}"
    return sorted(p.id for p in check(read_text(text.encode(), "shop.hactl.yaml", Path(), known_lines())).problems)


def test_the_sound_spec_has_no_problem_and_each_fault_is_one() -> None:
    assert said(SOUND) == []
    for key, value, expected in FAULTS:
        assert said({**SOUND, key: value}) == [expected], value


def test_each_two_faults_are_both_said() -> None:
    for (key, value, expected), (other, value_there, expected_there) in combinations(FAULTS, 2):
        if key != other:
            assert said({**SOUND, key: value, other: value_there}) == sorted((expected, expected_there)), (value, other)


@given(st.sets(st.sampled_from(FAULTS), max_size=8))
def test_every_problem_is_said_in_one_run_and_nothing_that_only_follows(faults: set[tuple[str, str, str]]) -> None:
    at_most_one_a_key = {key: (value, expected) for key, value, expected in sorted(faults)}
    values = {key: value for key, (value, _) in at_most_one_a_key.items()}
    assert said({**SOUND, **values}) == sorted(expected for _, expected in at_most_one_a_key.values())
