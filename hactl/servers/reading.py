"""Reading what a base says about itself outside its main file: the installation, `${…}`, archives' own words."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from hactl.folders import Folder
from hactl.problems import Place, Problem, Severity

MOST = 1 << 20  # bytes read of one member of an archive

_ASSIGNED = r"""(?:^|[\s;"{{]){name}(?::?=)["']?([^\s"'}};]+)"""
_PROPERTY = re.compile(r"\$\{([^}]+)\}")


def assigned(text: str, name: str) -> str | None:
    """Return the last value a shell script gives a variable (`X=…`, `: "${X:=…}"`), None where it names none.

    A value that a shell would still have to work out (`$HOME/…`) is none.
    """
    values = re.findall(_ASSIGNED.format(name=re.escape(name)), text, re.MULTILINE)
    return next((v for v in reversed(values) if "$" not in v and "`" not in v), None)


def member(archive: bytes, name: str) -> str:
    """Return a text in an archive, "" where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened, opened.open(name) as file:
            return file.read(MOST).decode("latin-1")
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, zlib.error):
        return ""


def properties(data: bytes | None) -> dict[str, str]:
    """Return the pairs of a properties file, as far as they stand on one line each."""
    lines = (data or b"").decode("latin-1").splitlines()
    pairs = (re.match(r"\s*([^#!\s=:][^\s=:]*)\s*[=:]\s*(.*?)\s*$", line) for line in lines)
    return {pair[1]: pair[2] for pair in pairs if pair}


def defined(text: str) -> dict[str, str]:
    """Return what a script gives the JVM as -Dname=value."""
    return dict(re.findall(r"""-D([\w.-]+)=([^\s"']+)""", text))


def filled(value: str | None, known: Mapping[str, str]) -> str | None:
    """Return the value with `${name}` filled in; None where a name is not known."""
    if value is None:
        return None
    names = _PROPERTY.findall(value)
    if any(name not in known for name in names):
        return None
    return _PROPERTY.sub(lambda found: known[found[1]], value)


def number(value: str | None) -> int | None:
    """Return a port, None where the text is none."""
    return int(value) if value is not None and re.fullmatch(r"[0-9]{1,5}", value) and 0 < int(value) < 65536 else None


def whole(value: str | None) -> int | None:
    """Return a number of milliseconds, None where the text is none."""
    return int(value) if value is not None and re.fullmatch(r"[0-9]{1,8}", value) else None


def address(value: str | None) -> str | None:
    """Return an IPv4 address that names one machine; a name, or "every address", is None."""
    plain = value is not None and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", value) and value != "0.0.0.0"
    return value if plain else None


def first_line_with(texts: Iterable[str], pattern: re.Pattern[str]) -> re.Match[str] | None:
    """Return the first match in these texts."""
    return next((found for text in texts if (found := pattern.search(text))), None)


def text_of(folder: Folder, path: str) -> str:
    """Return a file as text, "" where there is none."""
    return (folder.read(path) or b"").decode("latin-1")


def unclear(message: str, hint: str, file: str, line: int = 0, column: int = 0) -> Problem:
    """Return a note on what was not understood."""
    place = Place(file, line, column)
    return Problem(id="import-unclear", message=message, hint=hint, severity=Severity.WARNING, place=place)
