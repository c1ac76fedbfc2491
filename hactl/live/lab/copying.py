"""A person's folder copied into the lab: what links lead to takes their place."""

from __future__ import annotations

import shutil
import stat
from functools import partial
from pathlib import Path

from hactl.errors import HactlError
from hactl.files.real import LeadsNowhere, LinkTrouble, Resolver
from hactl.servers.encryption import KEYS

WANTED = ("work", "temp", "logs")  # a server wants them, and a base that somebody copied may lack them
EMPTIED = (*WANTED, "generated", "osgi-cache", "session-store", KEYS)  # data of one instance stays where it is


def copy_base(source: Path, target: Path, top: str) -> None:
    """Copy a base that is there, but for the data of its instance; `top`: see `Resolver`, "" for a base in place.

    Raises:
        HactlError: not all of it can be read, or a link leads out of `top`.
    """
    try:
        if top:
            _Inside(source, top).copy(str(source), target, ())
        elif source.is_dir():
            shutil.copytree(source, target, ignore=partial(_left_out, str(source)))
    except LinkTrouble as trouble:
        raise HactlError(f"{source} cannot be copied into the lab: {trouble}", hint="make that link again") from None
    except (OSError, shutil.Error) as failed:
        raise HactlError(f"{source} cannot be copied into the lab: {failed}", hint="can you read all of it?") from None


def _left_out(base: str, folder: str, names: list[str]) -> list[str]:
    """Return what is not copied: what lies in the emptied folders of the base itself, and records of processes."""
    if folder in {f"{base}/{name}" for name in EMPTIED}:
        return names
    return [name for name in names if name.endswith(".pid") or name == "pid"]


class _Inside:
    """A copy in which no link leads out of a folder; one that leads nowhere, as copies have them, is left out."""

    def __init__(self, base: Path, top: str) -> None:
        self._base, self._top, self._resolver = str(base), top, Resolver()

    def copy(self, path: str, target: Path, above: tuple[str, ...]) -> None:
        try:
            real, found = self._resolver.file(path, self._top)
        except LeadsNowhere:
            return
        if found is None or real in above:
            return
        if stat.S_ISDIR(found.st_mode):
            target.mkdir(parents=not above)
            names = [entry.name for entry in Path(real).iterdir()]
            for name in set(names) - set(_left_out(self._base, path, names)):
                self.copy(f"{path}/{name}", target / name, (*above, real))
        elif stat.S_ISREG(found.st_mode):
            shutil.copy2(real, target)
