"""Load: users who click while something happens."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import TracebackType
from typing import Self

from hactl.live.drill.users import User

PAUSE_S = 0.02  # between two clicks of one thread: a steady load, not a benchmark
OPERATIONS = ("count", "change")


class Meanwhile:
    """While this context lasts, each job runs in a thread of its own, until `stop` is set.

    Leaving it waits for the requests under way, which their own time limit bounds.
    """

    def __init__(self, jobs: Iterable[Callable[[], None]]) -> None:
        self.stop = threading.Event()
        self._threads = [threading.Thread(target=job, daemon=True) for job in jobs]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join()


class Load(Meanwhile):
    """While this context lasts, the users click; each of them from one thread only."""

    def __init__(self, users: Sequence[User], *, threads: int = 4) -> None:
        shares = (users[i::threads] for i in range(threads))
        super().__init__([partial(self._run, share) for share in shares if share])

    def _run(self, users: Sequence[User]) -> None:
        for operation in itertools.cycle(OPERATIONS):
            for user in users:
                for session in user.sessions:
                    if self.stop.wait(PAUSE_S):
                        return
                    if session.expected is not None:  # else the session could not be begun; that is said elsewhere
                        user.click(session, operation)
