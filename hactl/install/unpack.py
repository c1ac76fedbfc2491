"""Unpacking a server's archive: only plain files and folders, only below the target, with modes of our own."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from hactl.errors import HactlError

FILE_MODE = 0o644
PROGRAM_MODE = 0o755
SKIPPED = ("webapps",)  # documentation and examples: half of a Tomcat, and nothing a base needs

Item = tuple[str, bool, bool, "Opened"]


class Opened:
    """A file of an archive, opened when it is wanted."""

    def __init__(self, archive: tarfile.TarFile | zipfile.ZipFile, member: tarfile.TarInfo | zipfile.ZipInfo) -> None:
        self._archive = archive
        self._member = member

    def open(self) -> IO[bytes]:
        """Return the bytes as a file."""
        if isinstance(self._archive, zipfile.ZipFile):
            assert isinstance(self._member, zipfile.ZipInfo), "a zip holds zip members"
            return self._archive.open(self._member)
        assert isinstance(self._member, tarfile.TarInfo), "a tar holds tar members"
        file = self._archive.extractfile(self._member)
        assert file is not None, "only plain files are opened"
        return file


def unpack(archive: Path, target: Path, inside: str = "") -> None:
    """Write the archive's content below `target`: of its one top folder, or of the folder `inside`. Raises HactlError.

    The archive's own modes are not kept: Tomcat's conf/ is 0600 of its packer.
    """
    try:
        with _items(archive) as items:
            for name, is_file, is_program, opened in items:
                if is_file and (place := _place(name, PurePosixPath(inside).parts)):
                    _write(target.joinpath(*place), opened, PROGRAM_MODE if is_program else FILE_MODE)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise HactlError(f"{archive} cannot be unpacked: {error}", hint="delete it and try again") from error


def _place(name: str, inside: tuple[str, ...]) -> tuple[str, ...]:
    """Return where a member goes, () if it is not wanted. Raises HactlError if it leads out of the target."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise HactlError(f"the archive holds the path `{name}`, which leads out of its folder", hint="do not use it")
    if inside:
        return path.parts[len(inside) :] if path.parts[: len(inside)] == inside else ()
    parts = path.parts[1:]
    return () if not parts or parts[0] in SKIPPED else parts


def _write(path: Path, opened: Opened, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened.open() as source, path.open("xb") as file:
        shutil.copyfileobj(source, file)
    path.chmod(mode)


@contextmanager
def _items(archive: Path) -> Iterator[Iterator[Item]]:
    """Give name, is a plain file, may be run, and the bytes of each member. Links are not plain files."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            yield (_zip_item(packed, m) for m in packed.infolist())
    else:
        with tarfile.open(archive) as rolled:
            yield ((m.name, m.isreg(), bool(m.mode & 0o100), Opened(rolled, m)) for m in rolled)


def _zip_item(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> Item:
    mode = member.external_attr >> 16
    is_link = mode & 0o170000 == 0o120000
    return member.filename, not member.is_dir() and not is_link, bool(mode & 0o100), Opened(packed, member)
