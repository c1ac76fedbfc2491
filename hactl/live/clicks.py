"""Load: users who click while something happens."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from hactl.live.users import User

PAUSE_S = 0.02  # between two clicks of one thread: a steady load, not a benchmark
OPERATIONS = ("count", "change")


class Clicking:
    """While this context lasts, the users click; each of them from one thread only.

    Leaving it waits for the requests under way, which their own time limit bounds.
    """

    def __init__(self, users: Sequence[User], *, threads: int = 4) -> None:
        self._stop = threading.Event()
        shares = [share for share in (users[i::threads] for i in range(threads)) if share]
        self._threads = [threading.Thread(target=self._run, args=(share,), daemon=True) for share in shares]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, users: Sequence[User]) -> None:
        for operation in itertools.cycle(OPERATIONS):
            for user in users:
                for seat in user.seats:
                    if self._stop.wait(PAUSE_S):
                        return
                    if seat.expected is not None:  # else the session could not be begun; that is said elsewhere
                        user.click(seat, operation)
