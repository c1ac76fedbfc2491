"""Who takes part in a drill: the users, the hand on the servers, and what each instance keeps for itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from hactl.live.drill.local_data import LocalData
from hactl.live.drill.readings import judge
from hactl.live.drill.replication import Probe, Prober
from hactl.live.drill.tabs import open_browsers
from hactl.live.drill.target import Control, DrillApp, DrillInstance, DrillOptions, DrillTarget
from hactl.live.drill.users import User, UserSession, enter
from hactl.live.task import TaskHandle
from hactl.reports.drill import Fate, Row


class DrillRun:
    """The state of one drill. As a context: starts again, at the end, what it killed and did not start."""

    def __init__(self, target: DrillTarget, control: Control, options: DrillOptions) -> None:
        self.target, self.options = target, options
        self.users = [self.user(f"user-{number:02}") for number in range(1, options.users + 1)]
        self.browsers = open_browsers(target, options)
        self.places = LocalData(target, options)
        self.prober = Prober(target, options)
        self.witnesses: list[Probe] = []
        self.pool = ThreadPoolExecutor(max_workers=options.workers)
        self._control = control
        self._down: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pool.shutdown(cancel_futures=True)
        running = self._control.status() if self._down else {}
        for name in list(self._down):
            if not running.get(name):
                self.start(name)

    def user(self, name: str) -> User:
        """Return a new user."""
        return User(name, self.target, self.options)

    @property
    def busy(self) -> list[User]:
        """Return the users that click while something happens; the others are idle."""
        return self.users[::2]

    @property
    def running(self) -> list[DrillInstance]:
        """Return the instances that the drill has not killed."""
        return [i for i in self.target.instances if i.name not in self._down]

    @property
    def undeciphered(self) -> Sequence[str]:
        """Return the names of those that were sent something which they could not decrypt."""
        return self._control.undeciphered()

    def kill(self, name: str) -> None:
        """Kill an instance and remember it."""
        self._down.append(name)
        self._control.kill(name)

    def start(self, name: str) -> None:
        """Start an instance again; it returns when it is ready."""
        self._control.start(name)
        self._down.remove(name)
        self.places.restarted([name])

    def begin(self) -> None:
        """Let every seat forget how the last step went."""
        for user in self.users:
            for session in user.sessions:
                session.begin()

    def everybody(self, do: Callable[[User], None], shown: TaskHandle) -> None:
        """Let every user do something, several at a time, each alone."""
        for done, _ in enumerate(self.pool.map(do, self.users), start=1):
            shown.progress(done, len(self.users))

    def enter(self, shown: TaskHandle) -> int:
        """Let every user begin their sessions; return how many sessions could not be begun."""
        failed: list[UserSession] = []

        def one(user: User) -> None:
            failed.extend(s for s in user.sessions if not enter(user, s, seed_of(user)))

        self.everybody(one, shown)
        return len(failed)

    def leave(self) -> None:
        """End all sessions, so that a drill leaves nothing in the servers' memory."""

        def one(user: User) -> None:
            for session in user.sessions:
                user.leave(session)

        list(self.pool.map(one, self.users))
        for browser in self.browsers:
            browser.leave()

    def read(self, shown: TaskHandle, bound: Collection[str] = ()) -> tuple[Row, ...]:
        """Let every user read their sessions and judge them; who lost one begins anew. `bound`: killed instances."""
        busy = {user.name for user in self.busy}
        rows: dict[tuple[str, str], Row] = {}

        def one(user: User) -> None:
            for session in user.sessions:
                if session.expected is not None:
                    rows[user.name, session.app.path] = read_session(
                        user, session, session.home in bound, user.name in busy
                    )

        self.everybody(one, shown)
        return tuple(rows[key] for key in sorted(rows))

    def homes(self, apps: Iterable[DrillApp]) -> list[str]:
        """Return the instances of all users in these applications."""
        wanted = tuple(apps)
        return [s.home for u in self.users for s in u.sessions if s.app in wanted and s.home]


def read_session(user: User, session: UserSession, bound: bool, busy: bool) -> Row:
    """Read and judge one session; take what it holds now as what it must hold from here on."""
    source = session.home
    found = user.ask(session, "read")
    judged = session.judge(found)
    renewed = False
    if found is not None and judged.fate in (Fate.KEPT, Fate.BEHIND):
        session.expected, session.home = found, found.instance
    else:
        renewed = renew(user, session)
    tally = session.tally
    return Row(
        user=user.name,
        app=session.app.path,
        fate=judged.fate,
        source=source,
        to=session.home if renewed else found.instance if found else "",
        bound=bound,
        busy=busy,
        requests=tally.requests,
        failed=tally.failed,
        delayed=tally.delayed,
        longest_s=tally.longest_s,
        missing=judged.missing,
        differing=judged.differing,
        behind=judged.behind,
        in_place_lost=judged.in_place_lost,
        renewed=renewed,
        copied=session.app.replicated,
    )


def renew(user: User, session: UserSession) -> bool:
    """Begin a new session where the old one is lost; True if it works and holds its values at a second read."""
    user.leave(session)
    if not enter(user, session, seed_of(user)) or session.expected is None:
        return False
    return judge(session.expected, user.ask(session, "read")).fate is Fate.KEPT


def seed_of(user: User) -> int:
    """Return the seed of a user's values, so that no two users hold the same."""
    return int(user.name.rpartition("-")[2])
