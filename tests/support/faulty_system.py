"""The calls to the kernel, with something that goes wrong at one of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hactl.files import System

CALLS = [name for name in vars(System) if not name.startswith("_")]
CHANGING = {"write", "link", "rename", "unlink", "mkdir", "rmdir", "fchmod", "fchown", "setxattr", "removexattr"}
SYNCING = {"fsync", "syncfs"}


class Killed(BaseException):
    """The process is gone: no clean-up of it runs, since every further call raises this again."""


class ByPath(System):
    """Calls as most programs make them."""

    open = staticmethod(os.open)
    lstat = staticmethod(os.lstat)
    readlink = staticmethod(os.readlink)
    listdir = staticmethod(os.listdir)
    unlink = staticmethod(os.unlink)
    mkdir = staticmethod(os.mkdir)
    rmdir = staticmethod(os.rmdir)

    @staticmethod
    def link(old: str, new: str) -> None:
        """Give a file a second name."""
        os.link(old, new, follow_symlinks=False)

    @staticmethod
    def rename(old: str, new: str) -> None:
        """Put a file in place of another."""
        os.rename(old, new)  # noqa: PTH104 - by path, as most do


class FaultySystem(System):
    """Passes calls on; `at` is the number of the first one that goes wrong, counted from 1."""

    def __init__(self, wrong: Callable[[int, str], None] | None = None, below: type[System] = System) -> None:
        self.made: list[str] = []
        self._open: set[int] = set()
        for name in CALLS:
            setattr(self, name, self._passing(name, getattr(below, name), wrong))

    def _passing(
        self, name: str, real: Callable[..., Any], wrong: Callable[[int, str], None] | None
    ) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.made.append(name)
            if name == "close":  # a dead process closes its files, too
                return self._close(arguments[0], real)
            if wrong is not None:
                try:
                    wrong(len(self.made), name)
                except Killed:
                    self._die()
                    raise
            result = real(*arguments, **named)
            if name == "open":
                self._open.add(result)
            return result

        return call

    def _close(self, handle: int, real: Callable[[int], None]) -> None:
        if handle in self._open:
            self._open.remove(handle)
            real(handle)

    def _die(self) -> None:
        while self._open:  # the kernel does it
            os.close(self._open.pop())


def killed_at(at: int, below: type[System] = System) -> FaultySystem:
    """Return a system whose process dies right before this call."""

    def wrong(number: int, _name: str) -> None:
        if number >= at:
            raise Killed

    return FaultySystem(wrong, below)


def interrupted_at(at: int) -> FaultySystem:
    """Return a system in which somebody presses Ctrl-C right before this call."""

    def wrong(number: int, _name: str) -> None:
        if number == at:
            os.kill(os.getpid(), 2)

    return FaultySystem(wrong)


def failing_at(at: int, code: int, *, lasting: bool = False) -> FaultySystem:
    """Return a system in which this call fails, or from it on every one that changes something."""

    def wrong(number: int, name: str) -> None:
        broken = number >= at and name in CHANGING | SYNCING | {"open"} if lasting else number == at
        if broken and name not in ("lstat", "fstat", "listdir"):
            raise OSError(code, os.strerror(code), "a file")

    return FaultySystem(wrong)


class PowerCut(System):
    """Notes what changes and what is synced, so that a power cut can be played at any moment.

    The model is ext4's without its safety nets: changes of folders reach the disk in their order, all of them with
    any sync; the bytes of a file only with a sync of that file or of the whole file system.
    """

    def __init__(self) -> None:
        self.log: list[tuple[str, tuple[Any, ...], Path | None]] = []
        self._names: dict[int, Path] = {}
        for name in (*CHANGING, *SYNCING, "open", "close"):
            setattr(self, name, self._noting(name, getattr(System, name)))

    def _noting(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            path = self._names.get(arguments[0]) if isinstance(arguments[0], int) else None
            result = real(*arguments, **named)
            if name == "open":
                self._names[result] = Path(arguments[0])
                if len(arguments) > 1 and arguments[1] & os.O_CREAT:
                    self.log.append(("create", arguments, Path(arguments[0])))
            elif name != "close":
                self.log.append((name, arguments, path))
            return result

        return call


def play(log: list[tuple[str, tuple[Any, ...], Path | None]], cut: int, survived: int) -> None:
    """Carry out on disk what a power cut after `cut` calls leaves; of what was not synced, `survived` changes.

    Bytes that were never synced are lost: the file is there and empty.
    """
    done = log[:cut]
    synced = max((n for n, (name, _, _) in enumerate(done, 1) if name in SYNCING), default=0)
    lasting = done[:synced] + done[synced : synced + survived]
    for number, (name, arguments, path) in enumerate(lasting):
        if name == "write":
            assert path is not None
            if _bytes_synced(done[number:synced], path):
                with path.open("ab") as file:
                    file.write(arguments[1])
        elif name not in SYNCING:
            _again(name, arguments, path)


def _bytes_synced(later: list[tuple[str, tuple[Any, ...], Path | None]], path: Path) -> bool:
    return any(name == "syncfs" or (name == "fsync" and where == path) for name, _, where in later)


def _again(name: str, arguments: tuple[Any, ...], path: Path | None) -> None:
    match name:
        case "create":
            assert path is not None
            path.touch(arguments[2] if len(arguments) > 2 else 0o644)
        case "fchmod":
            assert path is not None
            path.chmod(arguments[1])
        case "fchown" | "setxattr" | "removexattr":
            pass
        case "link":
            os.link(arguments[0], arguments[1], follow_symlinks=False)
        case _:
            getattr(os, name)(*arguments)
