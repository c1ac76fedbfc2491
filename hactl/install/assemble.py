"""An installation put together from jars, where no archive of the server exists."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from hactl.install.unpack import FILE_MODE, PROGRAM_MODE
from hactl.render import data_folder

if TYPE_CHECKING:
    from hactl.servers.interface import Artifact, Jar


def put_together(artifact: Artifact, bring: Callable[[Jar], Path], target: Path) -> None:
    """Write the artifact's jars and files below `target`; `bring` returns where a jar's bytes are."""
    for jar in artifact.jars:
        source = bring(jar)
        place = target / jar.folder / (jar.name or source.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        if jar.only:
            _write_part(source, jar.only, place)
        else:
            shutil.copyfile(source, place)
        place.chmod(FILE_MODE)
    for name, template in artifact.files:
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data_folder("templates") / template, place)
        place.chmod(PROGRAM_MODE if place.suffix == ".sh" else FILE_MODE)


def _write_part(source: Path, patterns: tuple[str, ...], place: Path) -> None:
    """Write a jar of those members of another one that match."""
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(place, "x", zipfile.ZIP_DEFLATED) as part:
        for member in whole.infolist():
            if any(fnmatchcase(member.filename, pattern) for pattern in patterns):
                part.writestr(member, whole.read(member))
