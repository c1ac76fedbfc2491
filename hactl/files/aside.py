"""Files that a person asks for by name and that are part of no environment: a first spec, a saved plan."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from hactl.errors import Refused
from hactl.files.handles import no_link_meanwhile
from hactl.files.real import LinkTrouble, Resolver
from hactl.files.system import SYSTEM, parent, remove, write_new


@no_link_meanwhile()
def write_aside(file: Path, data: bytes) -> None:
    """Write a file that must not be there yet.

    Raises:
        FileExistsError: it is there, a link perhaps.
        Refused: another user's link leads to its folder.
        OSError: it cannot be written.
    """
    write_new(SYSTEM, _real(file), data, 0o666)


@no_link_meanwhile()
def replace_aside(file: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file, for its owner alone by default, in place of one that may be there. Raises Refused, OSError."""
    real = _real(file)
    fresh = f"{parent(real).rstrip('/')}/.hactl-{secrets.token_hex(4)}.new"
    try:
        write_new(SYSTEM, fresh, data, mode, sync=True)
        SYSTEM.rename(fresh, real)
    except OSError:
        with suppress(OSError):
            remove(SYSTEM, fresh)
        raise


def _real(file: Path) -> str:
    try:
        folder = Resolver().folder(str(file.absolute().parent))[0]
    except LinkTrouble as trouble:
        raise Refused(f"{file} was not written: {trouble}", hint="name a place of your own") from None
    return f"{folder.rstrip('/')}/{file.name}"
