"""The folder where hactl keeps what belongs to a user and to no environment: the key, the labs."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from hactl.errors import Refused
from hactl.files.real import LinkTrouble, Resolver

SET = "set XDG_STATE_HOME to a folder of your own, outside every environment"


def state_home(variables: Mapping[str, str]) -> Path:
    """Return `$XDG_STATE_HOME/hactl`, else below the home folder; what another user owns is passed over (sudo, su).

    No link leads to it: those that do are followed here.

    Raises:
        Refused: there is no such place.
    """
    return Path(os.path.realpath(next(place for place in _places(variables) if _ours(place)))) / "hactl"


def _places(variables: Mapping[str, str]) -> Iterator[Path]:
    named, home = Path(variables.get("XDG_STATE_HOME", "")), Path(variables.get("HOME", ""))
    if named.is_absolute():
        yield named
    if home.is_absolute() and home.is_dir():
        yield home / ".local" / "state"
    with suppress(KeyError):
        yield Path(pwd.getpwuid(os.geteuid()).pw_dir) / ".local" / "state"
    raise Refused("nothing was changed: you have no folder for hactl's key and its labs", hint=SET)


def _ours(place: Path) -> bool:
    """Tell whether the nearest folder that exists belongs to this user or to root.

    For root, each on the way: whoever owns one of them may swap it for a link at any time.
    """
    there = [folder for folder in (place, *place.parents) if os.path.exists(folder)]  # noqa: PTH110 - never raises
    if os.geteuid() != 0:
        return there[0].stat().st_uid in (0, os.geteuid())
    try:
        real = Path(Resolver().folder(str(there[0]))[0])
    except (LinkTrouble, OSError):
        return False
    return all(_of_root(folder) for folder in {*there, real, *real.parents})


def _of_root(folder: Path) -> bool:
    """Tell whether only root can put something else there; what owns `/` is root in a container's user namespace."""
    found = folder.lstat()
    others_write = found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX
    return found.st_uid in (0, Path("/").lstat().st_uid) and (stat.S_ISLNK(found.st_mode) or not others_write)
