"""A folder of this machine as rooms see it: read only, and never a file of a size no configuration has."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from hactl.errors import Refused
from hactl.files.real import LeadsNowhere, LinkTrouble, Resolver
from hactl.folders import ArchiveFolder
from hactl.noting import listed, looked_at
from hactl.regular import read_regular

MOST = 64 << 20  # bytes; the largest thing read is an installation's jar


@dataclass(frozen=True, slots=True)
class DiskFolder:
    """A folder by its absolute path.

    `top`: where given, the folder above it that stands for `/` of another machine, whose copy this is; links
    are read as there, and one that leads out of it raises Refused, or, `lenient`, leads nowhere.
    """

    path: str
    top: str = ""
    lenient: bool = False

    def read(self, path: str) -> bytes | None:
        """Return a file below it; None where there is none that can be read."""
        file = self._real(path)
        try:
            return read_regular(file, MOST) if file else None
        except OSError:
            return None

    def names(self, path: str) -> tuple[str, ...]:
        """Return what lies in a folder below it, sorted; nothing where there is none."""
        folder = self._real(path)
        listed(str(folder) if folder else self.path)
        try:
            return tuple(sorted(os.listdir(folder))) if folder else ()  # noqa: PTH208 - a thousand bases are many
        except (OSError, ValueError):
            return ()

    def is_there(self) -> bool:
        """Tell whether it is a folder."""
        folder = self._real("")
        looked_at(str(folder) if folder else self.path)
        return folder is not None and folder.is_dir()

    def file(self) -> str:
        """Return the real path of a file that lies in the folder's place; "" for none."""
        try:
            found = self._real("")
            looked_at(str(found) if found else self.path)
            return str(found) if found is not None and found.is_file() else ""
        except (OSError, ValueError):
            return ""

    @property
    def own_path(self) -> str:
        """Its absolute path on the machine whose copy it is."""
        return self.path.removeprefix(self.top) if self.top else self.path

    def another(self, path: str) -> DiskFolder:
        """Return the folder of that absolute path, as a file of this one names it."""
        inside = not self.top or path == self.top or path.startswith(f"{self.top}/")
        return DiskFolder(path if inside else f"{self.top}{path}", self.top, self.lenient)

    def real(self, path: str) -> str:
        """Return where a path of this machine leads to, links followed."""
        found = self._real(path)
        return os.path.realpath(found) if found is not None else ""

    def _real(self, path: str) -> Path | None:
        if not self.top:
            return Path(self.path, path)
        there = path if f"{path}/".startswith(f"{self.top}/") else f"{self.top}{path}"
        inner = os.path.normpath(there if path.startswith("/") else f"{self.path}/{path}")
        if not f"{inner}/".startswith(f"{self.top}/") or "\0" in inner:
            return None
        try:
            return Path(Resolver().file(inner, self.top)[0])
        except (LeadsNowhere, OSError):
            return None
        except LinkTrouble as trouble:
            if self.lenient:
                return None
            hint = "below --root, links are read as on the machine that was copied; make that link again"
            raise Refused(f"nothing was read or written: {trouble}", hint=hint) from None


def disk_folder(path: Path, root: Path | None) -> DiskFolder:
    """Return this folder; below `root` it is part of the copy of the machine that `root/<host>` stands for."""
    if root is None or not path.is_relative_to(root) or path == root:
        return DiskFolder(str(path))
    return DiskFolder(str(path), f"{root}/{path.relative_to(root).parts[0]}")


def opened(path: str, top: str) -> DiskFolder | ArchiveFolder:
    """Return what lies there, seen as a folder: an archive, a folder, or nothing, which is an empty folder.

    `top`: as in `DiskFolder`.
    """
    folder = DiskFolder(path, top, lenient=True)  # whoever writes says what is wrong with a link
    file = folder.file()
    return ArchiveFolder(file) if file else folder
