"""What `accept` takes, said once more as regular expressions for editors; tests/spec/test_schema.py compares both.

They are read by Python and, with its flag `u`, by JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hactl.spec import accept, values
from hactl.spec.servers import KnownLine, ServerLines, numbers

Json = dict[str, Any]

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_ADDRESS = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_PORT = "0*(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_NAME = values.NAME.pattern
_CLIMBS, _NOWHERE = r"(?:[^/]*/)*\.\.(?:/|$)", r"(?:\.?/+)*\.?$"
_PATH = rf"[^{values.UNSAFE}\s]+"
_HINT_HOST = "a name below `hosts`, or an IPv4 address; localhost is `127.0.0.1`"
_HINT_BASE = "a folder below the host's (`app1`), or an absolute one (`/srv/app1`); without `..`, `~` and blanks"


def _text(pattern: str, hint: str, **more: object) -> Json:
    return {"type": "string", "pattern": f"^(?:{pattern})$", "patternErrorMessage": hint, **more}


NAME = _text(_NAME, values.NAME_RULE)
HOST = _text(f"{_NAME}|{_ADDRESS}", _HINT_HOST)
ENDPOINT = _text(f"(?:{_NAME}|{_ADDRESS})(?::{_PORT})?", f"{_HINT_HOST}; `:` and a port may follow")
ADDRESS = _text(_ADDRESS, "four numbers from 0 to 255, like `10.0.0.11`")
PORT: Json = {"type": "integer", "minimum": 1, "maximum": 65535}

OF: Mapping[Callable[[Any], Any], Json] = {
    accept.name: NAME,
    accept.cluster_name: _text(f"(?!all$){_NAME}", f"{values.NAME_RULE}; `all` is the pool of all clusters"),
    accept.host_address: ADDRESS,
    accept.time: _text(f"(?!0+[ms]+$)(?:{values.DURATION.pattern})", "a number above 0 and its unit: `500ms`, `3s`"),
    accept.size: _text(
        "0*(?:[4-9]|[1-9][0-9]|[1-9][0-9]{2}|10[01][0-9]|102[0-4])k|0*1m", "from `4k` to `1m`: a number and its unit"
    ),
    accept.base: _text(f"(?!~|//|{_NOWHERE}|{_CLIMBS}){_PATH}", _HINT_BASE),
    accept.home: _text(f"(?=/){_PATH}", "the installation's folder, like `/opt/tomcat7`"),
    accept.file_on_host: _text(
        f"(?=/)(?!//|{_NOWHERE}|{_CLIMBS}){_PATH}", "a path on the balancer's host, like `/etc/ssl/shop.pem`"
    ),
    accept.network: _text(
        rf"{_ADDRESS}(?:/(?:[1-9]|[12][0-9]|3[0-2]))?", "an address, or a network like `10.0.1.0/24`"
    ),
    accept.days: _text("0*(?:[1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|36[0-4][0-9]|3650)d", "from `1d` to `3650d`"),
    accept.config: _text(f"(?!~|//|{_NOWHERE}|{_CLIMBS}){_PATH}", "a path from the balancer's `base` (`nginx.conf`)"),
    accept.war: _text(rf"(?![\s\S]*/\.\.$)[^{values.UNSAFE[:-1]}]+", "a path relative to the spec's folder"),
    accept.app_path: _text(
        rf"(?!.*/\.+(?:/|$))(?:{values.APP_PATH.pattern})", "`/`, or like `/shop`: a slash first and none last"
    ),
    accept.server_name: _text(values.SERVER_NAME.pattern, "a DNS name like `shop.example.org`, or `_`", maxLength=253),
    accept.version: _text(values.VERSION.pattern, 'numbers and dots in quotes, like `"1.18"`'),
    accept.variable: _text(
        rf"(?!\$\{{{values.TAKEN[:-1]}\}}$)(?:{values.VARIABLE.pattern})",
        "the variable that holds the key: `${SHOP_KEY}`",
    ),
    accept.file_format: {"type": "integer", "enum": [accept.FORMAT]},
}


def server(known: ServerLines) -> Json:
    """Return the schema of a server's word: a line, or a version of one."""
    words = {f"{kind}@{line}": each for kind, lines in known.items() for line, each in lines.items()}
    beginnings = {begun for word, each in words.items() for begun in _beginnings(word, each)}
    others = (f"{_plain(word)}{_versions(word, each.newest)}" for word, each in words.items())
    return _text(
        "|".join((*map(_plain, sorted(beginnings)), *others)),
        f"one of {', '.join(words)}, or a version of one, as `tomcat@7.0.109`",
        examples=list(words),
    )


def _beginnings(word: str, line: KnownLine) -> Iterator[str]:
    """Yield a line, and the first parts of each of its known versions."""
    yield word
    kind = word.partition("@")[0]
    for version in (line.newest, *line.versions):
        yield from (f"{kind}@{version[: end.start()]}" for end in re.finditer(r"[.-]|$", version))


def _versions(word: str, newest: str) -> str:
    """Return what makes a line a full version: as many numbers as its newest has."""
    missing = len(numbers(newest)) - len(numbers(word.partition("@")[2]))
    return rf"(?:[.-][0-9A-Za-z]*[0-9][0-9A-Za-z]*){{{max(missing, 1)},}}"


def _plain(text: str) -> str:
    return text.replace(".", r"\.")
