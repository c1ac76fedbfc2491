"""Whose journal it is: a key of this user on this machine, outside every environment, and the seal made with it.

Owner and mode of a file do not show who wrote it: what a person clones or unpacks is their own. A seal does.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hactl.errors import Refused
from hactl.files.state_home import SET, state_home
from hactl.files.system import SYSTEM, System, read_file, sync_folder

KEY_BYTES = 32
_PRIVATE_FOLDER, _OTHERS, _WRITERS = 0o700, 0o077, 0o022
_CONTEXT = b"hactl-journal\0"


def seal(key: bytes, out: str, body: bytes) -> str:
    """Return what only the holder of the key can say of this journal in this output folder: 64 hex digits.

    `out` is a real path, and not resolved again: whoever laid a link there meanwhile would choose what is sealed.
    """
    return hmac.new(key, _CONTEXT + os.fsencode(out) + b"\0" + body, "sha256").hexdigest()


def fits(key: bytes, out: str, body: bytes, claimed: bytes) -> bool:
    """Tell whether the claimed seal is the right one."""
    return hmac.compare_digest(seal(key, out, body).encode("ascii"), claimed)


def find_key(variables: Mapping[str, str] | None = None) -> bytes | None:
    """Return this user's key, None where none was made yet.

    Raises:
        Refused: what is there is not a key that only this user can read.
    """
    return _read(_folder(variables) / "key")


def private_folder(variables: Mapping[str, str] | None = None) -> Path | None:
    """Return the folder of this user's that the key is in, None where there is none yet.

    Raises:
        Refused: others can write to it.
    """
    folder = _folder(variables)
    if not folder.exists():
        return None
    _trust_folder(folder)
    return folder


def make_key(variables: Mapping[str, str] | None = None) -> bytes:
    """Return this user's key, made now where there is none: once, 0600, on the disk when this returns.

    Raises:
        Refused: there is no place for it, or what is there is not to be trusted.
    """
    folder = _folder(variables)
    file = folder / "key"
    found = _read(file)
    if found is not None:
        return found
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        if not folder.is_symlink() and folder.stat().st_uid == os.geteuid():
            folder.chmod(_PRIVATE_FOLDER)  # a lab may have made it, under a umask that lets the group write
        _trust_folder(folder)
        _write_once(file, secrets.token_hex(KEY_BYTES).encode("ascii") + b"\n")
    except OSError as error:
        message = f"nothing was changed: hactl's key cannot be kept in {folder}: {error.strerror}"
        raise Refused(message, hint=SET) from None
    made = _read(file)
    assert made is not None, "the key was written"
    return made


def _folder(variables: Mapping[str, str] | None) -> Path:
    return state_home(os.environ if variables is None else variables)


def _trust_folder(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & _WRITERS:
        message = f"nothing was changed: {folder} is not a folder that only you can write to"
        raise Refused(message, hint=f"`chmod 700 {folder}`, or {SET}")


def _read(file: Path, system: System = SYSTEM) -> bytes | None:
    try:
        found = file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Refused(f"nothing was changed: hactl's key {file} cannot be read: {error.strerror}", hint=SET) from None
    _trust_folder(file.parent)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
        hint = f"remove {file}; hactl makes another (finish a killed run first)"
        raise Refused(f"nothing was changed: {file} is not a file that only you can read", hint=hint)
    data = (read_file(system, str(file)) or b"").strip()
    if len(data) != 2 * KEY_BYTES:
        raise Refused(f"nothing was changed: {file} is damaged", hint=f"remove {file}; hactl makes another")
    return data


def _write_once(file: Path, data: bytes) -> None:
    """Put a file in place, whole or not at all; one that another process put there meanwhile stays."""
    descriptor, fresh = tempfile.mkstemp(prefix=".key-", dir=file.parent)  # mode 0600
    try:
        os.write(descriptor, data)
        os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(fresh, file)
    finally:
        os.close(descriptor)
        Path(fresh).unlink()
    sync_folder(SYSTEM, str(file.parent))
