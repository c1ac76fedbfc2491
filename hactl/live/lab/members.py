"""The members of a lab as running processes: start, see ready, signal, end. Lives inside the supervisor."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from hactl.live.lab.applications import Ear, answers, dead
from hactl.live.lab.plan import Member
from hactl.live.lab.processes import die_with_parent, own_pid, resident_kib

PAUSE_SECONDS = 0.05
CHECK_SECONDS = 20.0
CONNECT_SECONDS = 1.0
TAIL_BYTES = 2000
DRAWN_BYTES = 32


class Condition(StrEnum):
    """How a member is."""

    DOWN = "down"
    STARTING = "starting"
    UP = "up"
    PARTLY = "partly"  # the server is up, an application of it does not answer
    STOPPED = "stopped"  # SIGSTOP: it is there, and answers nobody
    FAILED = "failed"


class NotReady(Exception):
    """A member did not come up; the message says why, in one line."""


@dataclass(slots=True)
class MemberProcess:
    """A member and its process, if any. `pid` counts in the lab's pid namespace, `outer_pid` on the machine.

    `dead`: its applications that do not answer, by path, each with the reason.
    """

    member: Member
    condition: Condition = Condition.DOWN
    pid: int = 0
    outer_pid: int = 0
    log_offset: int = 0
    detail: str = ""
    dead: dict[str, str] = field(default_factory=dict)
    ear: Ear = field(default_factory=Ear)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def facts(self) -> dict[str, object]:
        """Return what `status` shows."""
        address, port = self.member.address
        return {
            "name": self.member.name,
            "condition": self.condition,
            "pid": self.outer_pid,
            "rss_kib": resident_kib(self.outer_pid) if self.pid else 0,
            "address": f"{address}:{port}",
            "detail": self.detail,
            "dead": self.dead if self.pid else {},
            "uncopied": self.ear.count(self.member, self.member.uncopied),
            "undeciphered": self.ear.count(self.member, self.member.undeciphered),
        }

    def is_up(self) -> Condition:
        """Return how it is while its server runs."""
        return Condition.PARTLY if self.dead else Condition.UP


class Members:
    """All members. `noted(group, alive)` is called whenever a process group comes or goes."""

    def __init__(self, members: tuple[Member, ...], seconds: float, noted: Callable[[int, bool], None]) -> None:
        self.running = {m.name: MemberProcess(m) for m in members}
        self._seconds = seconds
        self._noted = noted
        self._drawn: dict[str, str] = {}
        self._checks: dict[int, asyncio.Future[int]] = {}

    def replace(self, members: tuple[Member, ...]) -> None:
        """Make these the members: a new one is down, one that is known starts by the new words the next time.

        One that is not among them stays until it has ended.
        """
        wanted = {member.name: member for member in members}
        for name in [n for n, running in self.running.items() if n not in wanted and not running.pid]:
            del self.running[name]
        for name, member in wanted.items():
            if name in self.running:
                self.running[name].member = member
            else:
                self.running[name] = MemberProcess(member)

    async def start(self, name: str) -> str:
        """Start a member and wait until it is ready; return its detail line. Raises NotReady."""
        running = self.running[name]
        if running.pid:
            raise NotReady(f"{name} runs already")
        began = time.monotonic()
        self._spawn(running)
        try:
            await asyncio.wait_for(self._ready(running), self._seconds)
        except TimeoutError:
            await self._give_up(running, f"not ready after {self._seconds:.0f} s")
        except NotReady as reason:
            await self._give_up(running, str(reason))
        member = running.member
        answered = await answers(member.address, member.apps)
        running.dead = dead(member.apps, running.ear.failures(member), answered)
        running.condition = running.is_up()
        running.detail = f"up in {time.monotonic() - began:.1f} s"
        return f"{running.detail}, pid {running.outer_pid}"

    async def signal(self, name: str, number: signal.Signals, seconds: float = 20.0) -> None:
        """Send a signal to a member's processes; wait for its end if the signal ends it. NotReady: it is down."""
        running = self.running[name]
        if not running.pid:
            raise NotReady(f"{name} is not up")
        with suppress(ProcessLookupError):
            os.killpg(running.pid, number)
        if number in (signal.SIGSTOP, signal.SIGCONT):
            running.condition = Condition.STOPPED if number == signal.SIGSTOP else running.is_up()
        elif number in (signal.SIGKILL, signal.SIGTERM):
            await _within(running.gone.wait(), seconds)

    def reap(self) -> None:
        """Fetch every ended child: members, and orphans of members."""
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._ended(*ended)

    async def check(self, member: Member) -> str:
        """Run the member's check of its configuration; return what it said. Raises NotReady if it says no."""
        parent = os.getpid()
        child = subprocess.Popen(
            member.check,
            env=dict(member.environment),
            cwd=member.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: _die_with(parent),
        )
        child.returncode = 0  # `reap` fetches it
        code: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._checks[child.pid] = code
        assert child.stdout is not None, "it is a pipe"
        with child.stdout as output:
            said = (await asyncio.to_thread(output.read)).decode(errors="replace").strip()
        if await asyncio.wait_for(code, CHECK_SECONDS):
            raise NotReady(f"{member.name} keeps its old configuration, the new one is wrong: {said}")
        return said

    async def end(self, seconds: float) -> None:
        """End all members, the balancer's wave first: politely, after `seconds` by SIGKILL."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            left = sorted((r for r in self.running.values() if r.pid), key=lambda r: -r.member.wave)
            for running in left:
                for sent in (number, signal.SIGCONT):
                    with suppress(ProcessLookupError):
                        os.killpg(running.pid, sent)
            await _within(asyncio.gather(*(r.gone.wait() for r in left)), seconds)

    def _spawn(self, running: MemberProcess) -> None:
        member = running.member
        read_end, write_end = os.pipe()
        parent = os.getpid()
        running.condition, running.detail = Condition.STARTING, ""
        running.dead, running.ear = {}, Ear.at(member)
        try:
            with member.log.open("ab") as log:
                running.log_offset = log.tell()
                child = subprocess.Popen(
                    member.argv,
                    env={**{name: self._value(name) for name in member.drawn}, **member.environment},
                    cwd=member.cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=lambda: _before_exec(write_end, parent),
                )
        except (OSError, subprocess.SubprocessError) as error:
            running.condition, running.detail = Condition.FAILED, str(error)
            raise NotReady(f"{member.argv[0]} cannot be started: {error}") from error
        finally:
            os.close(write_end)
            with os.fdopen(read_end) as said:
                running.outer_pid = int(said.read() or 0)
        child.returncode = 0  # `reap` fetches it: Popen must not try
        running.pid = child.pid
        running.gone = asyncio.Event()
        self._noted(child.pid, True)

    def _value(self, name: str) -> str:
        """Return the value of a variable that this lab draws: it is in this process and its members alone."""
        return self._drawn.setdefault(name, secrets.token_hex(DRAWN_BYTES))

    def _ended(self, pid: int, status: int) -> None:
        code = os.waitstatus_to_exitcode(status)
        if pid in self._checks:
            self._checks.pop(pid).set_result(code)
        running = next((r for r in self.running.values() if r.pid == pid), None)
        if running is None:
            return
        running.detail = f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        running.condition, running.pid, running.outer_pid = Condition.DOWN, 0, 0
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # workers of a killed master live on, and keep its port
        running.gone.set()
        self._noted(pid, False)

    async def _ready(self, running: MemberProcess) -> None:
        """Wait for log text and port. The log is read from where this start began."""
        member, said = running.member, b""
        alone = not any(other.pid for other in self.running.values() if other is not running)
        awaited = {text.encode() for text in (*member.ready, *(member.first if alone else ()))}
        with member.log.open("rb") as log:
            log.seek(running.log_offset)
            while awaited := {text for text in awaited if text not in said}:
                said = said[-TAIL_BYTES:] + log.read()
                _look_for_failure(running, said)
                await asyncio.sleep(PAUSE_SECONDS)
        while not await _accepts(member.address):
            _look_for_failure(running, b"")
            await asyncio.sleep(PAUSE_SECONDS)

    async def _give_up(self, running: MemberProcess, reason: str) -> None:
        if running.pid:
            await self.signal(running.member.name, signal.SIGKILL)
        running.condition, running.detail = Condition.FAILED, reason
        said = _last_line(running)
        raise NotReady(f"{running.member.name}: {reason}{said and f': {said}'} (see {running.member.log})")


def _last_line(running: MemberProcess) -> str:
    """Return the last line that this start wrote to the log."""
    with suppress(OSError), running.member.log.open("rb") as log:
        log.seek(max(running.log_offset, running.member.log.stat().st_size - TAIL_BYTES))
        lines = log.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
    return ""


def _look_for_failure(running: MemberProcess, said: bytes) -> None:
    found = next((t for t in running.member.failed if t.encode() in said), None)
    if found is not None:
        raise NotReady(f"its log says `{found}`")
    if not running.pid:
        raise NotReady(running.detail)


async def _accepts(address: tuple[str, int]) -> bool:
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(*address), CONNECT_SECONDS)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def _within(waiting: Awaitable[object], seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(waiting, seconds)


def _before_exec(write_end: int, parent: int) -> None:
    """Run in the child: die with the supervisor, and say which pid this is outside the namespace."""
    _die_with(parent)
    os.write(write_end, b"%d" % own_pid())


def _die_with(parent: int) -> None:
    die_with_parent()
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)
