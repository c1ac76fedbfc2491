"""A client that costs little: kept connections, a fixed number of requests, answers counted by their status."""

from __future__ import annotations

import selectors
import socket
import ssl
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

LONGEST_S = 30.0


@dataclass
class Result:
    """How long all took, each one's milliseconds, and what the answers said."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


class _Line:
    """One connection: sends a request, and reads until its answer is whole."""

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None) -> None:
        self._address, self._context = address, context
        self._buffer, self._begun = b"", 0.0
        self.socket = self._open()

    def _open(self) -> socket.socket:
        plain = socket.create_connection(self._address, timeout=LONGEST_S)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._context.wrap_socket(plain) if self._context else plain

    def ask(self, request: bytes) -> None:
        self._buffer, self._begun = b"", time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> tuple[int, float] | None:
        """Read what is there; return the status and the milliseconds once the answer is whole."""
        part = self.socket.recv(65536)
        self._buffer += part
        head, _, body = self._buffer.partition(b"\r\n\r\n")
        length = next((int(h[15:]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:")), None)
        if part and (length is None or len(body) < length):
            return None
        return int(head[9:12] or 0) if part else 0, (time.perf_counter() - self._begun) * 1000


def run(
    address: tuple[str, int], requests: Iterator[bytes], count: int, width: int, tls: ssl.SSLContext | None = None
) -> Result:
    """Send so many requests over so many connections, each as soon as its last answer is there."""
    result, chosen = Result(), selectors.DefaultSelector()
    lines = [_Line(address, tls) for _ in range(width)]
    begun = time.perf_counter()
    for line in lines:
        line.ask(next(requests))
        chosen.register(line.socket, selectors.EVENT_READ, line)
    asked = width
    while sum(result.statuses.values()) < count:
        ready = chosen.select(LONGEST_S)
        assert ready, "no answer"
        for line in (key.data for key, _ in ready):
            if (said := line.answer()) is None:
                continue
            result.statuses[said[0]] += 1
            result.waits.append(said[1])
            assert said[0], "the balancer closed a connection"
            if asked < count:
                line.ask(next(requests))
                asked += 1
    result.seconds = time.perf_counter() - begun
    for line in lines:
        line.socket.close()
    return result


def cycle(requests: Sequence[bytes]) -> Iterator[bytes]:
    """Yield them, over and over."""
    while True:
        yield from requests
