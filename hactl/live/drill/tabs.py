"""Two tabs of one browser: two requests of one session at a time, each tab with an attribute of its own.

A user who never asks twice at a time does not see a server that answers one of two such requests
with a new session (GlassFish 3.1.2.2 does, unless an application forbids it; docs/glassfish.md).
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from types import TracebackType
from typing import Self

from hactl.live.drill.load import Meanwhile
from hactl.live.drill.readings import Reading
from hactl.live.drill.target import DrillApp, DrillOptions, DrillTarget
from hactl.live.drill.users import User, UserSession
from hactl.reports.drill import Tabs

NAMES = ("one", "two")
PAUSE_S = 0.02  # between two pairs of requests, of all browsers together: a steady load, not a benchmark


class Excused(Enum):
    """What a user may lose with their instance: what one of two tabs wrote by `copies: one`; what was just written by
    `mode: async`, or the whole SESSION that it was written to.
    """

    NOTHING = auto()
    FORKED = auto()
    LAST_WRITES = auto()
    SESSION = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the two attributes had to be when a request was sent, and what was answered.

    `excused`: what may have been lost with the instance that was killed by then.
    """

    user: str
    known: Mapping[str, int]
    found: Reading | None
    excused: Excused = Excused.NOTHING

    def count(self) -> Tabs:
        """Count this one answer: right, or the worst that is wrong with it."""
        if self.found is None:
            return Tabs(answers=1, unanswered=1)
        if self.found.user != self.user:
            excused = self.excused is Excused.SESSION
            return Tabs(answers=1, without_login=int(not excused), vanished=int(excused))
        if self.known.keys() - self.found.tabs.keys():
            return Tabs(answers=1, gone=1)
        older = any(self.found.tabs[name] < value for name, value in self.known.items())
        if not older:
            return Tabs(answers=1)
        match self.excused:
            case Excused.NOTHING:
                return Tabs(answers=1, older=1)
            case Excused.FORKED:
                return Tabs(answers=1, forked=1)
            case Excused.LAST_WRITES | Excused.SESSION:
                return Tabs(answers=1, late=1)


@dataclass(slots=True)
class Browser:
    """One user with two tabs: two users for the drill's own code, with one jar of cookies."""

    name: str
    app: DrillApp
    tabs: tuple[User, ...]
    home: str = ""
    newest: dict[str, int] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    excused: Excused = Excused.NOTHING
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, name: str, app: DrillApp, target: DrillTarget, options: DrillOptions) -> Browser:
        """Return a browser that was not used yet."""
        tabs = tuple(User(name, target, options) for _ in NAMES)
        for tab in tabs:
            tab.jar = tabs[0].jar
        return cls(name, app, tabs)

    def begin(self) -> None:
        """Log in where there is no such session any more, set both attributes, and forget what was asked before."""
        self.asked, self.newest, self.excused = [], {}, Excused.NOTHING
        found = self._ask(0, "login", user=self.name)
        for number, name in enumerate(NAMES):
            value = found.tabs.get(name, 0) if found else 0
            found = self._ask(number, "tab", name=name, to=value + 1)
        if found is not None:
            self.home, self.newest = found.instance, dict(found.tabs)

    def click(self, number: int, *, write: bool) -> None:
        """Write this tab's own attribute, or only look; remember what had to be seen, and what was."""
        with self.lock:
            known = dict(self.newest)
        name = NAMES[number]
        wanted = {name: known.get(name, 0) + 1} if write else {}
        found = self._ask(number, "tab", name=name, to=wanted[name]) if write else self._ask(number, "who")
        with self.lock:
            self.asked.append(Asked(self.name, known | wanted, found, self.excused))
            self._learn(found)

    def leave(self) -> None:
        """End the session."""
        self._ask(0, "logout", create="no")

    def _learn(self, found: Reading | None) -> None:
        if found is None or found.user != self.name:
            return
        for name, value in found.tabs.items():
            self.newest[name] = max(value, self.newest.get(name, 0))

    def _ask(self, number: int, operation: str, **query: str | int) -> Reading | None:
        tab = self.tabs[number]
        return tab.ask(self._seat(tab), operation, **query)

    def _seat(self, tab: User) -> UserSession:
        return next(session for session in tab.sessions if session.app == self.app)


class Browsing(Meanwhile):
    """While this context lasts, every browser asks twice at a time, again and again; `counted` says what came of it.

    Both tabs write, then both look.
    """

    def __init__(self, browsers: Sequence[Browser]) -> None:
        super().__init__([partial(self._run, each) for each in browsers])
        self._browsers = browsers
        self._pause = PAUSE_S * len(browsers)
        self._pool = ThreadPoolExecutor(max_workers=max(1, len(NAMES) * len(browsers)))

    def __enter__(self) -> Self:
        list(self._pool.map(Browser.begin, self._browsers))
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._pool.shutdown()

    def _run(self, browser: Browser) -> None:
        for write in itertools.cycle((True, False)):
            if self.stop.wait(self._pause):
                return
            for tab in [self._pool.submit(browser.click, n, write=write) for n in range(len(NAMES))]:
                tab.result()


def open_browsers(target: DrillTarget, options: DrillOptions) -> tuple[Browser, ...]:
    """Return some browsers for each pool: two to an instance of it, so that every instance has some."""
    return tuple(_open(target, options))


def _open(target: DrillTarget, options: DrillOptions) -> Iterator[Browser]:
    for app in target.one_app_per_pool():
        instances = [i for i in target.instances if i.cluster in app.clusters]
        for number in range(min(options.browsers, 2 * len(instances))):
            yield Browser.open(f"tabs-{number:02}", app, target, options)


def excuse(browsers: Iterable[Browser], target: DrillTarget, victim: str) -> None:
    """From here on, let browsers lose what the spec allows to be lost with this instance, and nothing else."""
    cluster = target.cluster_of(victim)
    allowed = Excused.FORKED if cluster in target.may_fork else Excused.NOTHING
    if cluster in target.may_be_behind:
        allowed = Excused.SESSION if cluster in target.may_vanish else Excused.LAST_WRITES
    for browser in browsers:
        if browser.home == victim:
            browser.excused = allowed


def counted(browsers: Iterable[Browser]) -> Tabs:
    """Return what came of all clicks."""
    total = Tabs()
    for browser in browsers:
        total += sum((asked.count() for asked in browser.asked), start=Tabs(browsers=1))
    return total
