"""One request: what came back is data, also when nothing did."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hactl.live.drill.request import LARGEST_BODY, fetch


@contextmanager
def server(reply: bytes, *, hold_s: float = 0.0) -> Iterator[tuple[str, list[bytes]]]:
    """Answer one connection with these bytes; keep what was asked."""
    asked: list[bytes] = []
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection = listener.accept()[0]
        with connection:
            asked.append(connection.recv(65536))
            connection.sendall(reply)
            stop.wait(hold_s)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        stop.set()
        listener.close()
        thread.join(5)


def test_an_answer_carries_status_body_and_every_cookie() -> None:
    reply = b"HTTP/1.1 200 OK\r\nSet-Cookie: A=1\r\nset-cookie: B=2; Path=/\r\nContent-Length: 8\r\n\r\ncount=1\n"
    with server(reply) as (address, asked):
        answer = fetch(address, "/count?x=1", {"Host": "bank.example.org", "Cookie": "A=0"})
    assert (answer.ok, answer.body, answer.set_cookies) == (True, "count=1\n", ("A=1", "B=2; Path=/"))
    assert asked[0].startswith(b"GET /count?x=1 HTTP/1.1\r\n")
    assert asked[0].count(b"Host:") == 1
    assert b"Host: bank.example.org\r\n" in asked[0]


def test_an_answer_in_chunks_is_read_whole() -> None:
    reply = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with server(reply) as (address, _):
        assert fetch(address, "/").body == "abcde"


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
        b"no HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (LARGEST_BODY + 1),
    ],
    ids=["closed", "cut", "cut in a chunk", "not HTTP", "too long"],
)
def test_a_broken_answer_is_no_answer_and_says_why(reply: bytes) -> None:
    with server(reply) as (address, _):
        answer = fetch(address, "/")
    assert not answer.ok
    assert answer.status == 0
    assert answer.error


def test_a_server_that_is_not_there_is_an_answer_with_its_reason() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    answer = fetch(address, "/")
    assert (answer.status, answer.ok) == (0, False)
    assert "refused" in answer.error


def test_a_server_that_hangs_costs_no_more_than_the_time_limit() -> None:
    started = time.monotonic()
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", hold_s=30) as (address, _):
        answer = fetch(address, "/", timeout_s=0.3)
    assert not answer.ok
    assert 0.25 < answer.seconds <= time.monotonic() - started < 5


def test_an_error_page_is_an_answer_but_not_a_good_one() -> None:
    with server(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nno\n") as (address, _):
        answer = fetch(address, "/")
    assert (answer.status, answer.ok, answer.body, answer.error) == (502, False, "no\n", "")
