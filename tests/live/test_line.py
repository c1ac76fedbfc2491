"""The promise itself, on real Tomcat 7 and real NGINX: whose server dies keeps his session, value by value."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from measure.product_rows import artifact_of, runs_here, variables
from support.line_lab import live, step, total

from hactl.events import silent
from hactl.install.homes import fetch_home

pytestmark = pytest.mark.live

# A drill waits until new users come to an instance that is back: a minute, unless the spec says less.
PAIRS = """\
hactl: 1
name: live
server: tomcat@7.0.109
clusters:
  a: [10.0.0.11, 10.0.0.12]
  b: [10.0.0.21, 10.0.0.22]
balancer: {host: 10.0.0.5, listen: 80, failover: {fail_timeout: 10s}}
"""

TWO_APPS = """\
hactl: 1
name: bank
server: tomcat@7
clusters:
  orders:
    instances: [10.0.1.11, 10.0.1.12]
    replication: {mode: async}
  ledger: [10.0.1.21, 10.0.1.22]
balancer: {host: 10.0.1.5, listen: 80, failover: {fail_timeout: 10s}}
apps:
  orders: {path: /orders, clusters: [orders]}
  ledger: {path: /ledger, clusters: [ledger]}
"""


@pytest.mark.alone  # an answer within a second
def test_sessions_survive_a_kill_and_a_dead_cluster_costs_its_own_users_only(tmp_path: Path) -> None:
    with live(PAIRS, tmp_path) as environment:
        report = environment.drill("--trials", "200")
        assert report["ok"], report["reasons"]
        _nothing_is_lost_with_one_instance(report)
        _new_users_are_spread_evenly(report)
        _a_returned_instance_takes_nobody_back(report)
        _a_dead_cluster_costs_its_own_users_only(report)
        _data_of_an_instance_stays_where_it_is(report)


def _nothing_is_lost_with_one_instance(report: dict[str, object]) -> None:
    assert report["kept"] == [50, 50]
    assert step(report, "replication")["trials"]["at_once"] == 200
    assert step(report, "replication")["trials"]["lacking"] == 0
    assert total(report, "kill", "failed") == 0
    for row in step(report, "kill")["rows"]:
        assert not row["missing"] and not row["differing"] and not row["behind"], row
        assert row["delayed"] <= (1 if row["bound"] else 0), row


def _new_users_are_spread_evenly(report: dict[str, object]) -> None:
    spread = step(report, "replication")["distribution"]
    assert sum(spread.values()) == 200
    for pair in (("a-1", "a-2"), ("b-1", "b-2")):
        one, other = (spread[name] for name in pair)
        assert abs(one - other) <= 4, spread


def _a_returned_instance_takes_nobody_back(report: dict[str, object]) -> None:
    for row in step(report, "return")["rows"]:
        assert row["fate"] == "kept" and row["source"] == row["to"], row


def _a_dead_cluster_costs_its_own_users_only(report: dict[str, object]) -> None:
    for row in step(report, "kill-cluster")["rows"]:
        assert row["fate"] == ("lost" if row["bound"] else "kept"), row
        assert row["renewed"] is row["bound"], row
        assert row["failed"] == 0, row


def _data_of_an_instance_stays_where_it_is(report: dict[str, object]) -> None:
    places = [place for name in ("kill", "return", "kill-cluster") for place in step(report, name)["places"]]
    assert places
    assert not [place for place in places if place["stay"] == "strange"]
    assert all(place["stay"] == "stayed" for place in places if not place["restarted"])


def test_an_instance_that_comes_back_is_given_megabytes_of_sessions(tmp_path: Path) -> None:
    with live(PAIRS, tmp_path) as environment:
        report = environment.drill("--users", "400", "--until", "return")  # 14 MB on each instance
        assert report["ok"], report["reasons"]
        assert report["kept"] == [400, 400]


def test_two_applications_on_different_clusters_keep_both_sessions_of_one_browser(tmp_path: Path) -> None:
    with live(TWO_APPS, tmp_path) as environment:
        report = environment.drill("--users", "30", "--trials", "200")
        trials = step(report, "replication")["trials"]
        assert trials["missing"] == 0, "what is set once must reach the partner, with async too"
        rows = step(report, "kill")["rows"]
        assert len(rows) == 60
        for row in rows:
            last_write_may_be_away = row["app"] == "/orders"  # its cluster is async: a write right before the kill
            assert row["fate"] in ("kept", "behind" if last_write_may_be_away else "kept"), row
            assert not row["missing"] and not row["differing"], row


@pytest.mark.parametrize("server", ["tomcat@7.0.109", "tomee@1.7.5"])
def test_stock_bases_that_a_person_made_replicate_and_get_their_bytes_back(server: str, tmp_path: Path) -> None:
    if reason := runs_here(server):
        pytest.skip(reason)
    spec = _two_stock_bases(server, tmp_path)
    theirs = _files(tmp_path / "bases")
    with live(spec, tmp_path, variables(server)) as environment:
        assert environment.drill("--users", "20", "--until", "kill")["kept"] == [20, 20]
        environment.hactl("disable-ha", "--yes")
        assert _files(tmp_path / "bases") == theirs
        environment.hactl("lab", "up")
        assert not environment.drill("--users", "20", "--until", "kill")["ok"]


def _two_stock_bases(server: str, folder: Path) -> str:
    home = _home(server)
    for name, distance in (("one", 0), ("two", 100)):
        conf = folder / "bases" / name / "conf"
        conf.mkdir(parents=True)
        (conf.parent / "webapps").mkdir()
        for file in (home / "conf").iterdir():
            (conf / file.name).write_bytes(file.read_bytes())
        text = (conf / "server.xml").read_bytes().decode()
        for port in (8005, 8009, 8080, 8443):
            text = text.replace(f'"{port}"', f'"{port + distance}"')
        (conf / "server.xml").write_bytes(text.encode())
    return f"""\
hactl: 1
name: stock
server: {server}
clusters:
  a:
    instances:
      a-1: {{host: 127.0.0.1, base: {folder}/bases/one}}
      a-2: {{host: 127.0.0.1, base: {folder}/bases/two, ports: {{http: 8180}}}}
balancer: 127.0.0.1:8000
"""


def _home(server: str) -> Path:
    """Return the installation that the lab itself uses."""
    return fetch_home(artifact_of(server), os.environ, silent)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
