"""The preflight says everything that is missing, at once."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.lab_repository import ARTIFACT, mirror, repository, settings
from support.lab_tomcat import an_environment
from support.programs import a_java

from hactl.events import Event, Finished, silent
from hactl.install.javas import WHEELS
from hactl.live.lab.preflight import Findings, fetch_missing, preflight
from hactl.live.lab.state import state_folder
from hactl.problems import Severity, errors
from hactl.reports.lab import LabMode
from hactl.servers import tomcat
from hactl.servers.interface import Artifact


def rooms(java: tuple[int, ...], artifacts: Mapping[str, Artifact], name: str = "tomcat") -> Any:
    line = replace(tomcat.lines["7"], java=java, artifacts=artifacts)
    return {name: SimpleNamespace(title=name, lines={"7": line})}


KNOWN = rooms((8, 11, 17, 21, 25), {"7.0.109": ARTIFACT})


def ids(findings: Findings) -> list[str]:
    return [p.id for p in errors(findings.problems)]


def test_all_that_is_missing_is_listed_each_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hactl.install.discovery._package_folder", lambda _name: None)
    monkeypatch.setattr("hactl.install.discovery.SYSTEM_FOLDERS", ())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        variables = {"HOME": str(tmp_path), "PATH": ""}
        findings = preflight(an_environment(), rooms((6,), {"7.0.109": ARTIFACT}), variables, door_port=port)
    assert ids(findings) == ["lab-java-missing", "lab-nginx-missing", "lab-door-taken", "lab-installation-missing"]
    assert all(p.hint for p in findings.problems)
    assert "runs on Java 6; found here: " in findings.problems[0].message


def test_a_version_without_an_archive_needs_a_home(tmp_path: Path) -> None:
    variables = {"HOME": str(tmp_path), "PATH": os.defpath}
    findings = preflight(an_environment(), rooms((8, 11, 17, 21, 25), {}), variables)
    assert ids(findings) == ["lab-installation-unknown"]
    assert "tomcat@7.0.109 is not on this machine" in findings.problems[0].message


def test_the_home_of_the_spec_counts_where_it_exists(tmp_path: Path) -> None:
    (tmp_path / "tomcat/bin").mkdir(parents=True)
    variables = {"HOME": str(tmp_path), "PATH": os.defpath}
    here = preflight(an_environment(str(tmp_path / "tomcat")), rooms((8, 11, 17, 21, 25), {}), variables)
    assert (here.homes["a-1"], ids(here)) == (tmp_path / "tomcat", [])
    away = preflight(an_environment("/opt/elsewhere"), rooms((8, 11, 17, 21, 25), {}), variables)
    assert ids(away) == ["lab-installation-unknown"]


def test_what_is_missing_but_can_be_had_is_fetched_once_for_all(tmp_path: Path) -> None:
    events: list[Event] = []
    with repository() as served:
        variables = {**settings(tmp_path, mirror(served.url)), "PATH": os.defpath}
        findings = preflight(an_environment(), KNOWN, variables)
        assert (ids(findings), served.seen) == ([], [])
        equipment = fetch_missing(findings, variables, events.append)
    assert len(served.seen) == 1
    assert {h.name for h in equipment.homes.values()} == {f"server-1.2.3-{ARTIFACT.sha512[:10]}"}
    assert set(equipment.homes) == {"a-1", "a-2"}
    assert [e.task for e in events if isinstance(e, Finished)] == ["preflight/server-1.2.3.tar.gz", "preflight"]
    assert fetch_missing(preflight(an_environment(), KNOWN, variables), variables, silent).homes == equipment.homes


def test_a_program_that_was_named_and_does_not_run_is_said(tmp_path: Path) -> None:
    variables = {**settings(tmp_path, mirror("http://127.0.0.1:9")), "PATH": os.defpath}
    variables |= {"HACTL_JAVA": "/nowhere/java", "HACTL_NGINX": str(tmp_path)}
    findings = preflight(an_environment(), KNOWN, variables)
    assert ids(findings) == ["lab-program-useless", "lab-program-useless"]
    assert "HACTL_JAVA names `/nowhere/java`" in findings.problems[0].message


def test_each_product_gets_the_java_it_runs_on_and_who_has_none_is_named_with_a_way_out(tmp_path: Path) -> None:
    for home, version in (("eight", "1.8.0_412"), ("seventeen", "17.0.1")):
        a_java(tmp_path / home, version)
    environment = an_environment()
    (cluster,) = environment.clusters
    old = replace(cluster, name="old", server=replace(cluster.server, type="tomee"), instances=())
    newest = replace(cluster, name="newest", server=replace(cluster.server, type="future"), instances=())
    known = {**rooms((17,), {}), **rooms((8,), {}, "tomee"), **rooms((7,), {}, "future")}
    variables = {"HOME": str(tmp_path), "PATH": os.defpath, "HACTL_JAVA": f"{tmp_path}/eight:{tmp_path}/seventeen"}
    findings = preflight(replace(environment, clusters=(cluster, old, newest)), known, variables)
    assert {name: java.major for name, java in findings.javas.items()} == {"a": 17, "old": 8}
    lacking = [p for p in findings.problems if p.id == "lab-java-missing"]
    assert [p.message.partition(";")[0] for p in lacking] == ["future 7 runs on Java 7"]
    assert "tests/setup/jdk8.sh" in lacking[0].hint


def test_a_java_that_a_wheel_brings_is_not_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheels = WHEELS.get(os.uname().machine, ())
    if not wheels:
        pytest.skip(f"there are no wheels for {os.uname().machine}")
    monkeypatch.setattr("hactl.install.discovery._package_folder", lambda _name: None)
    monkeypatch.setattr("hactl.install.discovery.JVM_FOLDER", tmp_path / "none")
    variables = {"HOME": str(tmp_path), "PATH": ""}
    findings = preflight(an_environment(), rooms((wheels[-1].major, 8), {"7.0.109": ARTIFACT}), variables)
    assert "lab-java-missing" not in ids(findings)
    assert (findings.javas, findings.wheels) == ({}, {"a": wheels[-1]})
    only_8 = preflight(an_environment(), rooms((8,), {"7.0.109": ARTIFACT}), variables)
    assert "lab-java-missing" in ids(only_8)
    assert only_8.wheels == {}


def test_the_mapped_mode_is_said_openly_and_stops_nobody(tmp_path: Path) -> None:
    variables = {"HOME": str(tmp_path), "PATH": os.defpath, "HACTL_LAB_MODE": "mapped"}
    findings = preflight(an_environment(), KNOWN, variables)
    note = next(p for p in findings.problems if p.id == "lab-mapped")
    assert note.severity is Severity.NOTE
    assert "HACTL_LAB_MODE=mapped asks for it" in note.message
    assert findings.mode.ground is LabMode.MAPPED


def test_an_address_that_cannot_be_had_leads_to_the_mapped_mode_with_the_reason(tmp_path: Path) -> None:
    environment = an_environment()
    host = replace(environment.balancer.host, address="edge.example")
    environment = replace(environment, balancer=replace(environment.balancer, host=host))
    findings = preflight(environment, KNOWN, {"HOME": str(tmp_path), "PATH": os.defpath})
    assert findings.mode.ground is LabMode.MAPPED
    assert "edge.example" in findings.mode.why


def test_each_spec_has_its_own_state_folder(tmp_path: Path) -> None:
    one = state_folder("shop", tmp_path / "a.yaml", {"HOME": str(tmp_path)})
    other = state_folder("shop", tmp_path / "b.yaml", {"HOME": str(tmp_path)})
    assert one != other
    assert one.parent == tmp_path / ".local/state/hactl/lab"
    assert one.name.startswith("shop-")
    assert state_folder("shop", tmp_path / "a.yaml", {"XDG_STATE_HOME": "/s"}).parent == Path("/s/hactl/lab")
