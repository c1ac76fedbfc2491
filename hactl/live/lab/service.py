"""What a supervisor does while it runs: bring the members up, keep the door, answer requests, end all."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from hactl.events import Emit, Finished, Outcome, Progress, Started
from hactl.live.lab import forwarder, netns
from hactl.live.lab.members import Members, NotReady
from hactl.live.lab.plan import LabPlan, Member
from hactl.live.lab.protocol import event_to, listen
from hactl.live.lab.state import LabRecord, read_plan
from hactl.reports.lab import LabMode

END_SECONDS = 8.0
TASK = "lab"
SIGNALS = ("SIGKILL", "SIGTERM", "SIGSTOP", "SIGCONT")

Request = dict[str, str]


class Service:
    """One lab, from its start to its end."""

    def __init__(self, plan: LabPlan, record: LabRecord, noted: Callable[[int, bool], None]) -> None:
        self._plan = plan
        self._record = record
        self._members = Members(plan.members, plan.ready_seconds, noted)
        self._stop = asyncio.Event()
        self._is_up = False
        self._answers: set[asyncio.Task[None]] = set()
        self._does: dict[str, Callable[[Request, Emit], Awaitable[object]]] = {
            "status": self._status,
            "kill": self._kill,
            "start": self._start,
            "reload": self._reload,
            "take": self._take,
            "down": self._down,
        }

    async def run(self, report: socket.socket, listener: socket.socket) -> int:
        """Serve until told to end, or until the start fails or loses its reader; return an exit code."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self._members.reap)
        loop.add_signal_handler(signal.SIGTERM, self._stop.set)
        entrance = await forwarder.serve(listener, self._plan.target, tls=self._plan.tls)
        desk = await asyncio.start_unix_server(self._answer, sock=listen(self._plan.state))
        starting = asyncio.create_task(self._report_start(report))
        await self._stop.wait()
        starting.cancel()
        await self._members.end(END_SECONDS)
        entrance.close()
        desk.close()
        if self._answers:
            await asyncio.wait(self._answers, timeout=2.0)
        return 0 if self._is_up else 1

    async def _report_start(self, report: socket.socket) -> None:
        """Bring all members up, telling the process that asked for it; when that one ends before, so do we."""
        reader, writer = await asyncio.open_connection(sock=report)
        watch = asyncio.create_task(reader.read())
        watch.add_done_callback(lambda _task: None if self._is_up else self._stop.set())
        try:
            await self._bring_up(_teller(writer))
            self._is_up = True
            _say(writer, {"result": None})
        except NotReady as reason:
            await self._members.end(END_SECONDS)
            _say(writer, {"error": str(reason)})
            self._stop.set()
        with suppress(OSError):
            await writer.drain()
        writer.close()

    async def _bring_up(self, emit: Emit) -> None:
        done, total = 0, len(self._plan.members)
        emit(Progress(TASK, done, total))
        for wave in self._plan.waves():
            starts = [asyncio.create_task(self._start_told(m, emit, TASK)) for m in wave]
            try:
                for start in asyncio.as_completed(starts):
                    await start
                    done += 1
                    emit(Progress(TASK, done, total))
            finally:
                for task in starts:
                    task.cancel()

    async def _start_told(self, member: Member, emit: Emit, parent: str) -> None:
        task = f"{parent}/{member.name}" if parent else member.name
        address, port = member.address
        emit(Started(task, parent, f"start {member.name} at {address}:{port}"))
        try:
            detail = await self._members.start(member.name)
        except NotReady as reason:
            emit(Finished(task, Outcome.FAILED, str(reason)))
            raise
        dead = "".join(f"; {path} does not answer" for path in self._members.running[member.name].dead)
        emit(Finished(task, Outcome.FAILED if dead else Outcome.DONE, detail + dead))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "a connection is served by a task"
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)
        with suppress(OSError, asyncio.IncompleteReadError):
            _say(writer, await self._result(await reader.readline(), _teller(writer)))
            await writer.drain()
        writer.close()

    async def _result(self, line: bytes, emit: Emit) -> dict[str, Any]:
        try:
            request: Request = json.loads(line)
            work = self._does[request["do"]]
        except (ValueError, KeyError, TypeError):
            return {"error": "a request that this lab does not know (another version of hactl?)"}
        try:
            return {"result": await work(request, emit)}
        except NotReady as reason:
            return {"error": str(reason)}

    def _member(self, request: Request) -> Member:
        name = request.get("member", "")
        if name not in self._members.running:
            raise NotReady(f"no member `{name}` in this lab; there are: {', '.join(self._members.running)}")
        return self._members.running[name].member

    async def _status(self, _request: Request, _emit: Emit) -> object:
        return [r.facts() for r in self._members.running.values()]

    async def _kill(self, request: Request, _emit: Emit) -> object:
        member, name = self._member(request), request.get("signal", "SIGKILL")
        if name not in SIGNALS:
            raise NotReady(f"no signal `{name}`; there are: {', '.join(SIGNALS)}")
        await self._members.signal(member.name, signal.Signals[name])
        return self._members.running[member.name].facts()

    async def _start(self, request: Request, emit: Emit) -> object:
        member = self._member(request)
        await self._start_told(member, emit, "")
        return self._members.running[member.name].facts()

    async def _reload(self, request: Request, _emit: Emit) -> object:
        member = self._member(request)
        if not member.check:
            raise NotReady(f"{member.name} cannot reload its configuration: it must be restarted")
        said = await self._members.check(member)
        await self._members.signal(member.name, signal.SIGHUP)
        return said

    async def _take(self, _request: Request, _emit: Emit) -> object:
        """Take over the plan that lies in the state folder now; nothing is started or ended by it."""
        plan = read_plan(self._plan.state)
        if plan.ground is not self._plan.ground or plan.target != self._plan.target:
            raise NotReady("the balancer has another address: `hactl lab up` starts the lab again")
        if plan.ground is LabMode.NAMESPACE:
            netns.add(plan.addresses)
        self._members.replace(plan.members)
        self._plan = plan
        return sorted(self._members.running)

    async def _down(self, _request: Request, emit: Emit) -> object:
        emit(Started(TASK, "", f"end the lab `{self._plan.name}`"))
        count = sum(1 for r in self._members.running.values() if r.pid)
        await self._members.end(END_SECONDS)
        emit(Finished(TASK, Outcome.DONE, f"{count} processes ended"))
        self._stop.set()
        return count


def _teller(writer: asyncio.StreamWriter) -> Emit:
    return lambda event: _say(writer, {"event": event_to(event)})


def _say(writer: asyncio.StreamWriter, message: dict[str, Any]) -> None:
    if not writer.is_closing():
        writer.write(json.dumps(message).encode() + b"\n")
