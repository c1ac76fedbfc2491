"""The Java that a server's own files name, where it is at hand: one outside of what its line was run on is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from hactl.problems import Severity
from hactl.servers.interface import Line
from hactl.servers.unprotected import Finding, Look, Spot


def parse_java_version(text: str, mark: str) -> int:
    """Return the major version that stands quoted behind `mark`: 8 for "1.8.0_412", 17 for "17.0.15"; 0 if none."""
    match = re.search(re.escape(mark) + r'"(?:1\.)?(\d+)', text)
    return int(match[1]) if match else 0


def untested(look: Look, line: Line, files: Iterable[str], names: Iterable[str]) -> Iterator[Finding]:
    """Yield the Java that this instance's files name, where it is older or newer than all that its line was run on.

    `files`: where the choice may stand, below the base or absolute; the first that is there counts. `names`: of the
    variables, the first that is set counts.
    """
    for file in files:
        path = PurePosixPath(file)
        folder = look.at(str(path.parent)).folder if path.is_absolute() else look.base.folder
        data = folder.read(path.name if path.is_absolute() else file)
        if data is not None:
            chosen = next(filter(None, (_set(data, name) for name in names)), None)
            if chosen is not None:
                yield from _judged(look, line, file, data, chosen)
            return


def _set(data: bytes, name: str) -> re.Match[bytes] | None:
    """Return where a script sets this variable to an absolute path; of two lines the last one counts."""
    pattern = rb"""^[ \t]*(?:export[ \t]+)?%s=["']?(/[^"'\s$;#]++)(?!\$)""" % name.encode()
    return next(reversed(list(re.finditer(pattern, data, re.MULTILINE))), None)


def _judged(look: Look, line: Line, file: str, data: bytes, chosen: re.Match[bytes]) -> Iterator[Finding]:
    folder = chosen[1].decode("utf-8", "replace").rstrip("/")
    release = look.at(folder).folder.read("release") or b""
    major = parse_java_version(release.decode("utf-8", "replace"), "JAVA_VERSION=")
    if not major or min(line.java) <= major <= max(line.java):
        return
    row = data.count(b"\n", 0, chosen.start(1)) + 1
    column = chosen.start(1) - data.rfind(b"\n", 0, chosen.start(1))
    majors = ", ".join(map(str, sorted(line.java)))
    message = f"{folder} is Java {major}; {look.cluster.server} was tested with Java {majors}"
    hint = f"name a Java {line.java[0]}, or try this one: `HACTL_JAVA={folder} hactl lab up`"
    found = Spot(file=file, line=row, column=column, in_base=True).finding("java-untested", "", message, hint)
    yield replace(found, loses=False, severity=Severity.WARNING, anyway=True)
