"""The Java that a server's own files name, where it is at hand: one outside of what its line was run on is said.

Catalina reads the base's bin/setenv.sh, else the installation's, and takes JRE_HOME before JAVA_HOME (catalina.sh and
setclasspath.sh, Tomcat 7.0.109 and 11.0.24); GlassFish reads AS_JAVA in glassfish/config/asenv.conf (3.1.2.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from hactl.problems import Severity
from hactl.servers.interface import Line
from hactl.servers.unprotected import Finding, Look, Spot

SETENV = "bin/setenv.sh"
_SAID = re.compile(
    rb"""^[ \t]*(?:export[ \t]+)?(JRE_HOME|JAVA_HOME|AS_JAVA)=["']?(/[^"'\s$;#]++)(?!\$)""", re.MULTILINE
)


def parse_java_version(text: str, mark: str) -> int:
    """Return the major version that stands quoted behind `mark`: 8 for "1.8.0_412", 17 for "17.0.15"; 0 if none."""
    match = re.search(re.escape(mark) + r'"(?:1\.)?(\d+)', text)
    return int(match[1]) if match else 0


def untested(look: Look, line: Line) -> Iterator[Finding]:
    """Yield the Java that this instance's files name, where it is older or newer than all that its line was run on."""
    for file in _files(look):
        path = PurePosixPath(file)
        folder = look.at(str(path.parent)).folder if path.is_absolute() else look.base.folder
        data = folder.read(path.name if path.is_absolute() else file)
        if data is None:
            continue
        said = {match[1]: match for match in _SAID.finditer(data)}  # of two lines the last one counts
        chosen = said.get(b"JRE_HOME") or said.get(b"JAVA_HOME") or said.get(b"AS_JAVA")
        if chosen is not None:
            yield from _judged(look, line, file, data, chosen)
        return


def _files(look: Look) -> Iterator[str]:
    """Yield where the choice may stand, the first file that is there counts."""
    yield SETENV
    if look.instance.home is not None:
        yield f"{look.instance.home}/{SETENV}"
        yield f"{look.instance.home}/glassfish/config/asenv.conf"


def _judged(look: Look, line: Line, file: str, data: bytes, chosen: re.Match[bytes]) -> Iterator[Finding]:
    folder = chosen[2].decode("utf-8", "replace").rstrip("/")
    release = look.at(folder).folder.read("release") or b""
    major = parse_java_version(release.decode("utf-8", "replace"), "JAVA_VERSION=")
    if not major or min(line.java) <= major <= max(line.java):
        return
    row = data.count(b"\n", 0, chosen.start(2)) + 1
    column = chosen.start(2) - data.rfind(b"\n", 0, chosen.start(2))
    majors = ", ".join(map(str, sorted(line.java)))
    message = f"{folder} is Java {major}; {look.cluster.server} was tested with Java {majors}"
    hint = f"name a Java {line.java[0]}, or try this one: `HACTL_JAVA={folder} hactl lab up`"
    found = Spot(file=file, line=row, column=column, in_base=True).finding("java-untested", "", message, hint)
    yield replace(found, loses=False, severity=Severity.WARNING, anyway=True)
