"""`hactl lab`: the environment for real, on this machine, as an ordinary user."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from hactl.cli import names
from hactl.cli.change import naming, order_of
from hactl.cli.console import Console
from hactl.cli.ha import is_spec, unknown
from hactl.cli.options import Where, speaks, takes_spec
from hactl.cli.table import LAB, LAB_TEXT
from hactl.errors import CheckFailed, UsageError
from hactl.live import roll
from hactl.live.drill.target import DrillOptions
from hactl.live.lab import client as lab
from hactl.live.lab import commands, labs
from hactl.live.lab.protocol import NoLab
from hactl.reports.lab import LabStatus
from hactl.spec.values import milliseconds
from hactl.views import lab as view
from hactl.views import roll as roll_view

app = typer.Typer(
    name="lab",
    help=LAB_TEXT,
    no_args_is_help=True,
    rich_markup_mode=None,
)

Port = Annotated[int, typer.Option("--port", help="Port on 127.0.0.1 for your browser (default: a free one).")]
Heap = Annotated[
    int | None,
    typer.Option(
        "--heap", min=16, metavar="MB", help="Maximum heap of each JVM (default: by its files, else 96 to 192)."
    ),
]
Demo = Annotated[bool, typer.Option("--demo", help="Run the demo application instead of all applications.")]
Member = Annotated[
    str | None,
    typer.Argument(metavar="MEMBER", help="An instance, or nginx (default: all).", autocompletion=names.members),
]
Follow = Annotated[bool, typer.Option("--follow", "-f", help="Follow new lines, until Ctrl-C or the lab's end.")]
Purge = Annotated[bool, typer.Option("--purge", help="Also delete its folder, with logs and the servers' own files.")]
Abandoned = Annotated[
    bool, typer.Option("--purge", help="End and delete those whose spec is gone, or unknown and nothing runs.")
]
Users = Annotated[int, typer.Option("--users", min=1, max=1000, help="Number of users.")]
Lines = Annotated[
    int | None, typer.Option("--lines", "-n", min=0, help="Number of lines (default: 40; with --since all).")
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="TIME", help="Only lines that are no older: `30s`, `5m`.")
]
One = Annotated[str, typer.Argument(metavar="MEMBER", help="An instance, or nginx.", autocompletion=names.members)]


@app.command("up", short_help=LAB["up"])
@takes_spec(positional=True)
@speaks(events=True)
def up(where: Where, console: Console, port: Port = 0, demo: Demo = False, heap: Heap = None) -> int:
    """Start it: the first instance of each cluster, then the others, then NGINX. Needs no root.

    The servers run in a network of their own, on the spec's addresses; a door on 127.0.0.1
    lets your browser in. What is missing on this machine is listed before anything starts.
    """
    wanted = commands.LabRequest(door_port=port, demo=demo, heap_mb=heap or 0)
    findings = commands.look(order_of(where), wanted)
    console.problems(commands.notes(findings))
    with console.receiver() as emit:
        status = commands.up(order_of(where), wanted, findings, emit)
    ran = commands.ran(order_of(where)) if console.json else None
    console.result(lambda: view.as_data(status, ran), lambda: view.text(status, look=console.look))
    if lab.dead(status):
        raise _partly(status)
    console.say(f"next: hactl drill{naming(where.spec)}")
    return 0


def _ago(since: str | None) -> timedelta | None:
    """Return how long ago. Raises UsageError."""
    if since is None:
        return None
    found = milliseconds(since)
    if found is None:
        raise UsageError(f"--since {since}: not a time", hint="write a number and its unit: `30s`, `5m`")
    return timedelta(milliseconds=found)


def _state(where: Where, member: str | None) -> Path:
    """Return the lab's state folder. Raises UsageError: the member is rather the spec."""
    if member and is_spec(member):
        raise unknown("member", member, ())
    return commands.state_of(where.spec)


def _partly(status: LabStatus) -> CheckFailed:
    """Return what is said of a lab that runs, with applications that do not answer."""
    return CheckFailed("\n".join(("the lab is running, but partly dead:", *lab.dead(status))), hint=view.half(status))


@app.command("status", short_help=LAB["status"])
@takes_spec(positional=True)
@speaks()
def status(where: Where, console: Console) -> int:
    """Show each member: up or down, its process, memory and address."""
    found = lab.status(commands.state_of(where.spec))
    if found is None:
        raise NoLab
    ran = commands.ran(order_of(where))
    console.result(lambda: view.as_data(found, ran), lambda: view.text(found, look=console.look))
    for said in (view.runs(ran) if ran else "", view.newer(ran), view.half(found)):
        if said:
            console.say(said)
    return 0


