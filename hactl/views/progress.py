"""Receivers of the event stream: plain lines, JSON lines, and the live tree on a terminal.

Each is used as `with receiver as emit: …`; it stamps on receipt with its clock (seconds
since 1970). The live tree is the one view that writes by itself, since it redraws.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from hactl.errors import Interrupted
from hactl.events import Emit, Event, Finished, Progress, Started
from hactl.masking import mask
from hactl.views import tasks
from hactl.views.json import line as json_line
from hactl.views.json import utc
from hactl.views.look import PLAIN, Look, look_for

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text

    from hactl.views.shapes.runs import EventData

SCHEMA = "hactl/events/1"
LONG = 2.0  # seconds after which a running task is worth a plain line
_FINAL = 60  # lines of the tree that stay on the screen
_REDRAWN = 8  # times in a second

Clock = Callable[[], float]


class Receiver(Protocol):
    """Takes events while its block runs."""

    def __call__(self, event: Event, /) -> None:
        """Receive one event."""
        ...

    def __enter__(self) -> Self:
        """Begin to receive."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        """Show how it ended; tasks that have not ended were interrupted."""
        ...


def receiver(stream: TextIO, *, environ: Mapping[str, str] = os.environ, colour: str = "auto") -> Receiver:
    """Return what suits the stream: the live tree on a terminal that can redraw, else plain lines."""
    look = look_for(stream, environ, colour)
    if stream.isatty() and environ.get("TERM") != "dumb":
        return LiveTree(stream, look=look)
    return PlainLines(stream, look=look)


def _why(stopped: type[BaseException] | None) -> str:
    """Return what is said of a task that this left half way: a person's Ctrl-C is no refusal."""
    by_hand = stopped is None or issubclass(stopped, KeyboardInterrupt | Interrupted)
    return tasks.INTERRUPTED if by_hand else tasks.NOT_DONE


def together(*receivers: Emit) -> Emit:
    """Return one receiver that hands every event to all of these, in order."""

    def emit(event: Event) -> None:
        for one in receivers:
            one(event)

    return emit


def record(stamp: float, event: Event) -> EventData:
    """Return the event as it stands in JSON: `at` in UTC, `event` is started, progress or finished."""
    at, task = utc(stamp), event.task
    match event:
        case Started():
            return {"at": at, "event": "started", "task": task, "parent": event.parent, "title": mask(event.title)}
        case Progress():
            return {"at": at, "event": "progress", "task": task, "done": event.done, "total": event.total}
        case Finished():
            detail = mask(event.detail)
            return {"at": at, "event": "finished", "task": task, "outcome": event.outcome, "detail": detail}


class JsonLines:
    """One JSON object for each event, `hactl/events/1`."""

    def __init__(self, stream: TextIO, *, clock: Clock = time.time) -> None:
        self._stream, self._clock = stream, clock
        self._lock = threading.Lock()

    def __call__(self, event: Event, /) -> None:
        """Write the event."""
        with self._lock:
            self._stream.write(json_line(SCHEMA, record(self._clock(), event)))
            self._stream.flush()

    def __enter__(self) -> Self:
        """Begin to receive."""
        return self

    def __exit__(self, *_how: object) -> None:
        """End; what has not ended has no `finished`."""


class PlainLines:
    """One line for each task that ended, and one for each that has been running for a while."""

    def __init__(self, stream: TextIO, *, clock: Clock = time.time, look: Look = PLAIN) -> None:
        self._stream, self._clock, self._look = stream, clock, look
        self._tree = tasks.TaskTree()
        self._said: set[int] = set()
        self._lock, self._over = threading.Lock(), threading.Event()

    def __call__(self, event: Event, /) -> None:
        """Take the event, and write what is to be said now."""
        with self._lock:
            now = self._clock()
            task = self._tree.take(now, event)
            if isinstance(event, Finished):
                self._say(tasks.line(task, now, look=self._look))

    def _say(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()

    def tick(self) -> None:
        """Name the tasks that have been running for a while and have nothing running below them."""
        with self._lock:
            now = self._clock()
            for task in self._tree.tasks.values():
                waiting = task.ended is None and all(below.ended is not None for below in task.below)
                if waiting and now - task.started >= LONG and id(task) not in self._said:
                    self._said.add(id(task))
                    self._say(f"{self._look.sign('…')} {task.title}")

    def __enter__(self) -> Self:
        """Begin to receive, and to look after tasks that take long."""
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def _watch(self) -> None:
        while not self._over.wait(1.0):
            self.tick()

    def __exit__(self, kind: type[BaseException] | None = None, *_how: object) -> None:
        """Write a line for each task that did not come to its end."""
        self._over.set()
        with self._lock:
            now = self._clock()
            for task in self._tree.close(now, _why(kind)):
                self._say(tasks.line(task, now, look=self._look))


class LiveTree:
    """The tree of tasks, redrawn in place; how it ended stays on the screen."""

    def __init__(self, stream: TextIO, *, clock: Clock = time.time, look: Look | None = None) -> None:
        self._stream, self._clock, self._look = stream, clock, look or look_for(stream)
        self._tree = tasks.TaskTree()
        self._lock = threading.Lock()
        self._live: Live | None = None
        self._limit = _FINAL

    def __call__(self, event: Event, /) -> None:
        """Take the event; the next redraw shows it."""
        with self._lock:
            self._tree.take(self._clock(), event)

    def __enter__(self) -> Self:
        """Begin to draw."""
        from rich.console import Console
        from rich.live import Live

        # our own colours go through as they are; stdout may be a pipe and must not be redirected
        console = Console(file=self._stream, highlight=False, markup=False, emoji=False)
        self._limit = max(3, console.size.height - 1)
        self._live = Live(
            get_renderable=self._drawn,
            console=console,
            refresh_per_second=_REDRAWN,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()
        return self

    def _drawn(self) -> Text:
        from rich.text import Text

        with self._lock:
            lines = tasks.drawn(self._tree, self._clock(), look=self._look, limit=self._limit)
        return Text.from_ansi("\n".join(lines), no_wrap=True, overflow="ellipsis")

    def __exit__(self, kind: type[BaseException] | None = None, *_how: object) -> None:
        """Draw a last time and let it stand."""
        if self._live is None:
            return
        with self._lock:
            self._tree.close(self._clock(), _why(kind))
            self._limit = _FINAL
        self._live.stop()
