"""What users see while an instance hangs: its port is open, nobody answers (SIGSTOP); SIGCONT ends it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from measure.users.browser import Answer, Browser
from measure.users.scene import ADDRESS, HTTP, OWN, PARTNER, Bad, Doing, Limit, Missed, Scene, asking, expect
from measure.users.through_kills import told

TITLES = (
    "an instance hangs (SIGSTOP): a user's GET",
    "the same: 12 new users",
    "the same: users of its partner",
    "the same: a user's POST",
)
LOGOUT = "logged out on the partner meanwhile; the hung one goes on"


def play(s: Scene) -> Iterator[tuple[str, str]]:
    """Let one instance hang once, with all of these users on it."""
    own, poster, leaver, stayer = (s.user_on(OWN) for _ in range(4))
    beside = s.user_on(PARTNER)
    s.kill(OWN, "SIGSTOP")
    try:
        got, posted = asking(own[0], "/see"), asking(poster[0], "/count?k=k1", "POST")
        old = dict(leaver[0].jar)
        left = Doing(lambda: [leaver[0].ask("/see"), leaver[0].ask("/logout")])  # moved first, so only there
        partner = Doing(lambda: [beside[0].ask("/count?k=k1") for _ in range(6)])
        new = [Doing(lambda: s.new()[1]) for _ in range(12)]
        yield from _seen(s, TITLES[0], lambda: _own(s, own[1], got.answer()))
        yield from _seen(s, TITLES[1], lambda: _new(s, new))
        yield from _seen(s, TITLES[2], lambda: _partner(s, beside[1], partner))
        yield from _seen(s, TITLES[3], lambda: _poster(s, poster, posted.answer()))
        left.result()
    finally:
        s.kill(OWN, "SIGCONT")
    time.sleep(5)
    hung = Browser((ADDRESS[OWN], HTTP))  # NGINX sends nobody there while it is marked as failed
    yield from _seen(s, LOGOUT, lambda: _logged_out(hung, old, stayer))


def _seen(s: Scene, title: str, look: object) -> Iterator[tuple[str, str]]:
    assert callable(look)
    s.notes = []

    def whole() -> None:
        look()
        raise StopIteration

    yield title, told(s, whole)


def _own(s: Scene, name: str, answer: Answer) -> None:
    s.note(f"waits {answer.seconds:.0f} s")
    expect(answer, name, PARTNER)
    if answer.seconds < 5:
        raise Missed("it was not asked of the one that hangs")


def _poster(s: Scene, poster: tuple[Browser, str], answer: Answer) -> None:
    """A POST may have been begun, so it is not sent again; the next click has the session."""
    s.note(f"{answer.status or answer.error} after {answer.seconds:.0f} s")
    again = poster[0].ask("/see")
    s.note(f"next click after {again.seconds:.0f} s")
    expect(again, poster[1], PARTNER)
    if answer.status == 200:
        raise Missed("it was not sent to the one that hangs")


def _new(s: Scene, new: list[Doing]) -> None:
    answers = [one.answer() for one in new]
    waits = [a.seconds for a in answers]
    s.note(f"waits up to {max(waits):.0f} s, {sum(waits):.0f} s together")
    if failed := [a for a in answers if not a.user]:
        raise Bad(f"{len(failed)} of {len(answers)} cannot log in")


def _partner(s: Scene, name: str, partner: Doing) -> None:
    answers = partner.result()
    assert isinstance(answers, list)
    s.note(f"waits up to {max(a.seconds for a in answers):.1f} s")
    for answer in answers:
        expect(answer, name, PARTNER)


def _logged_out(hung: Browser, old: dict[str, str], stayer: tuple[Browser, str]) -> None:
    expect(hung.ask("/see", cookies=stayer[0].jar), stayer[1], OWN)
    if hung.ask("/see", cookies=old).user:
        raise Limit("an old cookie gives the logged-out user again on the one that hung")
