"""Nothing of a mapped lab outlives its supervisor: a small process that waits for its end and then cleans up.

The kernel kills the members themselves with the supervisor (PR_SET_PDEATHSIG), but not
their children: an NGINX worker lives on after its master was killed.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from hactl.live.lab.processes import group_gone

WAIT_SECONDS = 10.0


def guard(*, keep: int) -> Callable[[int, bool], None]:
    """Fork the guardian; return the function that tells it of a process group that came (True) or went (False).

    The guardian holds the descriptor `keep` (the lab's lock) until its work is done.
    """
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        os.close(write_end)
        _watch(read_end, keep)
    os.close(read_end)

    def noted(group: int, alive: bool) -> None:
        os.write(write_end, b"%+d\n" % (group if alive else -group))

    return noted


def _watch(read_end: int, keep: int) -> None:
    """Read until the supervisor ends; kill what is left of its groups; never return."""
    try:
        os.setsid()
        os.closerange(3, min(read_end, keep))
        os.closerange(min(read_end, keep) + 1, max(read_end, keep))
        os.closerange(max(read_end, keep) + 1, os.sysconf("SC_OPEN_MAX"))
        groups: set[int] = set()
        with os.fdopen(read_end) as told:
            for line in told:
                number = int(line)
                (groups.add if number > 0 else groups.discard)(abs(number))
        _kill(groups)
    finally:
        os._exit(0)


def _kill(groups: set[int]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while (left := [g for g in groups if not group_gone(g)]) and time.monotonic() < deadline:
        for group in left:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        time.sleep(0.02)
