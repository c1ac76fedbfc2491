"""What the lab's tests stand on: small members that are real processes, and a look at what is left of them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hactl.events import Event
from hactl.live.lab import client as lab
from hactl.live.lab.mapped import FreePorts
from hactl.live.lab.plan import LabPlan, Member
from hactl.reports.lab import LabMode, LabStatus

CHECKOUT = Path(__file__).resolve().parent.parent.parent

WEB = """
import http.server, sys, time
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = sys.argv[1].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
server = http.server.ThreadingHTTPServer((sys.argv[2], int(sys.argv[3])), Answer)
print("Server startup in 1 ms", flush=True)
server.serve_forever()
"""
MASTER = """
import os, subprocess, sys
worker = subprocess.Popen([sys.executable, "-c", sys.argv[1], *sys.argv[2:]])
worker.wait()
"""
NEVER = "import time; time.sleep(600)"


def member(state: Path, name: str, argv: tuple[str, ...], address: tuple[str, int], wave: int = 1) -> Member:
    return Member(
        name=name,
        argv=(sys.executable, "-c", *argv),
        environment={"PATH": os.defpath, "STATE": str(state)},
        cwd="/",
        log=state / "logs" / f"{name}.log",
        address=address,
        ready=("Server startup in",),
        failed=("Unable to start cluster",),
        wave=wave,
    )


def web(state: Path, name: str, address: tuple[str, int], wave: int = 1) -> Member:
    """A server that answers with its own name."""
    return member(state, name, (WEB, name, address[0], str(address[1])), address, wave)


def plan(state: Path, ground: LabMode, *members: Member) -> LabPlan:
    return LabPlan(
        name="shop",
        state=state,
        ground=ground,
        addresses=tuple({m.address[0] for m in members}),
        members=members,
        target=members[-1].address,
        ready_seconds=20.0,
    )


def small_plan(state: Path, ground: LabMode) -> LabPlan:
    """A pair and the one in front, in the shape of a real lab; in a namespace also on port 80."""
    if ground is LabMode.NAMESPACE:
        places = [("10.0.0.11", 8080), ("10.0.0.12", 8080), ("10.0.0.5", 80)]
    else:
        free = FreePorts()
        places = [("127.0.0.1", free()) for _ in range(3)]
    front = web(state, "front", places[2], 2)
    return plan(state, ground, web(state, "a-1", places[0]), web(state, "a-2", places[1], 2), front)


def stuck_plan(state: Path, ground: LabMode) -> LabPlan:
    """A lab whose second member never is ready."""
    free = FreePorts()
    first = web(state, "a-1", ("127.0.0.1", free()))
    return plan(state, ground, first, member(state, "a-2", (NEVER,), ("127.0.0.1", free()), 2))


@contextmanager
def running(a_plan: LabPlan, emit: Callable[[Event], None] = lambda _event: None) -> Iterator[LabStatus]:
    """Give the lab while it runs; whatever happens, it is down afterwards."""
    try:
        yield lab.up(a_plan, emit)
    finally:
        lab.down(a_plan.state)


def left_of(state: Path) -> list[str]:
    """Return the processes of this machine that name the state folder in their command or environment."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                seen = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
            except OSError:
                continue
            if any(os.fsencode(state) in text for text in seen):
                found.append(f"{folder.name}: {seen[0][:200]!r}")
    return found


def soon(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Return whether it becomes true within some seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
