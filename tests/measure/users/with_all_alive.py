"""What users see while every server is healthy: headers, old and odd clients, methods, reloads, a new NGINX."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from threading import Event

from measure.users.browser import Answer, Browser
from measure.users.scene import ADDRESS, BALANCER, HTTP, OWN, PARTNER, Bad, Doing, Limit, Scene, expect, here
from measure.users.through_kills import told

Try = Callable[[Scene], None]
USERS = 4
METHODS = ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "POST")


def methods(s: Scene) -> None:
    u, name = s.user_on(OWN)
    for method in METHODS:
        answer = u.ask("/count?k=k" + method, method, body=b"x=1" if method in ("PUT", "POST", "PATCH") else None)
        if answer.status != 200:
            raise Bad(f"{method} answered {answer.status}")
    expect(u.ask("/see"), name, OWN, count=str(len(METHODS)))


def request_cookie(size: int) -> Try:
    def attempt(s: Scene) -> None:
        u, name = s.user_on(OWN)
        answer = u.ask("/see", cookies={**u.jar, "large": "x" * size})
        expect(u.ask("/see"), name, OWN)
        if answer.status != 200:
            raise Limit(f"{answer.status}, session kept")
        expect(answer, name, OWN)

    return attempt


def response_header(size: int, method: str) -> Try:
    """Several users: a fault that moves users does not meet each of them."""

    def attempt(s: Scene) -> None:
        direct = Browser((ADDRESS[OWN], HTTP)).ask(f"/header?bytes={size}", method, cookies=s.user_on(OWN)[0].jar)
        found = [_one_header(s, f"/header?bytes={size}", method) for _ in range(USERS)]
        lost = sum(kept.user != name for kept, name, _ in found)
        moved = sum(here(kept) != OWN for kept, *_ in found)
        again = max(begun for *_, (begun, _) in found)
        statuses = "/".join(sorted({str(status) for *_, (_, status) in found}))
        seen = f"{statuses}, begun {again}x{f', {moved} of {USERS} moved' if moved else ''}"
        if lost:
            raise Bad(f"{seen}: {lost} of {USERS} lost their session")
        if direct.status == 0:  # to NGINX as if it had died
            raise Limit(f"the server breaks off; {seen}, session kept")
        if again != 1:
            raise Bad(seen)
        if statuses != "200" or moved:
            raise Limit(f"{seen}{' by the server itself' if direct.status != 200 else ''}, session kept")
        s.note(seen)

    return attempt


def _one_header(s: Scene, path: str, method: str) -> tuple[Answer, str, tuple[int, int]]:
    """Return the next click after it, the user's name, and how often it was begun, with its status."""
    u, name = s.user_on(OWN)
    request = s.request()
    answer = u.ask(f"{path}&id={request}", method)
    after = u.ask("/see")
    if here(after) != OWN:
        s.reload()  # it may have been marked as failed
    return after, name, (s.carried_out(request)[0], answer.status)


def _status(data: bytes) -> str:
    return data.split(b" ", 2)[1].decode() if data.startswith(b"HTTP/") else "nothing"


def old_client(s: Scene) -> None:
    for path in ("/", "/see"):
        status = _status(Browser(BALANCER).raw(b"GET %s HTTP/1.0\r\n\r\n" % path.encode()))
        if status != "200":
            raise Bad(f"GET {path} HTTP/1.0 without Host answered {status}")


def pipelined(s: Scene) -> None:
    u, name = s.user_on(OWN)
    cookie = "; ".join(f"{k}={v}" for k, v in u.jar.items()).encode()
    one = b"GET /see HTTP/1.1\r\nHost: x\r\nCookie: " + cookie + b"\r\n%s\r\n"
    said = u.raw(one % b"" + one % b"" + one % b"Connection: close\r\n")
    answers = said.count(f"user={name}".encode())
    if answers != 3:
        raise Bad(f"{answers} of 3 answered")


