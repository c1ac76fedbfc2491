"""Applications as files: a .war, or an unpacked folder, read once for all instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from hactl.errors import HactlError, HasProblems
from hactl.folders import MOST_OF_AN_ARCHIVE
from hactl.model import App
from hactl.noting import listed, looked_at
from hactl.problems import Problem
from hactl.regular import read_regular
from hactl.servers.interface import Archive
from hactl.targets import Blob


def read_archives(apps: Iterable[App], folder: Path) -> dict[str, Archive]:
    """Return archive, as the spec names it -> its files; paths in the spec are relative to `folder`.

    Raises:
        HasProblems: an application's file or folder is not there.
    """
    apps = tuple(apps)
    archives = {war: folder / war for app in apps for _keys, war in app.archives()}
    for path in archives.values():
        looked_at(str(path))
    if gone := tuple(missing(apps, folder)):
        raise HasProblems("an application is missing", gone)
    return {war: tuple(_files(path)) for war, path in archives.items()}


def missing(apps: Iterable[App], folder: Path) -> Iterator[Problem]:
    """Yield a problem for each application that is not at its place below `folder`."""
    for app in apps:
        for keys, war in app.archives():
            if not (path := folder / war).exists():
                yield Problem(
                    id="app-missing",
                    message=f"application {app.name}: there is nothing at {path}",
                    hint=f"`{keys[0]}` is a path relative to the spec's folder: a .war file or an unpacked application",
                    at=("apps", app.name, *keys),
                )


def _files(path: Path) -> Iterable[tuple[PurePosixPath, Blob]]:
    if not path.is_dir():
        return [(PurePosixPath(), Blob.of(_read(path)))]
    below = sorted(path.rglob("*"))
    for each in (path, *(p for p in below if p.is_dir())):
        listed(str(each))
    inner = [p for p in below if p.is_file()]
    return [(PurePosixPath(p.relative_to(path)), Blob.of(_read(p))) for p in inner]


def _read(path: Path) -> bytes:
    """Return a file of an application. Raises HactlError: it is none that can be read."""
    try:
        return read_regular(path, MOST_OF_AN_ARCHIVE)
    except OSError as error:
        raise HactlError(f"the application's file {path} cannot be read: {error.strerror}") from None
