"""Which files the balancer gets, who they belong to, and what happens to a person's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from support.balancer_worlds import pairs
from support.nginx_binaries import files

from hactl.balancer.nginx import room
from hactl.model import Environment
from hactl.render import render
from hactl.targets import Blob, Effect, Kind, Target, Wanted


def by_name(environment: Environment) -> dict[str, Target]:
    return {str(t.location.path): t for t in room.targets(environment, render)}


def test_a_new_base_holds_all_that_nginx_needs_to_run() -> None:
    found = by_name(pairs(1).build())
    assert {name: t.kind for name, t in found.items()} == {
        "nginx/nginx.conf": Kind.SEED,
        "nginx/logs": Kind.DIRECTORY,
        "nginx/temp": Kind.DIRECTORY,
        "nginx/conf.d/hactl-shop.conf": Kind.OWNED,
    }
    assert {t.location.host for t in found.values()} == {"edge"}
    assert {t.owner for t in found.values()} == {"balancer"}


def test_a_change_takes_effect_by_a_reload() -> None:
    assert by_name(pairs(1).build())["nginx/conf.d/hactl-shop.conf"].takes_effect is Effect.RELOAD


def test_a_persons_main_file_stays_as_it_is() -> None:
    found = Blob.of(b"# mine\n")
    assert by_name(pairs(1).build())["nginx/nginx.conf"].fold(found) == Wanted(found)


@pytest.mark.parametrize("ours", [True, False])
def test_what_only_a_new_base_needs_comes_only_beside_a_new_main_file(ours: bool) -> None:
    found = by_name(pairs(1, ours=ours).build())
    main = found["nginx/nginx.conf"].location
    needs = {name for name, t in found.items() if t.only_with_new == main}
    assert needs == {"nginx/logs", "nginx/temp", *([] if ours else ["nginx/conf.d/shop.conf"])}


def test_a_person_with_a_server_block_gets_two_includes_where_nothing_includes_them_by_itself() -> None:
    found = by_name(pairs(1, ours=False).build())
    owned = {name for name, t in found.items() if t.kind is Kind.OWNED}
    assert owned == {"nginx/hactl/hactl-shop.http.conf", "nginx/hactl/hactl-shop.server.conf"}


def test_an_absolute_base_is_where_the_files_go() -> None:
    environment = pairs(1).build()
    moved = replace(environment, balancer=replace(environment.balancer, base=PurePosixPath("/etc/nginx")))
    assert "/etc/nginx/conf.d/hactl-shop.conf" in by_name(moved)


def test_the_same_environment_gives_the_same_bytes() -> None:
    assert files(pairs(3).build()) == files(pairs(3).build())


def test_switching_ha_off_changes_nothing_but_that_clusters_upstreams() -> None:
    environment = pairs(2).build()
    off = replace(environment, clusters=(replace(environment.clusters[0], ha=False), environment.clusters[1]))
    before, after = ("\n".join(files(e).values()).splitlines() for e in (environment, off))
    changed = {line.strip() for line in set(before) ^ set(after)}
    heads = {f"upstream ha_shop_all.c0-{n} {{  # c0, HA {word}" for n in (1, 2) for word in ("on", "off")}
    assert changed == heads | {f"server 10.0.0.{n}:8080 weight=100 max_fails=0 backup;" for n in (1, 2)}
    for peer in ("10.0.0.1", "10.0.0.2"):
        line = f"    server {peer}:8080 max_fails=0 backup;"
        assert (before.count(line), after.count(line)) == (2, 1)  # the one left is the pool of all
