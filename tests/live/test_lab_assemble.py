"""From an environment to what is started."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.lab_tomcat import ROOMS, Start, an_environment, rooms

from hactl.install.discovery import Java, Nginx
from hactl.live.lab.make_plan import Equipment, Layout, addresses, nginx_globals, plan_lab
from hactl.live.lab.plan import LabPlan, Member, from_json, to_json
from hactl.reports.lab import LabMode


def a_plan(state: Path, of: Any = ROOMS, listens: Mapping[int, bool] | None = None, heap_mb: int = 0) -> LabPlan:
    environment = an_environment()
    equipment = Equipment(
        javas={"a": Java(program=Path("/jvm/bin/java"), major=17, origin="PATH")},
        homes={i.name: Path("/opt/tomcat") for i in environment.instances},
        nginx=Nginx(program=Path("/usr/sbin/nginx"), version="1.22.1", origin="installed"),
        heap_mb=heap_mb,
    )
    layout = Layout(state=state, base_of=lambda i: state / i.name, nginx_prefix=state / "nginx", listens=listens or {})
    return plan_lab(environment, LabMode.NAMESPACE, equipment, layout, of)


def test_the_first_of_a_cluster_comes_first_and_the_balancer_last(tmp_path: Path) -> None:
    waves = [[m.name for m in wave] for wave in a_plan(tmp_path).waves()]
    assert waves == [["a-1"], ["a-2", "nginx"]]


def test_addresses_are_those_of_all_hosts_once() -> None:
    assert addresses(an_environment()) == ("10.0.0.11", "10.0.0.12", "10.0.0.5")


def test_a_java_process_shares_no_file_with_another_lab(tmp_path: Path) -> None:
    member = a_plan(tmp_path).members[0]
    assert member.argv[:2] == ("/jvm/bin/java", "-XX:-UsePerfData")
    assert member.address == ("10.0.0.11", 8080)


def test_nothing_of_a_persons_settings_reaches_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JAVA_OPTS", "CATALINA_HOME", "JAVA_TOOL_OPTIONS", "LD_PRELOAD"):
        monkeypatch.setenv(name, "x")
    member = a_plan(tmp_path).members[0]
    assert member.environment["JAVA_HOME"] == "/jvm"
    assert member.environment["ROUTE"] == "a-1"
    assert "x" not in member.environment.values()


def test_the_heap_that_a_person_asks_for_reaches_each_server_but_not_nginx(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, heap_mb=512)
    assert [m.environment.get("_JAVA_OPTIONS") for m in plan.members] == ["-Xmx512m", "-Xmx512m", None]
    assert from_json(to_json(plan)).heap_mb == 512, "lab roll keeps to it"
    assert not any("_JAVA_OPTIONS" in m.environment for m in a_plan(tmp_path).members)


def test_a_room_may_start_by_a_script(tmp_path: Path) -> None:
    start = Start(argv=("/bin/sh", "start.sh"), environment={})
    member = a_plan(tmp_path, rooms(lambda *_: start)).members[0]
    assert member.argv == ("/bin/sh", "start.sh")
    assert "-XX:-UsePerfData" in member.environment["JAVA_TOOL_OPTIONS"].split()


@pytest.mark.parametrize("given", ["daemon", "pid"])
def test_nginx_is_told_only_what_its_file_does_not_say(given: str) -> None:
    assert f"{given} " in nginx_globals("events {}", Path("/l"))
    assert f"{given} " not in nginx_globals(f"  {given} x;\nevents {{}}", Path("/l"))


def test_a_plan_survives_being_written_down(tmp_path: Path) -> None:
    plan = a_plan(tmp_path)
    assert from_json(to_json(plan)) == plan


TEXT = st.text(
    st.characters(exclude_characters="\0", codec="utf-8")
)  # no path, word or variable of a process has a NUL


@given(TEXT, st.dictionaries(TEXT, TEXT), st.tuples(TEXT, st.integers(0, 65535)))
def test_any_member_survives_it(text: str, environment: dict[str, str], address: tuple[str, int]) -> None:
    member = Member(name=text, argv=(text,), environment=environment, cwd="/", log=Path("/l"), address=address)
    plan = LabPlan(name=text, state=Path("/s"), ground=LabMode.MAPPED, addresses=(), members=(member,), target=address)
    assert from_json(to_json(plan)) == plan


def test_the_lab_waits_for_a_port_that_a_persons_file_opens_and_speaks_tls_there(tmp_path: Path) -> None:
    assert (a_plan(tmp_path).front, a_plan(tmp_path).tls) == ("10.0.0.5:80", False)
    for listens, front in (
        ({8443: True, 81: False}, "https://10.0.0.5:8443"),
        ({8443: True, 80: False}, "10.0.0.5:80"),
        ({81: False}, "10.0.0.5:81"),
    ):
        plan = a_plan(tmp_path, listens=listens)
        assert plan.front == front
        assert from_json(to_json(plan)) == plan
