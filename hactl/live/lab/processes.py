"""Processes of this machine, told apart by pid *and* start time, so that a pid used again is never taken for ours.

Facts: proc(5), prctl(2).
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PAUSE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Identity:
    """A process: its pid and when it started (clock ticks since boot). Equal means: the same process."""

    pid: int
    started: int


def identity(pid: int) -> Identity | None:
    """Return who has this pid now; None if nobody, or a dead one that nobody has fetched."""
    fields = _stat(pid)
    return Identity(pid, int(fields[18])) if fields else None


def own_pid() -> int:
    """Return this process's pid as /proc counts it, also inside a pid namespace."""
    return int(os.readlink("/proc/self"))  # noqa: PTH115 - used between fork and exec: the less code the better


def alive(who: Identity) -> bool:
    """Return whether exactly this process still runs."""
    return identity(who.pid) == who


def resident_kib(pid: int) -> int:
    """Return the memory a process holds (VmRSS), in KiB; 0 if it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def end(who: Identity, seconds: float) -> bool:
    """Kill exactly this process and wait until it is gone; False if it is not after `seconds`."""
    if alive(who):
        with suppress(ProcessLookupError):
            os.kill(who.pid, signal.SIGKILL)
    return wait_gone(who, seconds)


def wait_gone(who: Identity, seconds: float) -> bool:
    """Wait until the process is gone; False if it is not after `seconds`."""
    deadline = time.monotonic() + seconds
    while alive(who):
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends. The parent may be gone already: look afterwards."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of all descendants whose own parent ends, so that they can be fetched and counted."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def group_gone(group: int) -> bool:
    """Return whether no process of this process group is left; dead ones that nobody has fetched do not count."""
    pids = (int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit())
    return not any(fields and int(fields[1]) == group for fields in map(_stat, pids))


def _stat(pid: int) -> list[str]:
    """Return the fields of proc(5)'s stat behind the state: parent, group, ...; none if the process is gone or dead."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    state, *fields = text.rpartition(")")[2].split()
    return [] if state in "ZX" else fields


_LIBRARY = ctypes.CDLL(None, use_errno=True)  # loaded here: not between fork and exec


def _prctl(option: int, value: int) -> None:
    if _LIBRARY.prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}")
