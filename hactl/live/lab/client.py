"""A lab from outside: bring it up, look at it, act on it, end it. The work is the supervisor's."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import hactl
from hactl.errors import HactlError, UsageError
from hactl.events import Emit, Finished, Outcome, Started, silent, why
from hactl.live.lab import netns
from hactl.live.lab.forwarder import open_door
from hactl.live.lab.plan import LabPlan, to_json
from hactl.live.lab.processes import end, wait_gone
from hactl.live.lab.protocol import NoLab, ask, follow
from hactl.live.lab.state import LabRecord, make_folder, read_plan, read_record, runs, take_lock
from hactl.reports.lab import LabMode, LabStatus, MemberStatus

TASK = "lab"
DOWN_SECONDS = 30.0
KILLED_SECONDS = 10.0
TAIL_BYTES = 64 * 1024


def up(plan: LabPlan, emit: Emit, *, door_port: int = 0) -> LabStatus:
    """Start the lab and wait until all of it is ready; its address is told first.

    `door_port` 0: any free one. Whatever ends this call early (an exception, Ctrl-C, the death
    of this process) ends the lab too. Raises Refused if it runs already, HactlError if a
    member does not come up or the door's port is taken.
    """
    make_folder(plan.state)
    lock = take_lock(plan.state)
    try:
        with _door(door_port) as listener:
            emit(Started(TASK, "", f"lab `{plan.name}` at {_url(listener.getsockname())}"))
            (plan.state / "lab.json").write_text(to_json(plan))
            _start(plan.state, lock, listener, emit)
    finally:
        os.close(lock)
    found = status(plan.state)
    if found is None:
        raise _died(plan.state)
    partly = [member.name for member in found.members if member.dead]
    whole = len(found.members) - len(partly)
    but = f"; {', '.join(partly)} only partly" if partly else ""
    emit(Finished(TASK, Outcome.FAILED if partly else Outcome.DONE, f"{whole} members up at {found.url}{but}"))
    return found


def dead(found: LabStatus) -> tuple[str, ...]:
    """Return a line for each application that does not answer on an instance."""
    return tuple(f"{m.name}: {path} does not answer: {why}" for m in found.members for path, why in m.dead.items())


def status(state: Path) -> LabStatus | None:
    """Return how the lab is, None if none runs."""
    record = read_record(state)
    if record is None:
        return None
    with suppress(NoLab):
        members = tuple(MemberStatus(**m) for m in ask(state, do="status", seconds=10.0))
        return LabStatus(
            name=record.name,
            ground=record.ground,
            url=_url(record.door),
            pid=record.supervisor.pid,
            members=members,
        )
    return None


def kill(state: Path, member: str, signal: str = "SIGKILL") -> MemberStatus:
    """Send SIGKILL, SIGTERM, SIGSTOP or SIGCONT to a member; after the first two it is gone. NoLab, HactlError."""
    return MemberStatus(**ask(state, do="kill", member=member, signal=signal))


def start(state: Path, member: str, emit: Emit = silent) -> MemberStatus:
    """Start a member that is down and wait until it is ready. Raises NoLab, HactlError."""
    return MemberStatus(**ask(state, emit, do="start", member=member))


def reload(state: Path, member: str = "nginx") -> str:
    """Check the balancer's new configuration and let it take effect; return what the check said. Raises HactlError."""
    return str(ask(state, do="reload", member=member))


def take(state: Path, plan: LabPlan) -> None:
    """Give the running lab another plan; its members are started and ended one by one. Raises NoLab, HactlError."""
    (state / "lab.json").write_text(to_json(plan))
    ask(state, do="take")


def down(state: Path, emit: Emit = silent) -> bool:
    """End the lab: its own processes, nothing else; False if none ran. Raises HactlError if some cannot be ended."""
    if not runs(state):
        return False
    record = read_record(state)
    with suppress(HactlError):
        ask(state, emit, do="down", seconds=DOWN_SECONDS)
    if record is not None:
        _end_hard(record)
    return True


