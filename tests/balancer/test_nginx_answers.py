"""Answers with long headers and questions without a host: a healthy server's users stay where their sessions are."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.balancer_worlds import FAILOVER
from support.nginx_binaries import binaries
from support.standins import Lab, StandIn, running

TWO_PAIRS = {"a": ["a-1", "a-2"], "b": ["b-1", "b-2"]}
each_method = pytest.mark.parametrize("method", ["GET", "POST"])


@pytest.fixture(params=binaries(), ids=lambda p: str(p).rsplit("/", 3)[1])
def binary(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def lab(binary: Path, tmp_path: Path) -> Iterator[Lab]:
    with running(binary, tmp_path, TWO_PAIRS) as lab:
        yield lab


def his(servers: dict[str, StandIn], port: int) -> str:
    lines = " ".join(f"server 127.0.0.1:{server.port};" for server in servers.values())
    temp = " ".join(f"{kind}_temp_path temp/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    server = f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://shop; }} }}"
    inside = f"access_log off; {temp} upstream shop {{ {lines} }} {server}"
    return f"pid logs/nginx.pid;\nerror_log logs/error.log;\nevents {{}}\nhttp {{\n{inside}\n}}\n"


def carried_out(lab: Lab, what: str) -> int:
    return sum(server.seen.count(what) for server in lab.servers.values())


@each_method
@pytest.mark.parametrize("config", [None, his], ids=["ours", "theirs"])
def test_an_answer_with_a_long_header_arrives(method: str, config: object, binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, TWO_PAIRS, config) as lab:  # type: ignore[arg-type]
        user = lab.browsers(8)["a-1"][0]
        lab.servers["a-1"].padding = 15_000
        assert user.ask(method, "/long", None, {}).name == "a-1"
        assert carried_out(lab, f"{method} /long") == 1


@each_method
@pytest.mark.parametrize("config", [None, his], ids=["ours", "theirs"])
def test_above_the_limit_it_is_one_error_page_and_the_session_stays(
    method: str, config: object, binary: Path, tmp_path: Path
) -> None:
    with running(binary, tmp_path, TWO_PAIRS, config) as lab:  # type: ignore[arg-type]
        user = lab.browsers(8)["a-1"][0]
        lab.servers["a-1"].padding = 20_000
        answer = user.ask(method, "/long", None, {})
        assert (answer.status, answer.set_cookies) == (502, ())
        assert carried_out(lab, f"{method} /long") == 1
        lab.servers["a-1"].padding = 0
        assert user.get().name[0] == "a"


def test_the_spec_can_allow_longer_ones(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, TWO_PAIRS, failover=replace(FAILOVER, header_bytes=64 * 1024)) as lab:
        for server in lab.servers.values():
            server.padding = 60_000
        assert lab.browser().get("/long").status == 200


@pytest.mark.parametrize("mode", ["break", "cut"])
def test_a_reader_whose_server_breaks_off_is_served_by_its_partner(mode: str, lab: Lab) -> None:
    user = lab.browsers(8)["a-1"][0]
    lab.servers["a-1"].mode = mode
    assert user.get().name == "a-2"


def test_a_reader_leaves_a_cluster_that_broke_off_whole(lab: Lab) -> None:
    user = lab.browsers(8)["a-1"][0]
    lab.servers["a-1"].mode, lab.servers["a-2"].mode = "break", "cut"
    assert user.get().name[0] == "b"


@pytest.mark.parametrize("config", [None, his], ids=["ours", "theirs"])
@pytest.mark.parametrize("path", ["/", "/some/page"])
def test_a_health_checker_may_speak_http_1_0_without_a_host(
    config: object, path: str, binary: Path, tmp_path: Path
) -> None:
    with running(binary, tmp_path, TWO_PAIRS, config) as lab:  # type: ignore[arg-type]
        head, body = plain(lab, f"GET {path} HTTP/1.0\r\n\r\n")
        assert head.split()[1] == "200" and '"Host": "127.0.0.1"' in body


def plain(lab: Lab, request: str) -> tuple[str, str]:
    with socket.create_connection(("127.0.0.1", lab.browser().port), timeout=10) as connection:
        connection.sendall(request.encode())
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    head, _, body = b"".join(parts).decode().partition("\r\n\r\n")
    return head, body
