"""The real file behind a path: links resolved, each folder looked at once."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field

from hactl.files.system import SYSTEM, System, status

Found = os.stat_result | None


class LinkTrouble(Exception):
    """A link that must not be followed; the message says why."""


@dataclass(slots=True)
class Resolver:
    """Resolves paths; remembers folders, so it is made anew for each verb."""

    system: System = SYSTEM
    folders: dict[str, tuple[str, bool]] = field(default_factory=dict)  # path -> real path, is it there

    def file(self, path: str) -> tuple[str, Found]:
        """Return the real path and what is there.

        Raises:
            LinkTrouble: a link on the way is not to be trusted, or leads nowhere.
        """
        folder, _, name = path.rpartition("/")
        real, there = self.folder(folder)
        real = f"{real}/{name}" if real != "/" else f"/{name}"
        if not there:
            return real, None
        found = status(self.system, real)
        if found is not None and stat.S_ISLNK(found.st_mode):
            return self._follow(real, found)
        return real, found

    def folder(self, path: str) -> tuple[str, bool]:
        """Return the real path of a folder, and whether it is there."""
        if path in ("", "/"):
            return "/", True
        known = self.folders.get(path)
        if known is None:
            real, found = self.file(path)
            known = self.folders[path] = (real, found is not None)
        return known

    def _follow(self, link: str, found: os.stat_result) -> tuple[str, Found]:
        try:
            real = os.path.realpath(link, strict=True)
        except OSError as error:
            raise LinkTrouble(f"{link} is a link that leads nowhere: {error.strerror}") from None
        target = self.system.lstat(real)
        # a service's user must not lead root to a file of somebody else
        if found.st_uid not in (0, os.geteuid(), target.st_uid):
            raise LinkTrouble(f"{link} is a link that another user laid to a file that is not his: {real}")
        return real, target
