"""What will not work, found before the first write and said with its cause.

Causes tried on ext4: a mounted file cannot be replaced (EBUSY), an immutable or
append-only one neither (EPERM), nor any in a read-only file system (EROFS) or in a
sticky folder of somebody else (EPERM).
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from hactl.errors import Refused
from hactl.files.real import Found, Resolver
from hactl.files.steps import Step
from hactl.files.system import FOLDER, READ, System, parent
from hactl.problems import Place, Problem

_GET_FLAGS = 0x80086601  # FS_IOC_GETFLAGS, linux/fs.h
_FLAGS = {0x10: "immutable (chattr +i)", 0x20: "append-only (chattr +a)"}
_LOCKED = "file-locked"
_AS_ROOT, _AS_OWNER = "run hactl as root", "run hactl as that user, or as root"

Trouble = tuple[str, str, str]  # id, message, hint


def preflight(system: System, steps: Sequence[Step], there: Sequence[Found], resolver: Resolver) -> None:
    """Look at every file and folder that will be written.

    Raises:
        Refused: with everything that would fail; nothing was written.
    """
    problems = [
        Problem(id=trouble[0], message=trouble[1], hint=trouble[2], place=Place(path))
        for path, trouble in _troubles(system, steps, there, resolver)
    ]
    if problems:
        raise Refused("nothing was changed: some files cannot be written", problems)


def _troubles(
    system: System, steps: Sequence[Step], there: Sequence[Found], resolver: Resolver
) -> Iterator[tuple[str, Trouble]]:
    mounts = _mounts()
    folders: dict[str, list[Found]] = {}
    for step, found in zip(steps, there, strict=True):
        folders.setdefault(_existing(parent(step.real), resolver), []).append(found)
        if trouble := _of_file(system, step, found, mounts):
            yield step.real, trouble
    for folder, files in folders.items():
        if trouble := _of_folder(system, folder, files):
            yield folder, trouble


def _existing(folder: str, resolver: Resolver) -> str:
    while not resolver.folder(folder)[1]:
        folder = parent(folder)
    return folder


def _of_file(system: System, step: Step, found: Found, mounts: set[str]) -> Trouble | None:
    if found is None:
        return None
    if stat.S_ISDIR(found.st_mode) != step.directory:
        what = "a file, but a folder is needed here" if step.directory else "a folder, but a file is needed here"
        return "file-kind", f"this is {what}", "move it away"
    if step.directory:
        return None
    if not stat.S_ISREG(found.st_mode):
        return "file-kind", "this is not a regular file", "move it away"
    if step.real in mounts:
        return (
            "file-mounted",
            "this file is a mount point, so it cannot be replaced",
            "mount its folder instead",
        )
    if flag := _flag(system, step.real, READ):
        return _LOCKED, f"this file is {flag}", f"remove that flag: chattr -i -a {step.real}"
    return _owner(found)


def _owner(found: os.stat_result) -> Trouble | None:
    """A replaced file must not change hands; only root can give a file to somebody."""
    if os.geteuid() == 0:
        return None
    if found.st_uid != os.geteuid():
        return (
            "file-owner",
            f"this file belongs to {_user(found.st_uid)}, and its owner would change",
            "run hactl as that user, or as root",
        )
    if found.st_gid not in {os.getegid(), *os.getgroups()}:
        return "file-owner", f"this file belongs to group {found.st_gid}, which you are not in", _AS_ROOT
    return None


def _user(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _of_folder(system: System, folder: str, files: Iterable[Found]) -> Trouble | None:
    found = system.lstat(folder)  # links are resolved
    if not stat.S_ISDIR(found.st_mode):
        return "file-kind", "this is a file, but a folder is needed here", "move it away"
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return "folder-read-only", "this file system is mounted read-only", "mount it writable"
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        return (
            "folder-denied",
            f"you may not write to this folder of {_user(found.st_uid)}",
            "run hactl as that user, or as root",
        )
    if flag := _flag(system, folder, FOLDER):
        return _LOCKED, f"this folder is {flag}", f"remove that flag: chattr -i -a {folder}"
    return _sticky(found, files)


def _sticky(folder: os.stat_result, files: Iterable[Found]) -> Trouble | None:
    me = os.geteuid()
    mine = not folder.st_mode & stat.S_ISVTX or me in (0, folder.st_uid)
    if mine or all(file is None or file.st_uid == me for file in files):
        return None
    return "folder-sticky", "in this folder only its owner may replace files of others (sticky)", _AS_ROOT


def _flag(system: System, path: str, how: int) -> str:
    """Return the attribute that forbids replacing, "" if there is none or the file system knows none."""
    with suppress(OSError):
        fd = system.open(path, how)
        try:
            answer = fcntl.ioctl(fd, _GET_FLAGS, bytes(8))
        finally:
            system.close(fd)
        bits = int.from_bytes(answer[:4], "little")
        return next((word for bit, word in _FLAGS.items() if bits & bit), "")
    return ""


def _mounts() -> set[str]:
    """Return the mount points of this process (proc(5), mountinfo: the fifth field, blanks in octal)."""
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as lines:
            return {re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), line.split(" ")[4]) for line in lines}
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EACCES):
            return set()
        raise
