"""Jars that replication needs and a server's installation does not have: from a folder, or what Maven has fetched."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from hactl.errors import HactlError
from hactl.regular import read_regular
from hactl.servers.interface import Jar
from hactl.targets import Blob

JARS_VARIABLE = "HACTL_JARS"


def read_jars(jars: Iterable[Jar]) -> dict[str, Blob]:
    """Return coordinate -> content of those that are on this machine; a file with another sum is another file."""
    wanted = list(jars)
    repository = _local_repository() if wanted else Path()
    found: dict[str, Blob] = {}
    for jar in wanted:
        for path in _places(jar, repository):
            with suppress(OSError):
                data = read_regular(path)
                if hashlib.sha512(data).hexdigest() == jar.sha512:
                    found[jar.coordinate] = Blob.of(data)
                    break
    return found


def _places(jar: Jar, repository: Path) -> Iterator[Path]:
    group, artifact, version, extension = jar.coordinate.split(":")
    file = f"{artifact}-{version}.{extension}"
    for folder in filter(None, os.environ.get(JARS_VARIABLE, "").split(os.pathsep)):
        yield Path(folder, file)
    yield repository.joinpath(*group.split("."), artifact, version, file)


def _local_repository() -> Path:
    from hactl.install import maven  # with its XML and its network: only where a jar is wanted

    try:
        return maven.local_repository(os.environ)
    except HactlError:  # whoever fetches something says what is wrong with the settings
        return Path.home() / ".m2" / "repository"
