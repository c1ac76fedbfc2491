"""Folders and archives as rooms see them: read only, and never a file of a size that no configuration has."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hactl.noting import looked_at

MOST_OF_A_MEMBER = 4 << 20
MOST_OF_AN_ARCHIVE = 1 << 30


class Folder(Protocol):
    """A folder of this machine, read only."""

    @property
    def path(self) -> str:
        """Its absolute path."""
        ...

    def read(self, path: str) -> bytes | None:
        """Return a file below it; None where there is none that can be read."""
        ...

    def names(self, path: str) -> tuple[str, ...]:
        """Return what lies in a folder below it, sorted; nothing where there is none."""
        ...


class MachineFolder(Folder, Protocol):
    """A folder of a machine whose other folders can be asked for too."""

    @property
    def own_path(self) -> str:
        """Its absolute path on the machine whose copy it is."""
        ...

    def another(self, path: str) -> MachineFolder:
        """Return the folder of that absolute path, as a file of this one names it."""
        ...

    def real(self, path: str) -> str:
        """Return where a path of this machine leads to, links followed."""
        ...


_BROKEN = (OSError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError)


@dataclass(slots=True)
class ArchiveFolder:
    """An archive (.war, .jar) seen as a folder; one that cannot be read is an empty one.

    `data`: its bytes where it is no file of this machine but lies in another archive.
    """

    path: str
    data: bytes | None = field(default=None, repr=False)
    _members: dict[str, zipfile.ZipInfo] | None = field(default=None, repr=False)

    def read(self, path: str) -> bytes | None:
        """Return a member; None where there is none, or a larger one than any configuration."""
        info = self._all().get(path)
        if info is None or info.file_size > MOST_OF_A_MEMBER:
            return None
        try:
            with zipfile.ZipFile(self._source()) as opened, opened.open(info) as member:
                data = member.read(MOST_OF_A_MEMBER + 1)  # what an archive says of a size need not be so
        except _BROKEN:
            return None
        return data if len(data) <= MOST_OF_A_MEMBER else None

    def names(self, path: str) -> tuple[str, ...]:
        """Return what lies directly in a folder of the archive, sorted."""
        start = f"{path}/" if path else ""
        return tuple(sorted({n[len(start) :].partition("/")[0] for n in self._all() if n.startswith(start)} - {""}))

    def _source(self) -> str | io.BytesIO:
        return self.path if self.data is None else io.BytesIO(self.data)

    def _all(self) -> dict[str, zipfile.ZipInfo]:
        if self._members is None:
            self._members = self._listed()
        return self._members

    def _listed(self) -> dict[str, zipfile.ZipInfo]:
        if self.data is None:
            looked_at(self.path)
        try:
            if self.data is None and Path(self.path).stat().st_size > MOST_OF_AN_ARCHIVE:
                return {}
            with zipfile.ZipFile(self._source()) as opened:
                return {info.filename: info for info in opened.infolist()}
        except _BROKEN:
            return {}
