"""The small languages inside a spec's values: names, addresses, times, paths. Text in, value out."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from pathlib import PurePosixPath

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
NAME_RULE = "a name has 1 to 32 of a-z, 0-9, `-` and `_`, and begins with a letter or digit"

RENAMED = {"ours": "managed", "theirs": "existing"}  # words of `balancer.server` that go on being read
RECEIVER_DISTANCE = 1000  # from the HTTP port, so that 8080 and 8180 on one host need nothing else

DURATION = re.compile(r"([0-9]{1,9})(ms|s|m)")
_MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000}
SIZE = re.compile(r"([0-9]{1,7})([km])")
DAYS = re.compile(r"([0-9]{1,9})d")
LONGEST_DAYS = 3650
_BYTES = {"k": 1024, "m": 1024 * 1024}
_ENDPOINT = re.compile(r"(?P<host>[^:]+):(?P<port>[0-9]{1,9})")
SERVER_NAME = re.compile(r"_|(\*\.)?[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
APP_PATH = re.compile(r"/|(/[A-Za-z0-9_~.-]+)+")
VERSION = re.compile(r"[0-9]+\.[0-9]+(\.[0-9]+)*")
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,63})\}")
TAKEN = (
    r"(?:PATH|HOME|LANG|TZ|USER|LOGNAME|SHELL|PWD|IFS|ENV|CLASSPATH|UMASK|STOP_SECONDS|name|base|pid|since|child|left"
    r"|(?:JAVA|JDK|JRE|JVM|JPDA|CATALINA|TOMCAT|TOMEE|JETTY|LC|LD|HACTL|AS|LOGGING)_.*|_JAVA_OPTIONS|_RUN.*)$"
)
# These end a token, begin a variable or a comment in the shell scripts, XML and NGINX
# files the value is written into; `$` cannot be escaped in NGINX at all.
UNSAFE = r"""\x00-\x1f\x7f-\x9f"'`{}$\\;<>|&*?%!()\[\]#"""  # also in the JSON Schema: no escapes that JavaScript lacks
_UNSAFE = re.compile(f"[{UNSAFE}]")


def is_name(text: str) -> bool:
    """Tell whether the text is a name."""
    return bool(NAME.fullmatch(text))


def unsafe(text: str, *, blanks: bool) -> str:
    """Return the first character that may not stand in a path, in words; "" if there is none."""
    found = _UNSAFE.search(text) or (None if blanks else re.search(r"\s", text))
    if not found:
        return ""
    words = {"\n": "a line break", "\r": "a line break", "\t": "a tab", " ": "a blank"}
    character = found.group()
    return words.get(character, f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}")


def address(text: str) -> str | None:
    """Return the IPv4 address in its one canonical form; None if it is none (`127.1` and `0x7f000001` are none)."""
    try:
        return str(IPv4Address(text))
    except AddressValueError:
        return None


def endpoint(text: str) -> tuple[str, int | None]:
    """Split `host:port`; the port is None where there is none. Neither part is checked."""
    found = _ENDPOINT.fullmatch(text)
    return (found["host"], int(found["port"])) if found else (text, None)


def milliseconds(text: str) -> int | None:
    """Return a time like `500ms`, `3s` or `1m` in milliseconds; None if it is not one."""
    found = DURATION.fullmatch(text)
    return int(found[1]) * _MILLISECONDS[found[2]] if found else None


def network(text: str) -> str | None:
    """Return an IPv4 network in canonical form; None if it is none, has host bits, or is everybody's."""
    base, _, bits = text.partition("/")
    if address(base) is None or not re.fullmatch(r"(/([1-9]|[12][0-9]|3[0-2]))?", text[len(base) :]):
        return None
    try:
        return str(IPv4Network(text)) if bits else base
    except ValueError:
        return None


def days(text: str) -> int | None:
    """Return how many days a text like `30d` means, from 1 to 3650; None if it is not one."""
    found = DAYS.fullmatch(text)
    return int(found[1]) if found and 1 <= int(found[1]) <= LONGEST_DAYS else None


def size(text: str) -> int | None:
    """Return a size like `64k` or `1m` in bytes; None if it is not one."""
    found = SIZE.fullmatch(text)
    return int(found[1]) * _BYTES[found[2]] if found else None


def is_server_name(text: str) -> bool:
    """Tell whether NGINX may have the text as a `server_name`: a DNS name, `*.` and a DNS name, or `_`."""
    return bool(SERVER_NAME.fullmatch(text)) and len(text) <= 253


def is_app_path(text: str) -> bool:
    """Tell whether an application can live there: `/`, `/shop`, `/shop/admin`."""
    return bool(APP_PATH.fullmatch(text)) and not any(set(part) <= {"."} for part in text.split("/")[1:] if part)


def is_version(text: str) -> bool:
    """Tell whether the text is a version: numbers and dots."""
    return bool(VERSION.fullmatch(text))


def variable(text: str) -> str:
    """Return the name in `${NAME}`, "" where the text is something else."""
    found = VARIABLE.fullmatch(text)
    return found[1] if found else ""


def taken(name: str) -> bool:
    """Tell whether servers, shells or hactl use the variable of this name themselves."""
    return re.match(TAKEN, name) is not None


def base_folder(text: str) -> PurePosixPath | None:
    """Return the folder in normal form; None if it is the root, empty, or climbs with `..`."""
    path = PurePosixPath(text)
    if ".." in path.parts or not path.parts or path == PurePosixPath("/") or text.startswith(("//", "~")):
        return None
    return path
