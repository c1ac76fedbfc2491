"""Jars that replication needs and a server's installation does not have: from a folder, or what Maven has fetched."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from hactl.regular import read_regular
from hactl.servers.interface import Jar
from hactl.targets import Blob

JARS_VARIABLE = "HACTL_JARS"


def read_jars(jars: Iterable[Jar]) -> dict[str, Blob]:
    """Return coordinate -> content of those that are on this machine; a file with another sum is another file."""
    found: dict[str, Blob] = {}
    for jar in jars:
        for path in _places(jar):
            with suppress(OSError):
                data = read_regular(path)
                if hashlib.sha512(data).hexdigest() == jar.sha512:
                    found[jar.coordinate] = Blob.of(data)
                    break
    return found


def _places(jar: Jar) -> Iterator[Path]:
    group, artifact, version, extension = jar.coordinate.split(":")
    file = f"{artifact}-{version}.{extension}"
    for folder in filter(None, os.environ.get(JARS_VARIABLE, "").split(os.pathsep)):
        yield Path(folder, file)
    yield Path.home().joinpath(".m2", "repository", *group.split("."), artifact, version, file)
