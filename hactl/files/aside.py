"""Files that a person asks for by name and that are part of no environment: a first spec, a saved plan."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path, PurePosixPath

from hactl.errors import Refused
from hactl.files.handles import no_link_meanwhile
from hactl.files.preflight import preflight
from hactl.files.real import LinkTrouble, Resolver
from hactl.files.staging import examine, stage_file
from hactl.files.steps import Step, beside
from hactl.files.switching import switch_file
from hactl.files.system import SYSTEM, parent, remove, sync_file_systems, sync_folder, write_new
from hactl.plan.types import Change
from hactl.targets import ENVIRONMENT, Blob, Effect, Kind, Location


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
    """Write a file, by default for its owner alone, in place of one that may be there. Raises Refused, OSError."""
    real = _real(file)
    fresh = f"{parent(real).rstrip('/')}/.hactl-{secrets.token_hex(4)}.new"
    try:
        write_new(SYSTEM, fresh, data, mode, sync=True)
        SYSTEM.rename(fresh, real)
    except OSError:
        with suppress(OSError):
            remove(SYSTEM, fresh)
        raise


@no_link_meanwhile()
def rewrite_aside(file: Path, before: bytes, after: bytes) -> None:
    """Put other contents into a file that is there: whole or not at all, its mode, owner and attributes kept.

    Raises:
        Refused: it is not as it was, or cannot be replaced; nothing was written.
        OSError: it cannot be written.
    """
    resolver = Resolver()
    try:
        real, found = resolver.file(str(file.absolute()))
    except LinkTrouble as trouble:
        raise _not_written(file, trouble) from None
    step = Step(real, Blob.of(before).sha256, Blob.of(after).sha256, False, *beside(real, secrets.token_hex(4), 0))
    change = Change(
        location=Location(ENVIRONMENT, PurePosixPath(real)),
        kind=Kind.EDIT,
        owner=ENVIRONMENT,
        takes_effect=Effect.AT_ONCE,
        before=None,  # the old file is not kept: nothing else belongs to this change
        after=Blob.of(after),
    )
    (existing,) = examine(SYSTEM, [change], [step], [found])
    preflight(SYSTEM, [step], [found], resolver)
    try:
        stage_file(SYSTEM, step, change, existing)
        sync_file_systems(SYSTEM, {parent(real)})
        switch_file(SYSTEM, step, existing)
        sync_folder(SYSTEM, parent(real))
    finally:
        with suppress(OSError):
            remove(SYSTEM, step.fresh)


def _not_written(file: Path, trouble: LinkTrouble) -> Refused:
    return Refused(f"{file} was not written: {trouble}", hint="name a folder of your own")


def _real(file: Path) -> str:
    try:
        folder = Resolver().folder(str(file.absolute().parent))[0]
    except LinkTrouble as trouble:
        raise _not_written(file, trouble) from None
    return f"{folder.rstrip('/')}/{file.name}"
