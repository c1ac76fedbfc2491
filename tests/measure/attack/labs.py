"""The lab: false archives, state that somebody wrote, a door that is taken, and supervisors that are killed."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from hactl.install.cache import cache_folder
from hactl.install.homes import find_home
from hactl.live.lab.plan import to_json
from hactl.live.lab.processes import alive, identity
from hactl.servers import SERVER_TYPES
from measure.attack.ground import Ended, Ground, Row, Skipped, Try, all_of, give, soon, stranger, wanted
from measure.attack.secrets import made_plan as a_plan
from measure.attack.secrets import state_of

LAB_SECONDS = 400.0
WAY = Path("org/apache/tomcat/tomcat/7.0.109/tomcat-7.0.109.tar.gz")
MODES = ("namespace", "mapped")


class _Junk(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"no archive" * 1000
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def false_archives(ground: Ground) -> Iterator[Try]:
    """A repository serves something else; the local one holds something else."""
    ground.spec()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Junk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        more = {"HACTL_MAVEN_URL": f"http://127.0.0.1:{server.server_port}/", "HACTL_JAVA": _java()}
        yield _fetched(ground, "a false repository", more)
        local = ground.home / ".m2/repository" / WAY
        local.parent.mkdir(parents=True)
        local.write_bytes(b"junk")
        yield _fetched(ground, "junk in the local repository", more)
        server.shutdown()


def _java() -> str:
    """Return a java: this row's HOME holds none of those that hactl would find."""
    found = shutil.which("java")
    if not found:
        raise Skipped("there is no Java here")
    return found


def _fetched(ground: Ground, name: str, more: dict[str, str]) -> Try:
    ran = ground.hactl("lab", "up", more=more, seconds=LAB_SECONDS)
    kept = [p for p in (ground.top / "cache").rglob("*") if p.is_file() and not p.name.endswith(".lock")]
    fault = wanted(ran, 1, 3, says=("SHA-512", "sum", "is another file"))
    return Try(name, all_of(fault, f"kept: {kept[0].name}" if kept else ""), ran.seen)


def empty_home(ground: Ground) -> Iterator[Try]:
    """The cached installation is an empty folder: the message names it."""
    ground.spec()
    artifact = SERVER_TYPES["tomcat"].lines["7"].artifacts["7.0.109"]
    name = f"{artifact.coordinate.split(':')[1]}-7.0.109-{artifact.sha512[:10]}"
    home = cache_folder(ground.environment()) / "homes" / name
    home.mkdir(parents=True)
    assert find_home(artifact, ground.environment()) == home, "the tool looks elsewhere"
    ran = ground.hactl("lab", "up", more={"HACTL_JAVA": _java()}, seconds=LAB_SECONDS)
    yield Try("an empty folder", wanted(ran, 1, 3, 0, says=(str(home), "members up")), ran.seen)
    ground.hactl("lab", "down")


DAMAGED = {
    "empty": b"",
    "deep": b"[" * 100_000,
    "a list": b"[]",
    "no members": b'{"name": "shop"}',
    "no UTF-8": b"\xff\xfe",
    "NUL in a path": b'{"members": [{"name": "a", "log": "a\\u0000b"}]}',
}


def damaged_state(ground: Ground) -> Iterator[Try]:
    """`lab.json` of a lab that is down is damaged, or a FIFO."""
    ground.spec()
    state = state_of(ground)
    (state / "logs").mkdir(parents=True)
    file = state / "lab.json"
    for name, data in {**DAMAGED, "FIFO": None}.items():
        file.unlink(missing_ok=True)
        os.mkfifo(file) if data is None else file.write_bytes(data)
        for words in (("lab", "status"), ("lab", "logs"), ("lab", "kill", "a-1"), ("lab", "down"), ("drill",)):
            ran = ground.hactl(*words, seconds=60)
            yield Try(f"{name}: {' '.join(words)}", ran.fault(), ran.seen)


def foreign_state(ground: Ground) -> Iterator[Try]:
    """The state folder of the lab belongs to another user."""
    user = stranger()
    ground.spec()
    state = state_of(ground)
    state.mkdir(parents=True)
    give(state, user)
    ran = ground.hactl("lab", "up", more={"HACTL_JAVA": _java(), **_own_cache()}, seconds=LAB_SECONDS)
    yield Try("lab up", wanted(ran, 1, 3, 4, says=("another user",)), ran.seen)
    ground.hactl("lab", "down")


