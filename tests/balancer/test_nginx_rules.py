"""What NGINX cannot do is said, with the way out; what could break out of a file never gets into one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.balancer_worlds import Group, World, pairs
from support.nginx_binaries import files
from support.nginx_reading import Statement, statements

from hactl.balancer import check
from hactl.model import Environment, Failover, Keepalive
from hactl.problems import Problem, errors
from hactl.servers import known_lines
from hactl.spec import read_spec

ATTACKS = ("a b", "a;b", "a{", "}", "a\nb", 'a"b', "a'b", "$host", "a\\", "a#b", "~a", "", "ä", "a\0b", "a\u2028b")


def found(world: World) -> list[Problem]:
    return list(check(world.build()))


def test_a_good_environment_has_no_problems() -> None:
    assert not found(pairs(2))


@pytest.mark.parametrize("version", ["1.15.8", "1.18", "1.22.1", "1.30", "2.0"])
def test_the_file_works_from_1_15_8_on(version: str) -> None:
    assert not found(pairs(1, version=version))


@pytest.mark.parametrize("version", ["1.15", "1.15.7", "1.9.15", "0.8.55", "new", "1", ""])
def test_an_older_nginx_or_no_version_is_refused_with_the_way_out(version: str) -> None:
    problem = found(pairs(1, version=version))[0]
    assert (problem.id, problem.at) == ("balancer-version", ("balancer", "version"))
    assert "1.15.8" in problem.hint


def test_another_balancer_is_refused_and_the_known_one_named() -> None:
    problem = found(pairs(1, kind="haproxy"))[0]
    assert problem.id == "balancer-kind"
    assert "haproxy" in problem.message
    assert "nginx" in problem.hint


def test_nginx_counts_fail_timeout_in_whole_seconds() -> None:
    failover = Failover(max_fails=3, fail_timeout_ms=1500, read_timeout_ms=1500)
    problem = found(pairs(1, failover=failover))[0]
    assert problem.id == "balancer-fail-timeout"
    assert "`fail_timeout: 2s`" in problem.hint
    assert not found(pairs(1, failover=replace(failover, fail_timeout_ms=2000)))


def _attacked(value: str, where: str) -> Environment:
    if where == "environment":
        return pairs(1, name=value).build()
    if where == "server_name":
        return pairs(1, server_name=value).build()
    if where == "path":
        return pairs(1, apps={f"/{value}" if value else "": ["c0"]}).build()
    instances = {"a-1": ("10.0.0.1", 8080), "a-2": ("10.0.0.2", 8080)}
    if where == "instance":
        instances = {value: ("10.0.0.1", 8080)}
    elif where == "address":
        instances = {"a-1": (value or " ", 8080)}
    return World(clusters={value if where == "cluster" else "a": Group(instances=instances)}).build()


PLACES = ["environment", "server_name", "path", "instance", "cluster", "address"]


@pytest.mark.parametrize(
    ("where", "value"),
    [(w, v) for w in PLACES for v in ATTACKS if (w, v) != ("path", "~a")],  # a tilde behind a slash is plain
)
def test_a_value_that_could_break_out_of_its_word_stops_before_there_is_a_file(where: str, value: str) -> None:
    with pytest.raises(AssertionError, match="not a plain word"):
        files(_attacked(value, where))


@pytest.mark.parametrize("value", ATTACKS)
def test_a_spec_with_such_a_server_name_is_a_problem_for_its_author(value: str, tmp_path: Path) -> None:
    balancer = json.dumps({"host": "10.0.0.5", "server_name": value}).replace("\\u0000", "\\0")
    spec = tmp_path / "x.hactl.yaml"
    text = f"hactl: 1\nname: x\nserver: tomcat@7\nclusters: {{a: [10.0.0.1, 10.0.0.2]}}\nbalancer: {balancer}\n"
    spec.write_text(text, encoding="utf-8")
    assert errors(read_spec(spec, known=known_lines()).problems)


def _structure(tree: tuple[Statement, ...]) -> list[object]:
    return [(item.name, item.args, _structure(item.block)) for item in tree]


@pytest.mark.parametrize("source", ["x\n} evil {", "x\r\nhttp {", "a;b{}'\"$x\\", "x" * 9000, "\u2028\u0085\0"])
def test_a_specs_file_name_changes_nothing_but_comments(source: str, tmp_path: Path) -> None:
    plain = statements(files(pairs(1).build()), tmp_path / "plain")
    named = statements(files(pairs(1, source=source).build()), tmp_path / "named")
    assert _structure(named) == _structure(plain)


@pytest.mark.parametrize(
    ("ha", "config", "drained", "said"),
    [
        (False, "nginx.conf", True, True),
        (True, "nginx.conf", True, False),
        (False, None, True, False),
        (False, "nginx.conf", False, False),
    ],
)
def test_drain_where_nothing_would_send_new_users_elsewhere_is_said(
    ha: bool, config: str | None, drained: bool, said: bool
) -> None:
    pair = Group(instances={"a-1": ("10.0.0.11", 8080), "a-2": ("10.0.0.12", 8080)}, ha=ha)
    names = frozenset({"a-1"}) if drained else frozenset()
    world = World(clusters={"a": pair}, config=config, ours=config is None, drained=names)
    assert ("drain-without-ha" in {problem.id for problem in found(world)}) is said


def _held(instances: int, **more: object) -> World:
    members = {f"a-{n}": (f"10.0.0.{n}", 8080) for n in range(1, instances + 1)}
    return World(clusters={"a": Group(instances=members, threads=200)}, keepalive=Keepalive.PAGES, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("instances", "idle"), [(1, 12), (2, 8), (4, 5), (24, 1)])
def test_idle_connections_leave_half_of_an_instances_threads(instances: int, idle: int) -> None:
    assert not found(_held(instances))
    assert f"keepalive {idle};" in "".join(files(_held(instances).build()).values())


def test_where_they_cannot_it_is_said_before_users_wait() -> None:
    (problem,) = found(_held(25))
    assert (problem.id, problem.at) == ("balancer-keepalive-threads", ("balancer", "keepalive"))
    assert "104 of the 200 threads" in problem.message


def test_connections_are_not_kept_behind_a_persons_own_location() -> None:
    (problem,) = found(pairs(1, config="nginx.conf", ours=False, keepalive=Keepalive.PAGES))
    assert problem.id == "balancer-keepalive-config"
