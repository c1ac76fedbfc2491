"""`lab logs --since` knows when each product's lines were written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from hactl.live.lab.stamps import since, written

LINES = {  # each as a lab's server wrote it
    "Tomcat 11": "30-Nov-2026 05:04:29.123 INFO [main] org.apache.catalina.startup.Catalina.start up",
    "Tomcat 7": "Nov 30, 2026 5:04:29 AM org.apache.catalina.startup.Catalina start",
    "Jetty 12": "2026-11-30 05:04:29.627:INFO :oejs.Server:main: jetty-12.1.12",
    "Jetty 6": "2026-11-30 05:04:29.627:INFO::jetty-6.1.26",
    "GlassFish 3": "[#|2026-11-30T07:04:29.571+0200|INFO|glassfish3.1.2|x|_ThreadID=1",
    "GlassFish 7": "[#|2026-11-30T05:04:29.571655Z|INFO|GF 7.0.21|x|_ThreadID=24",
    "NGINX, an error": "2026/11/30 05:04:29 [error] 7#7: *1 connect() failed",
    "NGINX, a request": '10.0.0.9 - - [30/Nov/2026:05:04:29 +0000] "GET / HTTP/1.1" 200 1',
}
WHEN = datetime.fromisoformat("2026-11-30T05:04:29+00:00")


@pytest.fixture(autouse=True, params=["UTC", "America/New_York"])
def _zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_stamp_is_read(line: str) -> None:
    found = written(line)
    has_zone = "+0" in line or "Z|" in line
    assert found is not None
    assert found == WHEN if has_zone else found.replace(tzinfo=None) == WHEN.replace(tzinfo=None)


@pytest.mark.parametrize(
    "line",
    ["", "\tat java.lang.Thread.run(Thread.java:840)", "32-Nov-2026 05:04:29", "2026-13-30 05:04:29", "05:04:29"],
)
def test_what_is_no_stamp_is_none(line: str) -> None:
    assert written(line) is None


def test_lines_without_a_stamp_stay_with_theirs() -> None:
    lines = [
        "a start",
        LINES["GlassFish 7"],
        "  old",
        LINES["GlassFish 7"].replace("05:04:29", "05:09:00"),
        "  new",
        "  newer",
    ]
    now = datetime.fromisoformat("2026-11-30T05:10:00.7+00:00")
    assert since(lines, timedelta(minutes=1), now) == lines[3:]
    assert since(lines, timedelta(minutes=6), now) == lines[1:]
    assert since(lines, timedelta(seconds=1), now) == []
