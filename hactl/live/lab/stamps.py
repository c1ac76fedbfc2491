"""When a line of a server's log was written, by the stamp at its beginning; what has none belongs to the one before.

Seen in the logs of labs: JULI as Tomcat 6 and 7 and as 8.5 and later write it, Jetty 6 and 9.4 to 12, GlassFish 3 to 8,
NGINX's errors and requests. A stamp without a zone is this machine's time, as the lab's servers are its processes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import dropwhile

NEAR = 40  # characters; a stamp stands at the beginning, behind a client's address or a bracket at most
_CLOCK = r"\d{1,2}:\d{2}:\d{2}"
_FORMS = (
    (re.compile(rf"\d{{2}}-[A-Z][a-z]{{2}}-\d{{4}} {_CLOCK}"), "%d-%b-%Y %H:%M:%S"),
    (re.compile(rf"[A-Z][a-z]{{2}} \d{{1,2}}, \d{{4}} {_CLOCK} [AP]M"), "%b %d, %Y %I:%M:%S %p"),
    (re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}} {_CLOCK}"), "%Y-%m-%d %H:%M:%S"),
    (re.compile(rf"\d{{4}}/\d{{2}}/\d{{2}} {_CLOCK}"), "%Y/%m/%d %H:%M:%S"),
    (re.compile(rf"\d{{2}}/[A-Z][a-z]{{2}}/\d{{4}}:{_CLOCK} [+-]\d{{4}}"), "%d/%b/%Y:%H:%M:%S %z"),
)
_ISO = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}}T{_CLOCK})(?:\.\d+)?(Z|[+-]\d{{2}}:?\d{{2}})")


def written(line: str) -> datetime | None:
    """Return when a line was written, to the second; None where it does not say so."""
    head = line[:NEAR]
    if found := _ISO.search(head):
        return _read(found[1] + found[2].replace("Z", "+0000"), "%Y-%m-%dT%H:%M:%S%z")
    for pattern, form in _FORMS:
        if found := pattern.search(head):
            return _read(found[0], form)
    return None


def _read(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).astimezone()
    except ValueError:  # a day or a month that does not exist
        return None


def since(lines: Iterable[str], ago: timedelta, now: datetime | None = None) -> list[str]:
    """Return the lines from the first one on that was written so long ago at most."""
    moment = (now or datetime.now(UTC)) - ago
    first = moment.replace(microsecond=0)  # stamps are read to the second
    return list(dropwhile(lambda line: (when := written(line)) is None or when < first, lines))
