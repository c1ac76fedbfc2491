"""README's two commands on a bare Debian 12, as root and as an ordinary user; `run.sh` makes the machine."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from support.source_tree import CHECKOUT

pytestmark = [
    pytest.mark.fresh,
    pytest.mark.timeout(2400),
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it mounts"),
    pytest.mark.skipif(shutil.which("mmdebstrap") is None, reason="needs mmdebstrap: .ci/setup fresh"),
]
RUN = CHECKOUT / "tests" / "fresh" / "run.sh"
ASKING_THE_MACHINE = "tests/balancer tests/servers tests/live tests/test_packaging.py tests/test_startup.py"
WITHOUT_VENV = "rm -r /usr/lib/python3.11/ensurepip"


def _fresh(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a machine that is thrown away; both of its streams are in stdout."""
    command = [str(RUN), *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=2300)


def test_an_ordinary_user_gets_the_demo_without_root_java_or_nginx() -> None:
    done = _fresh("--user", "make", "demo")
    assert done.returncode == 0, done.stdout
    assert "50 of 50" in done.stdout
    assert "by apt" not in done.stdout


def test_root_gets_the_demo_with_debians_own_java_and_nginx() -> None:
    done = _fresh("make", "demo")
    assert done.returncode == 0, done.stdout
    assert "by apt: maven default-jre-headless nginx" in done.stdout
    assert "its service was not started" in done.stdout
    assert "50 of 50" in done.stdout


@pytest.mark.parametrize("command", ["demo", "test"])
def test_without_pythons_venv_a_user_reads_one_line_that_says_so(command: str) -> None:
    done = _fresh("--user", "--before", WITHOUT_VENV, "make", command)
    said = [line for line in done.stdout.splitlines() if not line.startswith("make")]
    assert done.returncode != 0
    assert len(said) == 1, done.stdout
    assert "missing: python3 python3-venv" in said[0]
    assert "apt-get install" in said[0]


def test_a_user_who_wants_to_test_reads_in_one_line_all_that_is_missing() -> None:
    done = _fresh("--user", "make", "test")
    said = [line for line in done.stdout.splitlines() if not line.startswith("make")]
    assert done.returncode != 0
    needed = "default-jdk-headless maven nginx"
    assert said == [f"set-up: missing: {needed}. Install as root: apt-get install {needed}"]


def test_root_passes_the_tests_on_the_bare_machine() -> None:
    # Those that ask the machine for programs, and of those with real servers the line's: all others were run a moment
    # ago, and would take CI beyond half an hour.
    done = _fresh("make", "test", f"UNIT={ASKING_THE_MACHINE}", "LIVE=tests/live/test_line.py")
    assert done.returncode == 0, done.stdout[-20_000:]
    assert "by apt: default-jdk-headless maven nginx" in done.stdout
