"""Users behind each balancer while a server is told to stop, as for every deploy: whose requests fail."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from measure.balancer.doors import ADDRESS, Door

USERS, THINK_S, AROUND_S, WAIT_S = 12, 0.02, 1.5, 70.0
HEAD = "| while servers stop | requests | failed GETs | failed POSTs | longest wait |"


@dataclass
class Seen:
    """What the users of one balancer saw."""

    failed: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    longest: float = 0.0


class _User(threading.Thread):
    def __init__(self, port: int, seen: Seen, ending: threading.Event) -> None:
        super().__init__(daemon=True)
        self._port, self._seen, self._ending = port, seen, ending
        self._jar: dict[str, str] = {}

    def run(self) -> None:
        turn = 0
        while not self._ending.wait(THINK_S):
            turn += 1
            method = "GET" if turn % 4 else "POST"
            begun = time.monotonic()
            status = self._ask(method)
            self._seen.longest = max(self._seen.longest, time.monotonic() - begun)
            self._seen.asked += 1
            if status != 200:
                self._seen.failed[method] += 1

    def _ask(self, method: str) -> int:
        connection = http.client.HTTPConnection(ADDRESS, self._port, timeout=WAIT_S)
        try:
            jar = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._jar.items())} if self._jar else {}
            connection.request(method, "/page1.html", b"a=b" if method == "POST" else None, jar)
            answer = connection.getresponse()
            answer.read()
            for name, _, value in (
                c.partition(";")[0].partition("=") for c in answer.headers.get_all("Set-Cookie") or ()
            ):
                self._jar[name] = value
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def play(doors: Sequence[Door], stops: int, stop: Callable[[], object], start: Callable[[], object]) -> dict[str, Seen]:
    """Stop and start a server so often under all doors' users; return what they saw."""
    found, ending = {door.name: Seen() for door in doors}, threading.Event()
    users = [_User(door.port, found[door.name], ending) for door in doors for _ in range(USERS)]
    for user in users:
        user.start()
    for _ in range(stops):
        time.sleep(AROUND_S)
        stop()
        time.sleep(AROUND_S)
        start()
    ending.set()
    for user in users:
        user.join(WAIT_S)
    return found


def rows(title: str, found: Mapping[str, Seen]) -> Iterator[str]:
    """Yield the rows of the table."""
    for name, seen in found.items():
        failed = f"{seen.failed['GET']} | {seen.failed['POST']}"
        yield f"| {title}: {name} | {seen.asked} | {failed} | {seen.longest:.1f} s |"