def used_again(ground: Ground) -> Iterator[Try]:
    """The record of a lab names a process that is another one by now: it lives on, whatever is asked."""
    ground.spec()
    state = state_of(ground)
    state.mkdir(parents=True)
    (state / "lock").touch()
    (state / "lab.json").write_text(to_json(a_plan(state, state / "a-1.log")))
    bystander = subprocess.Popen(["sleep", "600"], start_new_session=True)
    try:
        who = identity(bystander.pid)
        assert who
        for held in (False, True):
            pid = {"pid": who.pid, "started": who.started - 1}
            record = {"name": "shop", "ground": "mapped", "door": ["127.0.0.1", 1], "supervisor": pid, "inner": pid}
            (state / "supervisor.json").write_text(json.dumps(record))
            with _held(state / "lock", held):
                for words in (("lab", "status"), ("lab", "kill", "a-1"), ("lab", "down")):
                    ran = ground.hactl(*words, seconds=LAB_SECONDS)
                    hit = "" if alive(who) else "a process that is none of the lab's was killed"
                    yield Try(f"{' '.join(words)}{', lock held' if held else ''}", all_of(hit, ran.fault()), ran.seen)
    finally:
        bystander.kill()
        bystander.wait()


def _held(lock: Path, held: bool) -> subprocess.Popen[bytes]:
    """Return a process that holds the lock, or one that does nothing; leaving its context ends it."""
    program = (
        "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.flock(f, 2); print(1, flush=True); sys.stdin.read()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program if held else "print(1)", str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert run.stdout
    run.stdout.readline()
    return run


def _own_cache() -> dict[str, str]:
    """Return where this user's servers lie: a lab of an attack fetches nothing again."""
    return {"XDG_CACHE_HOME": str(cache_folder(os.environ).parent)}


def _lab(ground: Ground, mode: str, *words: str) -> Ended:
    more = {**_own_cache(), "HACTL_LAB_MODE": mode}
    return ground.hactl("lab", *words, more=more, seconds=LAB_SECONDS)


def _up(ground: Ground, mode: str) -> Ended:
    ran = _lab(ground, mode, "up")
    if ran.code == 3 or "members up" not in ran.said:
        reason = ran.said.strip().splitlines()
        raise Skipped(f"no lab here: {reason[-1][:100] if reason else ran.seen}")
    return ran


def door_taken(ground: Ground) -> Iterator[Try]:
    """The door's port is somebody else's."""
    ground.spec()
    with socket.create_server(("127.0.0.1", 0)) as theirs:
        port = str(theirs.getsockname()[1])
        ran = ground.hactl("lab", "up", "--port", port, more=_own_cache(), seconds=LAB_SECONDS)
        left = _left(ground)
        yield Try("lab up --port", all_of(wanted(ran, 1, 3, says=("taken", "in use")), left), ran.seen)
    yield Try("lab down", ground.hactl("lab", "down").fault(), "no lab")


def killed(ground: Ground) -> Iterator[Try]:
    """The supervisor, or both of the lab's own processes, are killed: nothing is left, and the next lab works."""
    ground.spec()
    for mode in MODES:
        for both in (False, True):
            _up(ground, mode)
            before = len(_processes(ground))
            _kill_lab(ground, both=both)
            gone = "" if soon(lambda: not _processes(ground), 20) else _left(ground)
            name = f"{mode}: supervisor{' and guardian' if both else ''}"
            yield Try(name, gone, "none left" if not gone else f"of {before} left")
            again = _lab(ground, mode, "up")
            down = _lab(ground, mode, "down")
            left = "" if soon(lambda: not _processes(ground), 20) else _left(ground)
            yield Try(f"{name}: up again", all_of(wanted(again, 0), wanted(down, 0), left), again.seen)


def _kill_lab(ground: Ground, *, both: bool) -> None:
    """Kill the supervisor; `both`: with those of its processes that are no servers, all at one moment."""
    record = json.loads((state_of(ground) / "supervisor.json").read_text())
    pids = [record["supervisor"]["pid"]]
    if both:
        pids += [pid for pid, line in _processes(ground).items() if "hactl.live.lab.supervisor" in line]
    for pid in dict.fromkeys(pids):
        os.kill(pid, signal.SIGSTOP)
    for pid in dict.fromkeys(pids):
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)


def _processes(ground: Ground) -> dict[int, str]:
    """Return the processes that name this attack's folder in their command or variables, but not our own."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                line, variables = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
            except OSError:
                continue
            if os.fsencode(ground.top) in line + variables:
                found[int(folder.name)] = line.replace(b"\0", b" ").decode(errors="replace")
    return found


def _left(ground: Ground) -> str:
    left = _processes(ground)
    return f"{len(left)} processes left: {next(iter(left.values()))[:80]}" if left else ""


ROWS = (
    Row(title="a false repository, junk in the local one", attack=false_archives),
    Row(title="an empty folder as cached installation", attack=empty_home),
    Row(title="`lab.json` damaged, or a FIFO", attack=damaged_state),
    Row(title="the lab's state folder is another user's", attack=foreign_state, root=True),
    Row(title="a lab's record with a process number that was used again", attack=used_again, share=True),
    Row(title="the port of the lab's door is taken", attack=door_taken, live=True),
    Row(title="supervisor killed, supervisor and guardian killed, in both modes", attack=killed, live=True),
)