class Load:
    """Users that click as long as this context lasts."""

    def __init__(self, s: Scene, users: int = 4) -> None:
        self._users = [s.new() for _ in range(users)]
        self._stop = Event()
        self._doing: list[Doing] = []
        self.answers: list[tuple[Answer, str, str]] = []
        self.meanwhile = "before"

    def __enter__(self) -> Load:
        self._doing = [Doing(lambda u=u, n=a.user: self._click(u, n)) for u, a in self._users]  # type: ignore[misc]
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for one in self._doing:
            one.result()

    def _click(self, u: Browser, name: str) -> int:
        while not self._stop.wait(0.02):
            meanwhile = self.meanwhile
            self.answers.append((u.ask("/count?k=k1"), name, meanwhile))
        return 0

    def verdict(self, s: Scene, *, refused: bool = False) -> None:
        """Note how many were asked. Raises Bad: one was no answer of this user's (`refused`: may have been refused)."""
        bad = [
            f"{answer.status or answer.error if answer.status != 200 else 'login lost'} while {meanwhile}"
            for answer, name, meanwhile in self.answers
            if answer.user != name and not (refused and answer.status in (0, 502))
        ]
        s.note(f"{len(self.answers)} requests")
        if bad:
            raise Bad(", ".join(f"{count} x {what}" for what, count in sorted(Counter(bad).items())))


def reloads(s: Scene) -> None:
    with Load(s) as load:
        for _ in range(5):
            s.reload()
    load.verdict(s)


def new_nginx(s: Scene) -> None:
    u, name = s.user_on(OWN)
    with Load(s) as load:
        time.sleep(0.5)
        s.kill("nginx")
        time.sleep(0.5)
        s.start("nginx")
        time.sleep(1)
    load.verdict(s, refused=True)
    expect(u.ask("/see"), name, OWN)


def rolled(s: Scene) -> None:
    """After it, users who log in on one stay on it, and four requests at a time lose nothing."""
    with Load(s) as load:
        for member in (OWN, PARTNER):
            load.meanwhile = f"{member} ends"
            s.kill(member, "SIGTERM")
            load.meanwhile = f"{member} starts"
            s.start(member)
            load.meanwhile = f"{member} is up again"
            time.sleep(5)
    load.verdict(s)


def clicks_on(s: Scene) -> None:
    """One click after the other, then four at a time: on the same instance, and nothing is lost."""
    u, name = s.user_on(OWN)
    places = [here(expect(u.ask("/count?k=k1"), name)) for _ in range(20)]
    moves = sum(one != other for one, other in pairwise(places))
    v, other = s.user_on(OWN)
    each = [Doing(lambda t=t: [v.ask(f"/count?k=k{t}-{n}") for n in range(20)]) for t in range(4)]  # type: ignore[misc]
    for one in each:
        one.result()
    kept = expect(v.ask("/see"), other).said.get("count")
    s.note(f"moved {moves} times in 20 clicks; {kept} of 80 writes, four at a time")
    if moves > 1 or kept != "80":
        raise Bad("the user goes to and fro")


def reloaded(s: Scene) -> None:
    s.reload()
    clicks_on(s)


TRIES: dict[str, Try] = {
    "HEAD, PUT, DELETE, PATCH, OPTIONS, POST in one session": methods,
    **{f"a request's cookie of {size} kB": request_cookie(size * 1000) for size in (4, 7, 16, 30)},
    **{
        f"a response's header of {size} kB, {method}": response_header(size * 1000, method)
        for size in (5, 8, 16, 64)
        for method in ("GET", "POST")
    },
    "`GET` by HTTP/1.0 without Host": old_client,
    "three pipelined requests": pipelined,
    "NGINX reloaded five times under load": reloads,
    "NGINX killed and started under load": new_nginx,
    "both instances ended (SIGTERM) and started, one after the other, under load": rolled,
    "then, within a minute: a user clicks on": clicks_on,
    "then, with NGINX reloaded: a user clicks on": reloaded,
}


def play(s: Scene) -> Iterator[tuple[str, str]]:
    """Try all; yield each one's title and its cell."""
    for title, attempt in TRIES.items():
        s.notes = []
        yield title, told(s, lambda attempt=attempt: _whole(s, attempt))  # type: ignore[misc]


def _whole(s: Scene, attempt: Try) -> None:
    attempt(s)
    raise StopIteration
