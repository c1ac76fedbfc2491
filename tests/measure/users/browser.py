"""A browser, small and on its own: sockets and `http.client`, its own cookie jar, one connection per request."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field

SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` 0: no whole answer; `error` says why. `said`: its lines `name=value`."""

    status: int
    seconds: float
    said: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def at(self) -> str:
        """Return the address of the instance that answered."""
        return self.said.get("at", "")

    @property
    def user(self) -> str:
        """Return who the server thinks this is."""
        return self.said.get("user", "")


class Browser:
    """One user. `jar`: names and values of cookies; requests may come from several threads at once."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._lock = threading.Lock()
        self.jar: dict[str, str] = {}

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        body: bytes | Iterator[bytes] | None = None,
        cookies: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
    ) -> Answer:
        """Ask once; `cookies` instead of the jar's, which then learns nothing."""
        started = time.monotonic()
        try:
            with closing(http.client.HTTPConnection(*self._address, timeout=seconds)) as connection:
                chunked = body is not None and not isinstance(body, bytes)
                connection.request(method, path, body, self._headers(cookies), encode_chunked=chunked)
                answer = connection.getresponse()
                text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, time.monotonic() - started, error=type(error).__name__)
        if cookies is None:
            self._learn(answer.headers.get_all("Set-Cookie", []))
        said = dict(line.split("=", 1) for line in text.splitlines() if "=" in line) if answer.status == 200 else {}
        return Answer(answer.status, time.monotonic() - started, said)

    def _headers(self, cookies: Mapping[str, str] | None) -> dict[str, str]:
        with self._lock:
            sent = dict(self.jar) if cookies is None else cookies
        text = "; ".join(f"{name}={value}" for name, value in sent.items())
        return {"Connection": "close", **({"Cookie": text} if text else {})}

    def _learn(self, lines: list[str]) -> None:
        with self._lock:
            for line in lines:
                name, _, value = line.partition(";")[0].partition("=")
                if value.strip('"'):
                    self.jar[name.strip()] = value
                else:
                    self.jar.pop(name.strip(), None)

    def raw(self, data: bytes, seconds: float = 20.0) -> bytes:
        """Send bytes as they are; return all that comes back."""
        said = b""
        with socket.create_connection(self._address, seconds) as connection:
            connection.sendall(data)
            try:
                while piece := connection.recv(65536):
                    said += piece
            except OSError:
                return said
        return said
