"""Where a location lies on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hactl.errors import Refused
from hactl.targets import ENVIRONMENT, Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Maps a location to a path of this machine.

    `out`: the environment's output folder. `root`: absolute paths lie at `root/<host>/…`.
    `in_place`: hosts whose absolute paths are this machine's own. All paths are absolute, and no link leads to `out`.
    """

    out: Path
    root: Path | None = None
    in_place: frozenset[str] = frozenset()

    def reaches(self, location: Location) -> bool:
        """Tell whether the location lies on this machine."""
        return not location.absolute or self.root is not None or self.in_place_at(location)

    def in_place_at(self, location: Location) -> bool:
        """Tell whether it is a path of this machine as it stands."""
        here = location.host == ENVIRONMENT or location.host in self.in_place or location.host.startswith("127.")
        return self.root is None and location.absolute and here

    def other_root(self, location: Location) -> str:
        """Return the folder besides `out` that a run has to hold: `root`, in place the file's own; "" for none."""
        if location.host == ENVIRONMENT or not location.absolute:
            return ""
        return str(self.root) if self.root is not None else self.text(location).rpartition("/")[0] or "/"

    def top(self, location: Location) -> str:
        """Return the folder that stands for `/` of the location's machine, out of which no link leads; "" for none."""
        if self.root is None or location.host == ENVIRONMENT or not location.absolute:
            return ""
        return f"{self.root}/{location.host}"

    def path(self, location: Location) -> Path:
        """Return the path of the location. Raises Refused: see `text`."""
        return Path(self.text(location))

    def text(self, location: Location) -> str:
        """Return the path of the location as text.

        Raises:
            Refused: it is on another machine, or its name climbs out of its folder.
        """
        host, path = location.host, location.text
        if (".." in path and ".." in location.path.parts) or "/" in host or host in (".", "..") or "\0" in path:
            raise Refused(f"{location}: this name would leave its folder", hint="use a path without `..`")
        if not location.absolute:
            return f"{self.out}/{host}/{path}" if host else f"{self.out}/{path}"
        if host == ENVIRONMENT:
            return path
        if self.root is not None:
            return f"{self.root}/{host}{path}"
        if self.in_place_at(location):
            return path
        hint = f"run hactl there with `--host {host}`, or write below a folder with `--root DIR`"
        raise Refused(f"{location} lies on host {host}, which is not this machine", hint=hint)
