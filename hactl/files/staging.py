"""Writing new files beside their targets and keeping the old ones: all that needs space, before any switch."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from hactl.files.real import Found
from hactl.files.steps import NEW_FILE, NEW_FOLDER, Step, changed
from hactl.files.system import CREATE, READ, System, read_all, write_all
from hactl.plan.types import Change
from hactl.targets import Blob

_ACL = "system.posix_acl_access"
_NO_ATTRIBUTES = (errno.ENOTSUP, errno.ENODATA)
# no hard link here: another device's mount, a file system without links, protected_hardlinks (proc(5))
_NO_LINK = (errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EACCES)

Attributes = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Existing:
    """A file that will be replaced or removed, as it was looked at."""

    status: os.stat_result
    attributes: Attributes

    def same(self, now: os.stat_result | None) -> bool:
        """Tell whether the file is still the one looked at."""
        return now is not None and _signature(now) == _signature(self.status)


def _signature(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_ino, found.st_size, found.st_mtime_ns


def examine(
    system: System, changes: Sequence[Change], steps: Sequence[Step], there: Sequence[Found]
) -> list[Existing | None]:
    """Return what is known of each file that exists.

    Raises:
        Refused: a file is not what the plan was made from; nothing was written.
    """
    existing: list[Existing | None] = []
    edited: list[str] = []
    for change, step, found in zip(changes, steps, there, strict=True):
        looked = None
        if found is not None and stat.S_ISREG(found.st_mode):
            looked, sha256 = _look(system, step.real)
        else:
            sha256 = ""
        if not step.directory and sha256 != step.before:
            edited.append(str(change.location))
        existing.append(looked)
    if edited:
        raise changed(edited)
    return existing


def _look(system: System, path: str) -> tuple[Existing, str]:
    fd = system.open(path, READ)
    try:
        found = system.fstat(fd)
        sha256 = Blob.of(read_all(system, fd, found.st_size)).sha256
        return Existing(found, _attributes(system, fd)), sha256
    finally:
        system.close(fd)


def _attributes(system: System, fd: int) -> Attributes:
    try:
        return tuple((name, system.getxattr(fd, name)) for name in system.listxattr(fd))
    except OSError as error:
        if error.errno in _NO_ATTRIBUTES:
            return ()
        raise


def make_folder(system: System, folder: str) -> None:
    """Make a folder that was found missing; somebody may have made it meanwhile."""
    try:
        system.mkdir(folder, NEW_FOLDER)
    except FileExistsError:
        if not stat.S_ISDIR(system.lstat(folder).st_mode):
            raise


def stage_file(system: System, step: Step, change: Change, existing: Existing | None) -> None:
    """Write the new file beside its target, and keep the old one under a second name."""
    if change.after is not None:
        mode = change.mode if change.mode is not None or existing is None else stat.S_IMODE(existing.status.st_mode)
        _write(system, step.fresh, change.after.data, mode, existing)
    if existing is not None and change.before is not None:
        _keep(system, step, change.before.data, existing)


def _keep(system: System, step: Step, data: bytes, existing: Existing) -> None:
    try:
        system.link(step.real, step.kept)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        _write(system, step.kept, data, stat.S_IMODE(existing.status.st_mode), existing)


def _write(system: System, path: str, data: bytes, mode: int | None, like: Existing | None) -> None:
    """Write a new file. `mode` None: what the umask leaves of 0644; `like`: whose owner and attributes it gets."""
    fd = system.open(path, CREATE, NEW_FILE if mode is None else 0o600)
    try:
        write_all(system, fd, data)
        if like is not None:
            _dress(system, fd, like)
        if mode is not None:
            system.fchmod(fd, mode)  # last: fchown takes setuid away, an ACL changes the group's bits
    finally:
        system.close(fd)


def _dress(system: System, fd: int, like: Existing) -> None:
    """Give an open file the owner, the ACL and the extended attributes of another."""
    now = system.fstat(fd)
    if (now.st_uid, now.st_gid) != (like.status.st_uid, like.status.st_gid):
        system.fchown(fd, like.status.st_uid, like.status.st_gid)
    inherited = dict(_attributes(system, fd))
    if _ACL in inherited and _ACL not in dict(like.attributes):
        system.removexattr(fd, _ACL)
    for name, value in like.attributes:
        if inherited.get(name) != value:
            system.setxattr(fd, name, value)
