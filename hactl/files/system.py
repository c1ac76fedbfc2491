"""The calls to the kernel that files, journal and locks make, in one place: tests stand in between to fail or kill."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

from hactl.files.handles import LinkInTheWay, libc, within

CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
READ = os.O_RDONLY | os.O_NONBLOCK
FOLDER = os.O_RDONLY | os.O_DIRECTORY


class System:
    """One attribute for each call, named as in `os`.

    Paths are absolute and real: each folder is opened as a handle, and no link is passed, nor followed at the
    end. Raises LinkInTheWay where one was laid since the path was resolved.
    """

    close = staticmethod(os.close)
    read = staticmethod(os.read)
    write = staticmethod(os.write)
    fsync = staticmethod(os.fsync)
    fstat = staticmethod(os.fstat)
    fchmod = staticmethod(os.fchmod)
    fchown = staticmethod(os.fchown)
    listxattr = staticmethod(os.listxattr)
    getxattr = staticmethod(os.getxattr)
    setxattr = staticmethod(os.setxattr)
    removexattr = staticmethod(os.removexattr)

    @staticmethod
    def open(path: str, flags: int, mode: int = 0o777) -> int:
        """Open a file or a folder."""
        with within(path, itself=bool(flags & os.O_DIRECTORY)) as (folder, name):
            return os.open(name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, mode, dir_fd=folder)

    @staticmethod
    def lstat(path: str) -> os.stat_result:
        """Tell what is there."""
        with within(path) as (folder, name):
            return os.lstat(name, dir_fd=folder)

    @staticmethod
    def readlink(path: str) -> str:
        """Tell where a link leads."""
        with within(path) as (folder, name):
            return os.readlink(name, dir_fd=folder)

    @staticmethod
    def listdir(path: str) -> list[str]:
        """List a folder."""
        fd = System.open(path, FOLDER)
        try:
            return os.listdir(fd)  # noqa: PTH208 - by its handle
        finally:
            os.close(fd)

    @staticmethod
    def link(old: str, new: str) -> None:
        """Give a file a second name in its folder; of a link, the link itself."""
        with within(old) as (folder, name):
            os.link(name, _beside(old, new), src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)

    @staticmethod
    def rename(old: str, new: str) -> None:
        """Put a file in place of another in its folder."""
        with within(old) as (folder, name):
            os.rename(name, _beside(old, new), src_dir_fd=folder, dst_dir_fd=folder)

    @staticmethod
    def unlink(path: str) -> None:
        """Remove a file."""
        with within(path) as (folder, name):
            os.unlink(name, dir_fd=folder)

    @staticmethod
    def mkdir(path: str, mode: int = 0o777) -> None:
        """Make a folder."""
        with within(path) as (folder, name):
            os.mkdir(name, mode, dir_fd=folder)

    @staticmethod
    def rmdir(path: str) -> None:
        """Remove an empty folder."""
        with within(path) as (folder, name):
            os.rmdir(name, dir_fd=folder)

    @staticmethod
    def syncfs(fd: int) -> None:
        """Write everything of the file system that this file lies on to the disk (Linux; else of all: sync)."""
        call = getattr(libc(), "syncfs", None)
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


def _beside(old: str, new: str) -> str:
    """Return the name of the new file, which lies where the old one does: one handle is enough for both."""
    assert parent(old) == parent(new), "a file stays in its folder"
    return new.rpartition("/")[2]


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
        if error.errno == errno.ELOOP and not isinstance(error, LinkInTheWay):
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
