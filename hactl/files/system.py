"""The calls to the kernel that files, journal and locks make, in one place: tests stand in between to fail or kill."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctypes

CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@cache
def _libc() -> ctypes.CDLL:
    import ctypes

    return ctypes.CDLL(None, use_errno=True)


class System:
    """One attribute for each call, named as in `os`."""

    open = staticmethod(os.open)
    close = staticmethod(os.close)
    read = staticmethod(os.read)
    write = staticmethod(os.write)
    fsync = staticmethod(os.fsync)
    fstat = staticmethod(os.fstat)
    lstat = staticmethod(os.lstat)
    readlink = staticmethod(os.readlink)
    listdir = staticmethod(os.listdir)
    link = staticmethod(os.link)
    rename = staticmethod(os.rename)
    unlink = staticmethod(os.unlink)
    mkdir = staticmethod(os.mkdir)
    rmdir = staticmethod(os.rmdir)
    fchmod = staticmethod(os.fchmod)
    fchown = staticmethod(os.fchown)
    listxattr = staticmethod(os.listxattr)
    getxattr = staticmethod(os.getxattr)
    setxattr = staticmethod(os.setxattr)
    removexattr = staticmethod(os.removexattr)

    @staticmethod
    def syncfs(fd: int) -> None:
        """Write everything of the file system that this file lies on to the disk (Linux; else of all: sync)."""
        call = getattr(_libc(), "syncfs", None)
        if call is None:
            os.sync()
        elif call(fd):
            import ctypes

            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))


SYSTEM = System()


def parent(path: str) -> str:
    """Return the folder that an absolute path lies in; plain text, since this runs for every file."""
    return path.rpartition("/")[0] or "/"


def status(system: System, path: str) -> os.stat_result | None:
    """Return lstat of the path, None where there is nothing."""
    try:
        return system.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_all(system: System, fd: int, size: int) -> bytes:
    """Return all bytes of an open file; `size` is what fstat said."""
    data = system.read(fd, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while part := system.read(fd, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def write_all(system: System, fd: int, data: bytes) -> None:
    """Write all bytes."""
    done = system.write(fd, data)
    while done < len(data):
        done += system.write(fd, data[done:])


def read_file(system: System, path: str) -> bytes | None:
    """Return the bytes of a regular file, None where there is none; links are not followed."""
    try:
        fd = system.open(path, READ)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return None
        raise
    try:
        found = system.fstat(fd)
        return read_all(system, fd, found.st_size) if stat.S_ISREG(found.st_mode) else None
    finally:
        system.close(fd)


def write_new(system: System, path: str, data: bytes, mode: int = 0o600, *, sync: bool = False) -> None:
    """Write a file that must not be there yet."""
    fd = system.open(path, CREATE, mode)
    try:
        write_all(system, fd, data)
        if sync:
            system.fsync(fd)
    finally:
        system.close(fd)


def replace_durably(system: System, path: str, data: bytes, mode: int = 0o600) -> None:
    """Put a file in place, whole or not at all, on the disk when this returns; for hactl's own records."""
    fresh = path + ".new"
    remove(system, fresh)
    write_new(system, fresh, data, mode, sync=True)
    system.rename(fresh, path)
    sync_folder(system, parent(path))


def sync_folder(system: System, folder: str) -> None:
    """Write a folder's entries to the disk."""
    fd = system.open(folder, FOLDER)
    try:
        system.fsync(fd)
    finally:
        system.close(fd)


def sync_file_systems(system: System, folders: set[str]) -> None:
    """Write all file systems that these folders lie on to the disk, each once."""
    devices: dict[int, str] = {}
    for folder in folders:
        found = status(system, folder)
        if found is not None:
            devices.setdefault(found.st_dev, folder)
    for folder in devices.values():
        fd = system.open(folder, FOLDER)
        try:
            system.syncfs(fd)
        finally:
            system.close(fd)


def remove(system: System, path: str) -> None:
    """Remove a file; it may be gone already."""
    with suppress(FileNotFoundError, NotADirectoryError):
        system.unlink(path)


def remove_empty(system: System, folder: str) -> None:
    """Remove a folder if it is there and empty."""
    try:
        system.rmdir(folder)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EBUSY):
            raise
