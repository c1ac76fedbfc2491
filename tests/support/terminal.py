"""hactl on a terminal of its own: what a person sees there, and what they type."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60  # seconds; a guard against a test that hangs, no more
AGAIN = 3
CTRL_C, CTRL_D = "\x03", "\x04"


def readable(handle: int, seconds: float) -> bool:
    """Wait so long for something to read; unlike select(), poll() knows no greatest file descriptor."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


class Terminal:
    """A terminal in which hactl runs."""

    def __init__(self, child: int, handle: int) -> None:
        self._child, self._handle = child, handle
        self.seen, self._from = "", 0

    def expect(self, text: str) -> None:
        """Wait until this is seen, behind what was expected before."""
        while text not in self.seen[self._from :]:
            assert self._read(), f"it ended without {text!r}:\n{self.seen}"
        self._from = self.seen.index(text, self._from) + len(text)

    def type(self, text: str) -> None:
        """Type these keys."""
        os.write(self._handle, text.encode())

    def answer(self, question: str, text: str = "") -> None:
        """Wait for a question, and answer it."""
        self.expect(question)
        self.expect(": ")
        self.type(text + "\r")

    def leave(self, key: str) -> int:
        """Press this key until hactl ends, as a person would; return the exit code.

        Python's line editor misses a key that comes between its look at signals and its waiting.
        """
        self.type(key)
        while True:
            if not readable(self._handle, AGAIN):
                self.type(key)
            elif not self._read():
                return self.end()

    def end(self) -> int:
        """Return the exit code."""
        while self._read():
            continue
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])

    def _read(self) -> bool:
        assert readable(self._handle, PATIENCE), f"nothing more is seen:\n{self.seen}"
        try:
            found = os.read(self._handle, 4096)
        except OSError:  # EIO: its other side is closed
            return False
        self.seen += found.decode("utf-8", "replace")
        return bool(found)


@contextmanager
def terminal(folder: Path, *words: str) -> Iterator[Terminal]:
    """Yield a terminal in which `hactl WORDS` has begun."""
    command = [sys.executable, "-m", "hactl", *words]
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TERM": "xterm"}
    child, handle = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execve(command[0], command, around)
    try:
        yield Terminal(child, handle)
    finally:
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(handle)