@app.command("logs", short_help=LAB["logs"])
@takes_spec(positional=False, short=False)
@speaks()
def logs(  # noqa: PLR0913 - one parameter an option
    where: Where,
    console: Console,
    member: Member = None,
    lines: Lines = None,
    follow: Follow = False,
    since: Since = None,
) -> int:
    """Show the end of a member's output. With --format json a line of JSON each, and the document last."""
    state = _state(where, member)
    whose = [member] if member else list(lab.log_files(state))
    if follow and lab.status(state) is None:
        raise NoLab
    ago = _ago(since)
    if follow:
        return _follow(labs.follow(state, whose, lines, ago), whose, console)
    for name in whose:
        tail = labs.tail(state, name, lines, ago)
        if console.json:
            view.log_stream(name, tail, console.line)
        else:
            console.out(view.log(name, tail, look=console.look))
    console.result(lambda: {"members": whose})
    return 0


@app.command("kill", short_help=LAB["kill"])
@takes_spec(positional=False)
@speaks()
def kill(where: Where, console: Console, member: One) -> int:
    """Kill a member with SIGKILL, as a crash would; one that is dead stays so."""
    return _end(where, console, member, "SIGKILL", "is dead")


def _end(where: Where, console: Console, member: str, signal: str, said: str) -> int:
    state = _state(where, member)
    running = lab.status(state)
    found = next((m for m in running.members if m.name == member and not m.pid), None) if running else None
    done = found or lab.kill(state, member, signal)
    back = f"{done.name} {said}; `hactl lab start {done.name}{naming(where.spec)}` brings it back"
    console.say(f"{member} is already down" if found else back)
    console.result(lambda: {"changed": not found, "member": view.member_data(done)})
    return 0


@app.command("stop", short_help=LAB["stop"])
@takes_spec(positional=False)
@speaks()
def stop(where: Where, console: Console, member: One) -> int:
    """End a member with SIGTERM, as its own stop would; one that is down stays so."""
    return _end(where, console, member, "SIGTERM", "has stopped")


@app.command("start", short_help=LAB["start"])
@takes_spec(positional=False)
@speaks(events=True)
def start(where: Where, console: Console, member: One) -> int:
    """Start a member again and wait until it is ready."""
    state = _state(where, member)
    with console.receiver() as emit:
        started = lab.start(state, member, emit)
    found = lab.status(state)
    now = next((m for m in found.members if m.name == member), started) if found else started
    console.result(lambda: {"changed": True, "member": view.member_data(now)})
    if found and any(m.dead for m in found.members if m.name == member):
        raise _partly(found)
    return 0


@app.command("roll", short_help=LAB["roll"])
@takes_spec(positional=True)
@speaks(events=True)
def change(where: Where, console: Console, users: Users = 20, demo: Demo = False) -> int:
    """Carry a change of the spec out in the running lab, in the plan's order, while users click; count the sessions.

    Exit code 3 when a session is lost that the plan promises to keep.
    """
    with console.receiver() as emit:
        prepared = roll.prepare(order_of(where), emit, demo=demo)
    lab.join(prepared.state)  # this process shows nothing meanwhile: it may have one thread only
    with console.receiver() as emit:
        report = roll.roll(prepared, DrillOptions(users=users), emit)
    console.result(lambda: roll_view.as_data(report), lambda: roll_view.text(report, look=console.look))
    return 0 if report.ok else CheckFailed.exit_code


@app.command("down", short_help=LAB["down"])
@takes_spec(positional=True)
@speaks(events=True)
def down(where: Where, console: Console, purge: Purge = False) -> int:
    """End it: its own processes, and nothing else."""
    state = commands.state_of(where.spec)
    with console.receiver() as emit:
        ran = lab.down(state, emit)
    console.say("the lab is down" if ran else "no lab was running")
    gone = purge and labs.purge(state)
    if gone:
        console.say(f"deleted {state}")
    console.result(lambda: {"changed": ran, "deleted": str(state) if gone else None})
    return 0


@app.command("list", short_help=LAB["list"])
@speaks()
def list_(console: Console, purge: Abandoned = False) -> int:
    """List the labs of this machine: those that run, and the folders of those that ran."""
    found = labs.labs(os.environ)
    abandoned = labs.abandoned(found) if purge else []
    for each in abandoned:
        with console.receiver() as emit:
            lab.down(Path(each.folder), emit)
        labs.purge(Path(each.folder))
        console.say(f"deleted {each.folder}")
    left = [each for each in found if each not in abandoned]
    deleted = [each.folder for each in abandoned]
    console.result(
        lambda: {"labs": [view.kept_data(each) for each in left], "deleted": deleted},
        lambda: view.kept(left, time.time(), look=console.look),
    )
    return 0


def _follow(written: Iterator[tuple[str, str]], whose: Sequence[str], console: Console) -> int:
    """Show what these members write, each line with its member, until the lab ends."""
    width = max(map(len, whose), default=0)
    for name, line in written:
        if console.json:
            view.log_stream(name, [line], console.line)
        else:
            console.out(view.log_line(name, line, width, look=console.look))
            sys.stdout.flush()
    console.result(lambda: {"members": list(whose)})
    return 0
