"""A running environment with users on it: who is where, and the hand that kills and starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hactl.live.lab import client as lab
from measure.users.application import carried_out
from measure.users.browser import Answer, Browser

CHECKOUT = Path(__file__).parents[3]
BALANCER = ("10.0.9.5", 80)
OWN, PARTNER = "a-1", "a-2"
PLACES = {"10.0.9.11": "a-1", "10.0.9.12": "a-2", "10.0.9.13": "a-3", "10.0.9.21": "b-1", "10.0.9.22": "b-2"}
ADDRESS = {instance: address for address, instance in PLACES.items()}
HTTP = 8080
TRIES = 200
LAB_SECONDS = 900


class Bad(Exception):
    """What users saw that they must not see."""


class Limit(Exception):
    """What a product or NGINX does by itself, with the session kept."""


class Missed(Exception):
    """What was to be met was not: the client's own error, which decides nothing."""


@dataclass
class Scene:
    """The lab of one product. `counts`: the file that the application counts in."""

    state: Path
    counts: Path
    product: str
    notes: list[str] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    def note(self, text: str) -> None:
        """Put something into the cell of what is being tried."""
        self.notes.append(text)

    def new(self) -> tuple[Browser, Answer]:
        """Return a browser that just logged in, and what it was told."""
        browser = Browser(BALANCER)
        return browser, browser.ask(f"/login?user=u{next(self._number)}")

    def user_on(self, instance: str) -> tuple[Browser, str]:
        """Return a user whose session lives on this instance, and their name."""
        for _ in range(TRIES):
            browser, answer = self.new()
            if PLACES.get(answer.at) == instance:
                return browser, answer.user
        raise Bad(f"no new user comes to {instance}")

    def request(self) -> str:
        """Return a name for a request that is counted."""
        return f"r{next(self._number)}"

    def carried_out(self, request: str) -> tuple[int, int]:
        """Return how often a request was begun and ended."""
        return carried_out(self.counts, request)

    def kill(self, member: str, signal: str = "SIGKILL") -> None:
        """Send a signal to an instance or to nginx."""
        lab.kill(self.state, member, signal)

    def start(self, member: str) -> None:
        """Start it again and wait until it is ready."""
        lab.start(self.state, member)

    def reload(self) -> None:
        """Let NGINX read its files again; return when its old workers take no more requests."""
        lab.reload(self.state)
        time.sleep(1)


def here(answer: Answer) -> str:
    """Return the instance that answered."""
    return PLACES.get(answer.at, answer.at or f"nobody ({answer.status or answer.error})")


def expect(answer: Answer, user: str, at: str = "", **said: str) -> Answer:
    """Return the answer. Raises Bad unless it is this user's, from there, and says so."""
    if answer.status != 200:
        raise Bad(f"answered {answer.status or answer.error} after {answer.seconds:.1f} s")
    if answer.user != user:
        raise Bad(f"login lost (on {here(answer)})")
    if at and here(answer) != at:
        raise Bad(f"on {here(answer)} instead of {at}")
    for name, value in said.items():
        if answer.said.get(name) != value:
            raise Bad(f"{name} is {answer.said.get(name)}, not {value}")
    return answer


class Doing:
    """A request, or many of them, that goes on in a thread; `result` waits for its end."""

    def __init__(self, do: Callable[[], object]) -> None:
        self._found: list[object] = []
        self._thread = threading.Thread(target=lambda: self._found.append(do()), daemon=True)
        self._thread.start()

    def result(self) -> object:
        """Return what it returned."""
        self._thread.join(200)
        if not self._found:
            raise Bad("a request did not come back")
        return self._found[0]

    def answer(self) -> Answer:
        """Return what it returned, an answer."""
        found = self.result()
        assert isinstance(found, Answer)
        return found


def asking(browser: Browser, path: str, method: str = "GET", body: bytes | None = None) -> Doing:
    """Ask in a thread."""
    return Doing(lambda: browser.ask(path, method, body=body))


class Environment:
    """A spec, its files and its lab, by the commands that a person types."""

    def __init__(self, folder: Path, text: str, variables: dict[str, str]) -> None:
        self.spec = folder / "users.hactl.yaml"
        self.spec.write_text(text)
        own = {"PYTHONPATH": str(CHECKOUT), "XDG_STATE_HOME": str(folder / "state")}
        self._variables = {**os.environ, **own, **variables}

    def hactl(self, *words: str) -> str:
        """Run a command. Raises AssertionError: it failed."""
        done = subprocess.run(
            [sys.executable, "-m", "hactl", *words],
            cwd=self.spec.parent,
            env=self._variables,
            capture_output=True,
            text=True,
            timeout=LAB_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"hactl {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def state(self) -> Path:
        """Return the lab's state folder."""
        (found,) = (Path(self._variables["XDG_STATE_HOME"]) / "hactl/lab").iterdir()
        return found

    def inside(self, do: Callable[[], Sequence[object]]) -> list[object]:
        """Do something in the lab's network, in a child of this process; return what it returned."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.close(reader)
                lab.join(self.state())
                with os.fdopen(writer, "w") as out:
                    json.dump(list(do()), out)
                code = 0
            except BaseException as error:  # a child must never go on as its parent
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            finally:
                os._exit(code)
        os.close(writer)
        with os.fdopen(reader) as told:
            text = told.read()
        os.waitpid(child, 0)
        assert text, "the client failed"
        found: list[object] = json.loads(text)
        return found
