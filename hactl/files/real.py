"""The real file behind a path: links resolved, each folder looked at once."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field

from hactl.files.system import SYSTEM, System, parent, status
from hactl.noting import looked_at

Found = os.stat_result | None
_MOST_LINKS = 40  # one behind the other, as Linux has it (path_resolution(7))


class LinkTrouble(Exception):
    """A link that must not be followed; the message says why."""


class LeadsNowhere(LinkTrouble):
    """A link behind which nothing is."""


@dataclass(slots=True)
class Resolver:
    """Resolves paths; remembers folders, so it is made anew for each verb.

    `top`, where given, is a folder above the path that stands for a machine's `/`: links below it are read as
    chroot(2) would read them, and none leads out of it.
    """

    system: System = SYSTEM
    folders: dict[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)  # -> real path, is it there
    following: list[str] = field(default_factory=list)

    def file(self, path: str, top: str = "") -> tuple[str, Found]:
        """Return the real path and what is there.

        Raises:
            LinkTrouble: a link on the way is not to be trusted, leads nowhere, or out of `top`.
        """
        folder, _, name = path.rpartition("/")
        real, there = self.folder(folder, top)
        real = f"{real}/{name}" if real != "/" else f"/{name}"
        if not there:
            return real, None
        looked_at(real)
        found = status(self.system, real)
        if found is not None and stat.S_ISLNK(found.st_mode):
            return self._follow(real, found, self.folder(top, top)[0] if top else "")
        return real, found

    def folder(self, path: str, top: str = "") -> tuple[str, bool]:
        """Return the real path of a folder, and whether it is there."""
        if path in ("", "/"):
            return "/", True
        known = self.folders.get((path, top))
        if known is None:
            known = self.folders[path, top] = self._top(path) if path == top else self._folder(path, top)
        return known

    def _folder(self, path: str, top: str) -> tuple[str, bool]:
        real, found = self.file(path, top)
        return real, found is not None

    def _top(self, top: str) -> tuple[str, bool]:
        """Return the folder that stands for `/`; it may be a link itself, to one beside it."""
        real, there = self.folder(top)
        beside = self.folder(parent(top))[0]
        if not real.startswith(f"{beside.rstrip('/')}/"):
            raise LinkTrouble(f"{top} is a link that leads out of {parent(top)}: {real}")
        return real, there

    def _follow(self, link: str, found: os.stat_result, top: str) -> tuple[str, Found]:
        if link in self.following or len(self.following) >= _MOST_LINKS:
            raise LeadsNowhere(f"{link} is a link that leads to itself")
        self.following.append(link)
        try:
            real, target = self._walk(link, self.system.readlink(link), top)
        except PermissionError as error:
            raise LinkTrouble(f"{link} is a link that cannot be followed: {error.strerror}") from None
        finally:
            self.following.pop()
        if target is None:
            raise LeadsNowhere(f"{link} is a link that leads nowhere: {real} is not there")
        _refuse_strangers(link, found, real, target)
        return real, target

    def _walk(self, link: str, target: str, top: str) -> tuple[str, Found]:
        """Go where a link leads, link by link: each has an owner of its own."""
        here = (top or "/") if target.startswith("/") else parent(link)
        found: Found = self.system.lstat(here)
        for name in target.split("/"):
            if name == ".." and here == top:  # never so without one: above `/` is `/`
                raise LinkTrouble(f"{link} is a link that leads out of {top}: {target}")
            if name == "..":
                here = parent(here)
                found = self.system.lstat(here)
            elif name not in ("", "."):
                here, found = self.file(f"{here.rstrip('/')}/{name}", top)
            if found is None:
                break
        return here, found


def _refuse_strangers(link: str, found: os.stat_result, real: str, target: os.stat_result) -> None:
    """A service's user must not lead root to a file of somebody else."""
    if found.st_uid not in (0, os.geteuid(), target.st_uid):
        raise LinkTrouble(f"{link} is a link by another user to a file that is not theirs: {real}")
