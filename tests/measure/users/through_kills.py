"""What users see through a kill, a come-back, the partner's kill: each a story in parts, all on the same servers.

A story is a generator: what stands before its first `yield` happens before anything is killed, and so on (`PARTS`).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Event

from measure.users.browser import Browser
from measure.users.scene import OWN, PARTNER, Bad, Doing, Limit, Missed, Scene, asking, expect, here

PARTS = ("prepare", "launch", "own killed", "own back", "partner killed", "partner back", "own killed again")
INTERVAL_S = 7
IDLE_S = 10.0
Story = Callable[[Scene], Iterator[None]]
UPLOAD = 50 * 1024 * 1024


def large_session(s: Scene) -> Iterator[None]:
    u, name = s.user_on(OWN)
    known = expect(u.ask("/many?n=2000"), name, OWN, large="65536", attributes="2002")
    yield
    yield
    moved = expect(u.ask("/see"), name, PARTNER, large="65536", attributes="2002")
    s.note(f"{moved.seconds:.2f} s")
    yield
    expect(u.ask("/see"), name, PARTNER, attributes=known.said["attributes"])
    yield
    expect(u.ask("/see"), name, OWN, attributes=known.said["attributes"])


def four_threads(s: Scene) -> Iterator[None]:
    u, name = s.user_on(OWN)
    each = [Doing(lambda t=t: [u.ask(f"/count?k=k{t}-{n}") for n in range(40)]) for t in range(4)]  # type: ignore[misc]
    for one in each:
        one.result()
    live = expect(u.ask("/see"), name, OWN)
    count, attributes = live.said.get("count"), live.said.get("attributes")
    if (count, attributes) != ("160", "162"):
        raise Bad(f"count {count} of 160, {attributes} of 162 attributes before the kill")
    yield
    yield
    copy = expect(u.ask("/see"), name, PARTNER, attributes="162")
    seen = int(copy.said.get("count", "0"))
    if 160 - 4 < seen < 160:
        raise Limit(f"all attributes copied, but one that all wrote is {seen} of 160: copies overtook each other")
    expect(copy, name, PARTNER, count="160")


class _Tabs:
    """Tabs of one browser. `known`: the newest value that was answered to any of them, by attribute."""

    def __init__(self, browser: Browser, user: str) -> None:
        self._browser, self._user = browser, user
        self._stop = Event()
        self._known: dict[str, int] = {}
        self._doing: list[Doing] = []
        self.bad: list[str] = []
        self.places: set[str] = set()

    def begin(self) -> None:
        """Let two of them write and read, each an attribute of its own."""
        self._doing = [Doing(lambda key=key: self._click(key)) for key in ("t0", "t1")]  # type: ignore[misc]

    def end(self) -> int:
        """Let them stop; return how often they asked."""
        self._stop.set()
        return sum(int(str(one.result())) for one in self._doing)

    def _click(self, key: str) -> int:
        number = 0
        while not self._stop.wait(0.02):
            number += 1
            if self._ask(f"/set?k={key}&v={number}"):
                self._known[key] = number
            self._ask("/see")
        return 2 * number

    def _ask(self, path: str) -> bool:
        known = dict(self._known)
        answer = self._browser.ask(path)
        if answer.status != 200:
            self.bad.append(f"answered {answer.status or answer.error}")
        elif answer.user != self._user:
            self.bad.append("login lost")
        elif any(int(answer.said.get(key) or 0) < value for key, value in known.items()):
            self.bad.append("an older value")
        else:
            self.places.add(here(answer))
            return True
        return False


def two_tabs(s: Scene) -> Iterator[None]:
    u, name = s.user_on(OWN)
    tabs = _Tabs(u, name)
    yield
    tabs.begin()
    yield
    time.sleep(3)
    yield
    time.sleep(3)
    asked = tabs.end()
    if tabs.bad:
        what = ", ".join(f"{count} {text}" for text, count in sorted(Counter(tabs.bad).items()))
        raise Bad(f"of {asked} requests: {what}")
    if tabs.places != {OWN, PARTNER}:
        raise Missed(f"only on {tabs.places}")
    s.note(f"{asked} requests")


def session_in_url(s: Scene) -> Iterator[None]:
    u, name = s.user_on(OWN)
    url = expect(u.ask("/see"), name).said["session"]
    path, sticky = f"/see;jsessionid={url}", {k: v for k, v in u.jar.items() if k.startswith("HA_")}
    expect(u.ask(path, cookies=sticky), name, OWN)
    yield
    yield
    moved = expect(u.ask(path, cookies=sticky), name, PARTNER)
    path = moved.said.get("url") or path
    yield
    expect(u.ask(path if "jsessionid" in path else f"/see;jsessionid={moved.said['session']}", cookies=sticky), name)


def _in_flight(method: str, *, once: bool) -> Story:
    def story(s: Scene) -> Iterator[None]:
        u, name = s.user_on(OWN)
        request = s.request()
        yield
        doing = asking(u, f"/work?id={request}&ms=6000", method)
        yield
        answer = doing.answer()
        begun, ended = s.carried_out(request)
        s.note(f"{answer.status or answer.error}, begun {begun}, ended {ended}")
        if begun == ended:
            raise Missed("it was not under way when the server died")
        if once and begun != 1:
            raise Bad(f"{method} was begun {begun} times")
        if not once and (answer.status != 200 or ended != 1):
            raise Bad(f"{method} was not carried out once on the partner")
        expect(u.ask("/see"), name, PARTNER)

    return story


def long_poll(s: Scene) -> Iterator[None]:
    u, name = s.user_on(OWN)
    yield
    request = s.request()
    doing = asking(u, f"/work?id={request}&ms=9000")
    yield
    answer = expect(doing.answer(), name, PARTNER)
    s.note(f"{answer.seconds:.0f} s")
    if s.carried_out(request) != (2, 1):
        raise Missed(f"begun and ended {s.carried_out(request)}")


def stream_cut(s: Scene) -> Iterator[None]:
    u, name = s.user_on(OWN)
    yield
    doing = asking(u, "/stream?ms=9000")
    yield
    answer = doing.answer()
    s.note(answer.error or str(answer.status))
    if answer.status == 200 and "last" not in answer.said:
        raise Bad("half an answer looks whole")
    if answer.status == 200:
        raise Missed("it was not cut")
    expect(u.ask("/see"), name, PARTNER)


def _pieces() -> Iterator[bytes]:
    piece = bytes(1024 * 1024)
    for _ in range(UPLOAD // len(piece)):
        time.sleep(0.12)
        yield piece


def upload(s: Scene) -> Iterator[None]:
    u, name = s.user_on(OWN)
    request = s.request()
    yield
    doing = Doing(lambda: u.ask(f"/upload?id={request}", "POST", body=_pieces()))
    yield
    answer = doing.answer()
    begun, ended = s.carried_out(request)
    s.note(f"{answer.status or answer.error}, begun {begun}, ended {ended}")
    if answer.seconds < 3:
        raise Missed("it had ended before the server died")
    if answer.said.get("bytes") != str(UPLOAD):
        raise Bad(f"{answer.said.get('bytes', 'no')} bytes arrived")
    if (begun, ended) != (1, 1):
        raise Bad("not carried out once")
    expect(u.ask("/see"), name, PARTNER)


def sticky_cookie_dropped(s: Scene) -> Iterator[None]:
    u, name = s.user_on(OWN)
    _drop(u)
    expect(u.ask("/see"), name)
    yield
    yield
    _drop(u)
    expect(u.ask("/see"), name)
    yield
    _drop(u)
    expect(u.ask("/see"), name)


def _drop(u: Browser) -> None:
    for key in [key for key in u.jar if key.startswith("HA_")]:
        del u.jar[key]


def written_on_partner(s: Scene) -> Iterator[None]:
    u, name = s.user_on(OWN)
    yield
    yield
    expect(u.ask("/set?k=x&v=partner"), name, PARTNER, x="partner")
    yield
    expect(u.ask("/see"), name, x="partner")
    yield
    expect(u.ask("/see"), name, OWN, x="partner")


def new_login(s: Scene) -> Iterator[None]:
    u, _ = s.user_on(OWN)
    old = dict(u.jar)
    u.ask("/logout")
    name = u.ask("/login?user=again").user
    expect(u.ask("/see"), name, OWN)
    yield
    yield
    expect(u.ask("/see"), name, PARTNER)
    _gone(u, old)


def _gone(u: Browser, cookies: dict[str, str]) -> None:
    answer = u.ask("/see", cookies=cookies)
    if answer.user:
        raise Bad(f"logged-out user is back on {here(answer)}")


def logout(s: Scene) -> Iterator[None]:
    u, _ = s.user_on(OWN)
    old = dict(u.jar)
    u.ask("/logout")
    yield
    yield
    _gone(u, old)
    yield
    _gone(u, old)


def logout_while_partner_is_dead(s: Scene) -> Iterator[None]:
    for _ in range(3):
        yield
    u, _ = s.user_on(OWN)
    yield
    old = dict(u.jar)
    u.ask("/logout")
    yield
    yield
    _gone(u, old)


def idle(s: Scene) -> Iterator[None]:
    """Three users who click no more, each asked once: after the kill, after the come-back, and long after it."""
    users = [s.user_on(OWN) for _ in range(3)]
    for browser, user in users:
        expect(browser.ask(f"/interval?s={INTERVAL_S}"), user)
    since = time.monotonic()
    alive = []

    def look(begun: float) -> float:
        browser, _ = users.pop()
        answer, after = browser.ask("/see"), time.monotonic() - since
        if answer.user:
            alive.append(f"{after:.0f} s")
        return time.monotonic() - begun

    yield
    yield
    if look(since) < INTERVAL_S:
        raise Missed("asked before its time was over")
    yield
    joined = time.monotonic()
    look(since)
    yield
    yield
    before = len(alive)
    time.sleep(max(0.0, joined + 2 * INTERVAL_S + 1 - time.monotonic()))
    look(joined)
    if len(alive) > before:
        raise Bad(f"a time of {INTERVAL_S} s, alive {alive[-1]} after its last click")
    if alive:
        raise Limit(f"a time of {INTERVAL_S} s, still alive after {' and '.join(alive)}; ended later")
    s.note("ended")


def only_read(s: Scene) -> Iterator[None]:
    """The last click is fresh when the server dies, the last write is not."""
    u, name = s.user_on(OWN)
    expect(u.ask(f"/interval?s={INTERVAL_S}"), name)
    stop = Event()
    reading = Doing(lambda: _reads(u, stop))
    yield
    stop.set()
    reading.result()
    yield
    expect(u.ask("/see"), name, PARTNER)


def _reads(u: Browser, stop: Event) -> int:
    while not stop.wait(1):
        u.ask("/see")
    return 0


# First those that look at the clock.
STORIES: dict[str, Story] = {
    "kept alive by reads only, then kill": only_read,
    "idle for longer than its time, then kill": idle,
    "2000 attributes and 64 KiB, `kill -9`, own back, partner killed": large_session,
    "four threads write one session, then `kill -9`": four_threads,
    "two tabs with one cookie jar write through kill and come-back": two_tabs,
    "`;jsessionid=` in the URL, kill, back": session_in_url,
    "POST under way meets the kill": _in_flight("POST", once=True),
    "PATCH under way": _in_flight("PATCH", once=True),
    "GET under way": _in_flight("GET", once=False),
    "PUT under way": _in_flight("PUT", once=False),
    "DELETE under way": _in_flight("DELETE", once=False),
    "a long poll of 9 s": long_poll,
    "a stream, cut after its first bytes": stream_cut,
    "an upload of 50 MB in chunks, cut half way": upload,
    "the balancer's cookie dropped, kill, back": sticky_cookie_dropped,
    "written on the partner, own comes back": written_on_partner,
    "logged out and in again, kill; the old session": new_login,
    "logged out, kill, back: who was logged out stays so": logout,
    "logged out while the partner is dead, partner back, kill": logout_while_partner_is_dead,
}


def play(s: Scene) -> Iterator[tuple[str, str]]:
    """Tell all stories at once, part by part; yield each one's title and its cell."""
    running = {title: (story(s), list[str]()) for title, story in STORIES.items()}
    for part in PARTS:
        _act(s, part)
        for title, (story, notes) in list(running.items()):
            s.notes = notes
            if cell := told(s, lambda story=story: next(story)):  # type: ignore[misc]
                del running[title]
                yield title, cell
        if part == "prepare":
            time.sleep(IDLE_S)
        if part == "launch":
            time.sleep(1.5)
    _act(s, "own back")


def _act(s: Scene, part: str) -> None:
    member = PARTNER if part.startswith("partner") else OWN
    if "killed" in part:
        s.kill(member)
    elif "back" in part:
        s.start(member)
        time.sleep(5)
        s.reload()  # forgets that it was marked as failed: who logs in on it now, stays on it


def told(s: Scene, go_on: Callable[[], object]) -> str:
    """Go on with a story; return its cell once it is at its end."""
    try:
        go_on()
    except StopIteration:
        return " ".join(["ok", *s.notes])
    except Limit as limit:
        return f"limit: {limit}"
    except Missed as missed:
        return f"not decided: {missed}"
    except Bad as bad:
        return " ".join([f"**{bad}**", *s.notes])
    return ""
