"""Whatever a spec describes, the balancer's files are whole: nothing twice, nothing that leads nowhere."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.balancer_worlds import NAMES, World, pairs, worlds
from support.nginx_binaries import binaries, files, judge, lay_out
from support.nginx_reading import Statement, arguments, statements, the_map, unresolved, variables, walk

from hactl.balancer.nginx import names
from hactl.model import Affinity, Environment


def read(*environments: Environment) -> tuple[Statement, ...]:
    with tempfile.TemporaryDirectory() as folder:
        return statements({p: text for e in environments for p, text in files(e).items()}, Path(folder))


def twice(found: list[str]) -> list[str]:
    return [name for name, count in Counter(name.lower() for name in found).items() if count > 1]


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_nothing_leads_nowhere_and_nothing_is_there_twice(world: World) -> None:
    tree = read(world.build())
    assert not unresolved(tree)
    assert not twice(variables(tree))
    assert not twice([args[0] for args in arguments(tree, "upstream")])
    assert not twice([args[0] for args in arguments(tree, "zone")])
    assert not twice([" ".join(args) for args in arguments(tree, "location")])


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_a_pool_knows_its_instances_and_no_others(world: World) -> None:
    environment = world.build()
    maps = the_map(read(environment), "_pool")
    wanted = [{i.name for i in pool.instances} for pool in environment.pools()]
    assert [{key.removeprefix("\\") for key in entries if key != "default"} for entries in maps] == wanted


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_only_those_who_have_the_session_stand_in_for_an_instance(world: World) -> None:
    environment = world.build()
    tree = read(environment)
    for pool in environment.pools():
        prefix = names.pool_prefix(environment, pool)
        for cluster in pool.clusters:
            for instance in cluster.instances:
                name = names.instance_upstream(prefix, instance)
                block = next(s for s in walk(tree) if s.name == "upstream" and s.args == (name,)).block
                servers = [s.args for s in block if s.name == "server"]
                peers = {p.address for p in cluster.peers(instance)} if cluster.ha else set()
                assert servers[0][0] == instance.address
                assert "backup" not in servers[0]
                assert {args[0] for args in servers[1:]} == (peers | {instance.address} if peers else set())
                assert all(args[-2:] == ("max_fails=0", "backup") for args in servers[1:])


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_real_nginx_takes_whatever_a_spec_can_describe(world: World) -> None:
    for binary in binaries():
        with tempfile.TemporaryDirectory() as folder:
            lay_out(files(world.build()), Path(folder))
            assert judge(binary, Path(folder)) == ""


CLOSE = st.text("ab-_", min_size=1, max_size=4).filter(lambda text: text[0] in "ab")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(CLOSE, NAMES), min_size=2, max_size=2, unique=True), st.data())
def test_two_environments_on_one_nginx_share_no_name(both: list[str], data: st.DataObject) -> None:
    made = []
    for name in both:
        clusters = data.draw(st.lists(CLOSE, min_size=3, max_size=3, unique=True))
        world = replace(pairs(3), name=name)
        groups = dict(zip(clusters, world.clusters.values(), strict=True))
        apps = {"/": clusters, "/one": clusters[:1], "/two": clusters[:2]}
        made.append(replace(world, clusters=groups, apps=apps).build())
    tree = read(*made)
    cookies = [names.cookie(e, pool) for e in made for pool in e.pools()]
    assert not twice([*variables(tree)])
    assert not twice([args[0] for args in arguments(tree, "upstream")])
    assert not twice(cookies)


@given(worlds())
def test_every_variable_fits_into_nginxs_own_table(world: World) -> None:
    environment = world.build()
    made = [names.environment_prefix(environment), *(names.pool_prefix(environment, p) for p in environment.pools())]
    assert max(map(len, made)) + names.LONGEST_SUFFIX <= names.LONGEST_VARIABLE


@pytest.mark.parametrize("affinity", Affinity)
def test_lines_grow_with_the_instances_and_not_faster(affinity: Affinity) -> None:
    lines = [sum(text.count("\n") for text in files(pairs(n, affinity=affinity).build()).values()) for n in (50, 500)]
    each = (lines[1] - lines[0]) / 900
    assert 8 < each < 15
    assert lines[0] < 200 + 100 * each


def test_a_thousand_instances_are_taken_without_a_word(tmp_path: Path) -> None:
    lay_out(files(pairs(500).build()), tmp_path)
    assert judge(binaries()[0], tmp_path) == ""


def test_above_a_thousand_instances_only_the_pool_of_all_has_a_zone() -> None:
    text = "".join(files(pairs(501).build()).values())
    assert text.count("zone ") == 1
    assert text.count("\nupstream ") == 1002 + 501 + 1
