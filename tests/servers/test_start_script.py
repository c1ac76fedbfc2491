"""start.sh of a new base: start, stop, status, and no second server on the same base; with programs of any kind."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.command_line import Shell

SPEC = """\
hactl: 1
name: s
server: {server}
clusters: {{a: {{ha: false, instances: ["127.0.0.1:8080"]}}}}
balancer: 127.0.0.1:80
"""
STUBBORN = 'trap "" TERM\nwhile :; do sleep 1; done\n'


def environment(folder: Path, program: str) -> Mapping[str, str]:
    """Return variables by which Tomcat's and Jetty's start script run this program instead of a server."""
    for file in (folder / "bin/catalina.sh", folder / "bin/java"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{program}")
        file.chmod(0o755)
    named = {"CATALINA_HOME": str(folder), "JETTY_HOME": str(folder), "JAVA_HOME": str(folder)}
    return {**os.environ, **named, "STOP_SECONDS": "2"}


def run(base: Path, variables: Mapping[str, str], *words: str) -> tuple[int, str]:
    command = ["/bin/sh", str(base / "start.sh"), *words]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(params=["tomcat@7", "jetty@6"])
def base(request: pytest.FixtureRequest, hactl: Shell, tmp_path: Path) -> Path:
    hactl.write("s.hactl.yaml", SPEC.format(server=request.param))
    assert hactl("create", "--yes").code == 0
    return tmp_path / "s/127.0.0.1/a-1"


def test_what_start_started_stop_ends_and_says_so(base: Path, tmp_path: Path) -> None:
    variables = environment(tmp_path, "exec sleep 600\n")
    assert run(base, variables, "status") == (3, "a-1 does not run\n")
    code, said = run(base, variables, "start")
    pid = int((base / "logs/server.pid").read_text().split()[0])
    assert code == 0 and f"process {pid}" in said
    assert run(base, variables, "start") == (0, f"a-1 runs already: process {pid}\n")
    assert run(base, variables, "run") == (1, f"a-1 runs already: process {pid}\n")
    assert run(base, variables, "status") == (0, f"a-1 runs: process {pid}\n")
    assert run(base, variables, "stop") == (0, "a-1 has stopped\n")
    assert not Path(f"/proc/{pid}").exists()
    assert run(base, variables, "stop") == (0, "a-1 does not run\n")


def test_one_that_does_not_stop_is_no_success(base: Path, tmp_path: Path) -> None:
    variables = environment(tmp_path, STUBBORN)
    assert run(base, variables, "start")[0] == 0
    pid = int((base / "logs/server.pid").read_text().split()[0])
    try:
        code, said = run(base, variables, "stop")
        assert code == 1 and f"still runs after 2 s: process {pid}" in said
        assert run(base, variables, "status")[0] == 0
    finally:
        os.kill(pid, 9)


def test_one_that_ends_at_once_is_no_success_and_its_output_is_named(base: Path, tmp_path: Path) -> None:
    variables = environment(tmp_path, "echo no such thing >&2\nexit 7\n")
    code, said = run(base, variables, "start")
    if code == 0:  # it was seen while it lived
        assert run(base, variables, "status")[0] == 3
    else:
        assert "ended at once" in said and "logs/console.log" in said
    assert "no such thing" in (base / "logs/console.log").read_text()


def test_another_process_with_the_number_of_a_dead_server_is_not_taken_for_it(base: Path, tmp_path: Path) -> None:
    variables = environment(tmp_path, "exec sleep 600\n")
    (base / "logs").mkdir(exist_ok=True)
    (base / "logs/server.pid").write_text(f"{os.getpid()} 1\n")
    assert run(base, variables, "stop") == (0, "a-1 does not run\n")


@pytest.mark.parametrize("left", ["", "nonsense", "999999999 5", "\n\n"])
def test_a_torn_pid_file_is_no_server(base: Path, tmp_path: Path, left: str) -> None:
    variables = environment(tmp_path, "exec sleep 600\n")
    (base / "logs").mkdir(exist_ok=True)
    (base / "logs/server.pid").write_text(left)
    assert run(base, variables, "status") == (3, "a-1 does not run\n")


def test_a_word_that_there_is_not_is_said(base: Path, tmp_path: Path) -> None:
    code, _said = run(base, environment(tmp_path, "exit 64\n"), "frobnicate")
    assert code == 64