def join(state: Path) -> None:
    """Move this process into the lab's network, for good; mapped, there is nothing to do.

    The process may have one thread only at this moment. Raises NoLab.
    """
    record = read_record(state)
    if record is None:
        raise NoLab
    if record.ground is LabMode.NAMESPACE:
        netns.join(record.inner.pid)


def log_files(state: Path) -> dict[str, Path]:
    """Return the log of each member of the lab that runs, or of the one that ran last; empty if there was none.

    Raises:
        HactlError: what says so is damaged.
    """
    try:
        plan = read_plan(state)
    except FileNotFoundError:
        return {}
    return {m.name: m.log for m in plan.members}


def log_tail(state: Path, member: str, lines: int = 40) -> Sequence[str]:
    """Return the last lines of a member's log.

    Raises:
        UsageError: there is no such member.
        HactlError: it cannot be read.
    """
    files = log_files(state)
    if member not in files:
        raise UsageError(f"no member `{member}` in this lab", hint=f"there are: {', '.join(files) or 'none'}")
    file = files[member]
    try:
        if not stat.S_ISREG((found := file.stat()).st_mode):
            raise HactlError(f"{file} is not a readable file")
        with file.open("rb") as log:
            log.seek(max(0, found.st_size - TAIL_BYTES))
            found_lines = log.read().decode(errors="replace").splitlines()
            return found_lines[max(0, len(found_lines) - lines) :]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise HactlError(f"{file} cannot be read: {error.strerror}") from None


@contextmanager
def _door(port: int) -> Iterator[socket.socket]:
    try:
        listener = open_door(port)
    except OSError as error:
        raise HactlError(f"port {port} for the lab is taken: {error.strerror}", hint="choose another") from error
    with listener:
        yield listener


def _start(state: Path, lock: int, listener: socket.socket, emit: Emit) -> None:
    """Start the supervisor and follow it until all is up; if anything comes between, no process is left."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        supervisor = _spawn(state, (theirs.fileno(), lock, listener.fileno()))
        theirs.close()
        listener.close()
        try:
            follow(ours, emit)
        except BaseException as reason:
            ours.close()  # the supervisor sees that its reader is gone
            _wait_or_kill(state, supervisor)
            failure = _died(state) if isinstance(reason, ConnectionError) else reason
            emit(Finished(TASK, Outcome.FAILED, why(failure)))
            raise failure from None
        supervisor.returncode = 0  # it goes on without us


def _spawn(state: Path, descriptors: tuple[int, ...]) -> subprocess.Popen[bytes]:
    package_root = str(Path(hactl.__file__).resolve().parent.parent)
    search = os.pathsep.join(filter(None, (package_root, os.environ.get("PYTHONPATH", ""))))
    with (state / "logs" / "supervisor.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "hactl.live.lab.supervisor", str(state), *map(str, descriptors)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=descriptors,
            cwd="/",
            env={**os.environ, "PYTHONPATH": search},
            start_new_session=True,
        )


def _wait_or_kill(state: Path, supervisor: subprocess.Popen[bytes]) -> None:
    record = read_record(state)
    try:
        supervisor.wait(DOWN_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        supervisor.kill()
        supervisor.wait(KILLED_SECONDS)
    if record is not None:
        wait_gone(record.inner, KILLED_SECONDS)


def _end_hard(record: LabRecord) -> None:
    """Wait for the end that was asked for; whoever does not follow is killed."""
    for who in (record.supervisor, record.inner):
        if not wait_gone(who, KILLED_SECONDS) and not end(who, KILLED_SECONDS):
            raise HactlError(f"process {who.pid} of the lab cannot be ended", hint=f"look at /proc/{who.pid}/status")


def _died(state: Path) -> HactlError:
    lines = (state / "logs" / "supervisor.log").read_text(errors="replace").splitlines()
    said = f": {lines[-1]}" if lines else ""
    return HactlError(f"the lab ended while it started{said}", hint=f"see {state / 'logs'}")


def _url(door: tuple[str, int]) -> str:
    address, port = door
    return f"http://{address}:{port}/"
