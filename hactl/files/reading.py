"""What is at a location now."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hactl.files.handles import keeping
from hactl.files.real import LinkTrouble, Resolver
from hactl.files.system import READ, SYSTEM, System, read_all
from hactl.places import Places
from hactl.plan.types import OnDisk
from hactl.targets import Blob, Location

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a block device",
    stat.S_IFCHR: "a character device",
}


@dataclass(slots=True)
class Reader:
    """Reads one batch of locations; equal contents become one object."""

    places: Places
    system: System = SYSTEM
    resolver: Resolver = field(init=False)
    blobs: dict[bytes, Blob] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.resolver = Resolver(self.system)

    def read(self, locations: Iterable[Location]) -> Mapping[Location, OnDisk]:
        """Return what is at each location; trouble is data."""
        with keeping():
            return {location: self._seen(location) for location in locations}

    def _seen(self, location: Location) -> OnDisk:
        path = self.places.text(location)
        try:
            real, found = self.resolver.file(path, self.places.top(location))
            if found is None:
                return OnDisk(real=real)
            if stat.S_ISREG(found.st_mode):
                return OnDisk(blob=self._blob(real), mode=stat.S_IMODE(found.st_mode), real=real)
        except LinkTrouble as trouble:
            return OnDisk(real=path, trouble=str(trouble))
        except OSError as error:
            return OnDisk(real=path, trouble=f"cannot be read: {error.strerror}")
        if stat.S_ISDIR(found.st_mode):
            return OnDisk(directory=True, mode=stat.S_IMODE(found.st_mode), real=real)
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "not a regular file")
        return OnDisk(real=real, trouble=f"is {kind}, not a regular file")

    def _blob(self, real: str) -> Blob:
        fd = self.system.open(real, READ)
        try:
            data = read_all(self.system, fd, self.system.fstat(fd).st_size)
        finally:
            self.system.close(fd)
        known = self.blobs.get(data)
        if known is None:
            known = self.blobs[data] = Blob.of(data)
        return known
