"""Users as the balancer sees them: a cookie jar each, a seat in every application."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from hactl.live.drill.cookies import CookieJar
from hactl.live.drill.readings import Judgement, Reading, judge, read_answer
from hactl.live.drill.request import Answer, fetch
from hactl.live.drill.target import DrillApp, DrillOptions, DrillTarget
from hactl.reports.drill import Fate


@dataclass(slots=True)
class Tally:
    """How a user's requests went since it was last begun."""

    requests: int = 0
    failed: int = 0
    delayed: int = 0
    longest_s: float = 0.0

    def add(self, seconds: float, *, ok: bool, delayed_s: float) -> None:
        """Count one request."""
        self.requests += 1
        self.failed += not ok
        self.delayed += seconds > delayed_s
        self.longest_s = max(self.longest_s, seconds)


@dataclass(slots=True)
class UserSession:
    """One user's session in one application: what it must hold by the answers so far.

    `home` is the instance that answered when the step began. `setbacks` are values that
    went back while the user clicked, `lost` that a click met a session without its user.
    """

    app: DrillApp
    expected: Reading | None = None
    home: str = ""
    tally: Tally = field(default_factory=Tally)
    setbacks: set[str] = field(default_factory=set)
    lost: bool = False

    def begin(self) -> None:
        """Forget how the last step went."""
        self.tally, self.setbacks, self.lost = Tally(), set(), False

    def take(self, operation: str, found: Reading) -> None:
        """Take the answer of a click: from now on this is what the session must hold."""
        assert self.expected is not None, "a user clicks after filling the session"
        if found.user != self.expected.user:
            self.lost = True
            return
        for name in ("count", "changed"):
            raised = name == _RAISES.get(operation)
            if getattr(found, name) < getattr(self.expected, name) + raised:
                self.setbacks.add(name)
        self.expected = replace(self.expected, count=found.count, changed=found.changed)

    def judge(self, found: Reading | None) -> Judgement:
        """Judge what a read found, with what the clicks before it met."""
        assert self.expected is not None, "a session is judged after it was filled"
        judged = judge(self.expected, found)
        if self.lost and judged.fate is not Fate.UNANSWERED:
            return replace(judged, fate=Fate.LOST)
        behind = tuple(sorted({*judged.behind, *self.setbacks}))
        fate = Fate.BEHIND if behind and judged.fate is Fate.KEPT else judged.fate
        return replace(judged, behind=behind, fate=fate)


_RAISES = {"count": "count", "change": "changed"}


class User:
    """A user: asks through the balancer, one request at a time, and keeps the cookies."""

    def __init__(self, name: str, target: DrillTarget, options: DrillOptions) -> None:
        self.name = name
        self.jar = CookieJar()
        self.sessions = [UserSession(app) for app in target.apps]
        self._target, self._options = target, options

    def ask(self, session: UserSession, operation: str, **query: str | int) -> Reading | None:
        """Call an operation through the balancer; counted in the seat. None: not the application's answer."""
        answer, found = self._ask(self._target.balancer, session.app, operation, query)
        session.tally.add(answer.seconds, ok=found is not None, delayed_s=self._options.delayed_s)
        return found

    def ask_directly(self, address: str, app: DrillApp, operation: str, **query: str | int) -> Reading | None:
        """Call an operation at an instance, past the balancer, with the same cookies."""
        return self._ask(address, app, operation, query)[1]

    def leave(self, session: UserSession) -> None:
        """End the session of a seat; what the answer says does not matter."""
        self._ask(self._target.balancer, session.app, "logout", {"create": "no"})

    def click(self, session: UserSession, operation: str) -> None:
        """Change the session in one way and remember what the answer says it holds now."""
        found = self.ask(session, operation)
        if found is not None:
            session.take(operation, found)

    def _ask(
        self, address: str, app: DrillApp, operation: str, query: dict[str, str | int]
    ) -> tuple[Answer, Reading | None]:
        path = app.at(operation) + ("?" + urlencode(query) if query else "")
        headers = {"Host": self._target.host, "Accept": "text/plain"}
        if cookies := self.jar.header(path):
            headers["Cookie"] = cookies
        answer = fetch(address, path, headers, timeout_s=self._options.request_s)
        self.jar.store(path, answer.set_cookies)
        found = read_answer(answer.body) if answer.ok else None
        if found is not None:
            found = replace(found, instance=self._target.name_at(found.address, found.instance))
        return answer, found


def enter(user: User, session: UserSession, seed: int) -> bool:
    """Begin a session: log in, fill it once, change what changes, read; False if any of it had no answer.

    From here on the session must hold what the last read said. A session that is there
    already and was filled keeps what it has.
    """
    steps: list[tuple[str, dict[str, str | int]]] = [
        ("login", {"user": user.name}),
        ("fill", {"seed": seed}),
        ("mutate", {}),
        ("count", {}),
        ("change", {}),
    ]
    for operation, query in steps:
        if user.ask(session, operation, **query) is None:
            return False
    session.expected = user.ask(session, "read")
    if session.expected is None:
        return False
    session.home = session.expected.instance
    return session.expected.user == user.name and len(session.expected.attributes) > FILLED


FILLED = 40  # a filled session has more attributes than this: 40 of many types and one of 64 KiB
