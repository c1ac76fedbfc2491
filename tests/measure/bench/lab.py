"""`hactl lab up` of two clusters of two, beside the same bases without `<Cluster>`, started by catalina.sh at once.

Run as a program (`python -m measure.bench.lab LAB.JSON`) it starts the bare ones in its own network and prints
the seconds.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from measure.bench.subject import FailedError, surroundings

SPEC = """\
hactl: 1
name: bench
server: tomcat@7.0.109
{ha}clusters:
  a: [10.0.8.11, 10.0.8.12]
  b: [10.0.8.21, 10.0.8.22]
balancer: 10.0.8.5:80
"""
WAVES = (("a-1", "b-1"), ("a-2", "b-2"))
ROUNDS = 5
SECONDS = 300.0
PAUSE = 0.02


def measure(place: Path) -> list[tuple[float, float]]:
    """Return for each round the wall seconds of `lab up` and of the bare four. Raises FailedError."""
    folder = place / "lab"
    hactl, bare = _environment(folder / "on", "ha: true\n"), _environment(folder / "off", "ha: false\n")
    for each in (bare, hactl):  # fetches what is missing; lays out the bases that the bare ones run
        _words(each, "lab", "up")
        _words(each, "lab", "down")
    plan = next((bare.parent / "state" / "hactl" / "lab").glob("*/lab.json"))
    tree = plan.parent / "tree"
    if any(b"<Cluster" in path.read_bytes() for path in tree.rglob("server.xml")):
        raise FailedError("a bare base has a <Cluster>")
    found = []
    for turn in range(ROUNDS):
        pair = [_up, _bare] if turn % 2 else [_bare, _up]
        seconds = {do: do(hactl if do is _up else plan) for do in pair}
        found.append((seconds[_up], seconds[_bare]))
    return found


def _environment(folder: Path, ha: str) -> Path:
    folder.mkdir(parents=True)
    spec = folder / "bench.hactl.yaml"
    spec.write_text(SPEC.format(ha=ha))
    _words(spec, "create")
    return spec


def _words(spec: Path, *words: str) -> None:
    _run([sys.executable, "-m", "hactl", *words, "-f", str(spec)], spec.parent)


def _run(words: Sequence[str], folder: Path) -> str:
    own = {**surroundings(), "XDG_STATE_HOME": str(folder / "state")}
    done = subprocess.run(words, cwd=folder, env=own, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise FailedError(f"{' '.join(words)}: {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


def _up(spec: Path) -> float:
    begin = time.perf_counter()
    _words(spec, "lab", "up")
    seconds = time.perf_counter() - begin
    _words(spec, "lab", "down")
    return seconds


def _bare(plan: Path) -> float:
    for name in ("work", "temp", "logs"):  # what the last round left is no part of the base
        for folder in (plan.parent / "tree").glob(f"*/*/{name}"):
            shutil.rmtree(folder)
            folder.mkdir()
    return float(_run([sys.executable, "-m", "measure.bench.lab", str(plan)], plan.parent))


def main(plan: Path) -> None:
    """Start the bare ones in a network of this process's own, wave by wave; print the seconds until all answer."""
    from hactl.live.lab import netns

    data = json.loads(plan.read_text())
    netns.enter(data["addresses"])
    members = {member["name"].rpartition("/")[2]: member for member in data["members"]}
    started: list[subprocess.Popen[bytes]] = []
    begin = time.perf_counter()
    try:
        for wave in WAVES:
            started += [_start(members[name]) for name in wave]
            for name in wave:
                _answered(members[name])
        print(time.perf_counter() - begin)
    finally:
        for process in started:
            process.send_signal(signal.SIGKILL)
        for process in reversed(started):  # the first is its pid namespace's init: it ends when the others are fetched
            process.wait()


def _start(member: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    with open(os.devnull, "wb") as nowhere:
        return subprocess.Popen(
            member["argv"], cwd=member["cwd"], env=member["environment"], stdout=nowhere, stderr=nowhere
        )


def _answered(member: Mapping[str, Any]) -> None:
    """Wait for 200 from its application. Raises FailedError."""
    deadline = time.monotonic() + SECONDS / 2
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            host, port = member["address"]
            asked = http.client.HTTPConnection(host, port, timeout=10)
            asked.request("GET", member["apps"][0])
            if asked.getresponse().status == 200:
                return
        time.sleep(PAUSE)
    raise FailedError(f"{member['name']} does not answer")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
