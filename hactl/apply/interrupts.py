"""Ctrl-C, held back while files are half way: it is noticed at points where stopping is safe."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

_TRIES = 1000  # nobody presses Ctrl-C that often


class Interrupts:
    """While its block runs, Ctrl-C is noted instead of raised (in the main thread; elsewhere Python raises none)."""

    def __init__(self) -> None:
        self.came = False
        self._before: Any = None

    def __enter__(self) -> Self:
        """Begin to hold back."""
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let Ctrl-C through again."""
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True

    def stop_here(self) -> None:
        """Raise KeyboardInterrupt if Ctrl-C came: nothing is half way here."""
        if self.came:
            raise KeyboardInterrupt

    def through(self, step: Callable[[], None]) -> None:
        """Run to its end a step that may be run again after it was cut off, however often Ctrl-C comes."""
        for _ in range(_TRIES):
            try:
                return step()
            except KeyboardInterrupt:
                self.came = True
        raise KeyboardInterrupt
