"""One HTTP request, and what came back: an answer is data, also when there is none."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass

from hactl.live.lab.forwarder import anybody

TLS = "https://"
LARGEST_BODY = 1 << 20  # bytes; the demo application's answers have a few thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `status` 0: nothing did, and `error` says why. `seconds`: from the call to the last byte."""

    status: int
    seconds: float
    body: str = ""
    set_cookies: tuple[str, ...] = ()
    error: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether the server answered 200."""
        return self.status == http.client.OK


def fetch(address: str, path: str, headers: Mapping[str, str] | None = None, *, timeout_s: float = 20.0) -> Answer:
    """GET a path from `host:port` over a connection of its own; never raises for what the other side does.

    `https://host:port` speaks TLS, with any certificate. `timeout_s` bounds each wait, and the whole answer. A
    connection of its own for every request: what one that idles through a kill does is the balancer's business.
    """
    host, _, port = address.removeprefix(TLS).rpartition(":")
    started = time.monotonic()
    where = (host.strip("[]"), int(port))
    connection = (
        http.client.HTTPSConnection(*where, timeout=timeout_s, context=anybody())
        if address.startswith(TLS)
        else http.client.HTTPConnection(*where, timeout=timeout_s)
    )
    try:
        connection.request("GET", path, headers={"Connection": "close", **(headers or {})})
        response = connection.getresponse()
        body = _body(response, started + timeout_s)
    except (OSError, http.client.HTTPException, ValueError) as failure:
        return Answer(status=0, seconds=time.monotonic() - started, error=_reason(failure))
    finally:
        connection.close()
    cookies = tuple(value for name, value in response.getheaders() if name.lower() == "set-cookie")
    return Answer(status=response.status, seconds=time.monotonic() - started, body=body, set_cookies=cookies)


def _body(response: http.client.HTTPResponse, deadline: float) -> str:
    """Read the body to its end; too long or too late is an error, a body cut short too."""
    parts: list[bytes] = []
    length = 0
    while part := response.read1(65536):
        parts.append(part)
        length += len(part)
        if length > LARGEST_BODY:
            raise ValueError(f"answer longer than {LARGEST_BODY} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError("timed out")
    if response.length:
        raise ValueError(f"answer cut short by {response.length} bytes")
    return b"".join(parts).decode("utf-8", "replace")


def _reason(failure: Exception) -> str:
    return str(failure) or type(failure).__name__
