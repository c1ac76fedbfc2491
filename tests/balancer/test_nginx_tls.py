"""TLS at the door: pages, HTTP/2, Secure cookies, the way from http to https, and a new certificate under load."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from support.nginx_binaries import binaries, pair, version
from support.standins import Lab, free_port, running

from hactl.live.lab.certificates import make_pair
from hactl.model import Tls


@pytest.fixture(params=binaries(), ids=lambda p: str(p).rsplit("/", 3)[1])
def binary(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@dataclass(frozen=True)
class Safe:
    """A lab whose balancer speaks TLS on one port and HTTP on the other."""

    lab: Lab
    plain: int
    safe: int
    prefix: Path

    def ask(self, path: str = "/", *, tls: bool = True, **headers: str) -> http.client.HTTPResponse:
        connection = (
            http.client.HTTPSConnection("127.0.0.1", self.safe, timeout=10, context=anybody())
            if tls
            else http.client.HTTPConnection("127.0.0.1", self.plain, timeout=10)
        )
        connection.request("GET", path, headers={"Host": "shop.example.org", **headers})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response


def anybody() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def tls(port: int) -> tuple[Tls, ...]:
    return (Tls(port=port, certificate=PurePosixPath("/etc/ssl/x.pem"), key=PurePosixPath("/etc/ssl/x.key")),)


@pytest.fixture
def safe(binary: Path, tmp_path: Path) -> Iterator[Safe]:
    plain, port = free_port(), free_port()
    more: dict[str, Any] = {
        "listen": (plain, port),
        "tls": tls(port),
        "hsts_days": 30,
        "to_https": True,
        "server_name": "*.example.org",
    }
    with running(binary, tmp_path, {"a": ["a-1", "a-2"]}, webroot=str(tmp_path / "acme"), **more) as lab:
        yield Safe(lab, plain, port, tmp_path)


def test_a_page_comes_by_tls_and_its_cookie_is_for_tls_alone(safe: Safe) -> None:
    answer = safe.ask()
    (cookie,) = answer.headers.get_all("Set-Cookie", [""])
    assert (answer.status, cookie.rpartition("; ")[2]) == (200, "Secure")
    assert answer.headers["Strict-Transport-Security"] == "max-age=2592000"


def test_the_plain_port_leads_there_and_says_nothing_more(safe: Safe) -> None:
    answer = safe.ask("/cart?item=3", tls=False)
    assert (answer.status, answer.headers["Location"]) == (301, f"https://shop.example.org:{safe.safe}/cart?item=3")
    assert answer.headers["Strict-Transport-Security"] is None and answer.headers["Set-Cookie"] is None


def test_a_certificate_authority_finds_its_proof_on_the_plain_port(safe: Safe) -> None:
    proof = safe.prefix / "acme/.well-known/acme-challenge/token"
    proof.parent.mkdir(parents=True)
    proof.write_text("proof")
    for folder in (safe.prefix, *proof.parents):
        if folder.is_relative_to(safe.prefix):
            folder.chmod(0o755)
    assert safe.ask("/.well-known/acme-challenge/token", tls=False).status == 200
    assert safe.ask("/.well-known/acme-challenge/other", tls=False).status == 404


@pytest.mark.parametrize(("said", "agreed"), [(["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1")])
def test_who_can_speaks_http_2(said: list[str], agreed: str, safe: Safe) -> None:
    context = anybody()
    context.set_alpn_protocols(said)
    with socket.create_connection(("127.0.0.1", safe.safe), timeout=10) as line, context.wrap_socket(line) as talk:
        assert talk.selected_alpn_protocol() == agreed


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_nobody_speaks_what_is_broken(newest: ssl.TLSVersion, safe: Safe) -> None:
    context = anybody()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = newest
    line = socket.create_connection(("127.0.0.1", safe.safe), timeout=10)
    with line, pytest.raises(OSError):
        context.wrap_socket(line)


def test_http2_has_a_line_of_its_own_where_every_nginx_knows_it(binary: Path, tmp_path: Path) -> None:
    if version(binary) < (1, 25, 1):
        pytest.skip("an older NGINX does not know `http2 on`")
    port = free_port()
    with running(binary, tmp_path, {"a": ["a-1"]}, listen=(port,), tls=tls(port), version="1.26"):
        context = anybody()
        context.set_alpn_protocols(["h2"])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line, context.wrap_socket(line) as talk:
            assert talk.selected_alpn_protocol() == "h2"


def test_a_redirect_of_the_servers_stays_on_https(safe: Safe) -> None:
    assert safe.ask(Host="shop.example.org").headers["Location"] == "https://shop.example.org/there"


def test_a_new_certificate_is_a_reload_and_nobody_fails(safe: Safe) -> None:
    def shown() -> bytes:
        line = socket.create_connection(("127.0.0.1", safe.safe), timeout=10)
        with line, anybody().wrap_socket(line) as talk:
            return talk.getpeercert(binary_form=True) or b""

    old, renewed = shown(), safe.prefix / "renewed"
    renewed.mkdir()
    assert make_pair(renewed, ("*.example.org",)) == ""
    for file in (safe.prefix / "conf.d").iterdir():
        file.write_text(file.read_text().replace(str(pair()), str(renewed)))
    os.kill(int((safe.prefix / "logs/nginx.pid").read_text()), signal.SIGHUP)
    end = time.monotonic() + 10
    answers = []
    while shown() == old and time.monotonic() < end:
        answers.append(safe.ask().status)
    answers.append(safe.ask().status)
    assert set(answers) == {200} and shown() != old
