"""A Java compiler whose output is what is shipped, and jars of Maven's local repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from hactl.install.maven import local_repository


@cache
def javac_17() -> str:
    """Return a compiler of Java 17, "" if there is none: another one gives other bytes."""
    found = [shutil.which("javac") or "", *map(str, Path("/usr/lib/jvm").glob("*17*/bin/javac"))]
    for program in filter(None, found):
        said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False, timeout=60)
        if said.stdout.startswith("javac 17"):
            return program
    return ""


def in_repository(coordinate: str) -> Path:
    """Return where the jar `group:artifact:version[:jar]` lies in Maven's local repository."""
    group, artifact, version = coordinate.split(":")[:3]
    folder = local_repository(os.environ).joinpath(*group.split("."), artifact, version)
    return folder / f"{artifact}-{version}.jar"
