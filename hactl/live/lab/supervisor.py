"""The process that a lab consists of: everything else dies with it.

`python -m hactl.live.lab.supervisor STATE REPORT LOCK DOOR` (three inherited descriptors)
reads STATE/lab.json. In a namespace it forks once: the child is the init of a pid
namespace, so the kernel ends all that is in there with it, and it asks to be killed when
the supervisor ends. Mapped, there is no such namespace: a guardian waits for the
supervisor's end and kills the process groups it was told of.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hactl.live.lab.guardian import guard
from hactl.live.lab.netns import enter
from hactl.live.lab.plan import LabPlan
from hactl.live.lab.processes import Identity, adopt_orphans, die_with_parent, identity, own_pid
from hactl.live.lab.service import Service
from hactl.live.lab.state import LabRecord, forget_record, read_plan, write_record
from hactl.reports.lab import LabMode


def main(state: Path, report: int, lock: int, door: int) -> int:
    """Run the lab until it is told to end; return an exit code."""
    plan = read_plan(state)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us through the report line: it ends with its reader
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        run = _in_namespace if plan.ground is LabMode.NAMESPACE else _mapped
        return run(plan, report, lock, door)
    finally:
        forget_record(state)


def _in_namespace(plan: LabPlan, report: int, _lock: int, door: int) -> int:
    outside = _me()
    enter(plan.addresses)
    watch, hold = os.pipe()
    child = os.fork()
    if child:
        for descriptor in (report, door, watch):
            os.close(descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(hold)
    die_with_parent()
    if select.select([watch], [], [], 0)[0]:  # the parent ended before we asked
        os._exit(1)
    os._exit(_serve(plan, report, door, outside, lambda _group, _alive: None))


def _mapped(plan: LabPlan, report: int, lock: int, door: int) -> int:
    adopt_orphans()
    tell_guardian = guard(keep=lock)
    return _serve(plan, report, door, _me(), tell_guardian)


def _serve(plan: LabPlan, report: int, door: int, outside: Identity, noted: Callable[[int, bool], None]) -> int:
    listener = socket.socket(fileno=door)
    address, port = listener.getsockname()[:2]
    record = LabRecord(name=plan.name, ground=plan.ground, door=(address, port), supervisor=outside, inner=_me())
    write_record(plan.state, record)
    service = Service(plan, record, noted)
    return asyncio.run(service.run(socket.socket(fileno=report), listener))


def _me() -> Identity:
    found = identity(own_pid())
    assert found is not None, "this process runs"
    return found


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main(Path(sys.argv[1]), *(int(a) for a in sys.argv[2:5])))
