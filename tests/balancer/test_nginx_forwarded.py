"""What the servers are told of a request: what NGINX or a balancer in front sees; never what a user says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.nginx_binaries import binaries
from support.standins import free_port, running

LIES = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Host": "evil.example.org",
    "X-Forwarded-Server": "evil",
    "Forwarded": "for=203.0.113.9;proto=https",
    "Host": "shop.example.org",
}


@pytest.fixture(params=binaries(), ids=lambda p: str(p).rsplit("/", 3)[1])
def binary(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def told(binary: Path, prefix: Path, trust: tuple[str, ...], **headers: str) -> tuple[dict[str, str], str, str]:
    """Return the headers that a server saw, with its cookie's end and where a redirect of its leads."""
    port = free_port()
    doors: dict[str, Any] = {"listen": (port,), "trust": trust, "hsts_days": 30}
    with running(binary, prefix, {"a": ["a-1"]}, **doors) as lab:
        answer = lab.browser().get(**headers)
        return answer.saw, answer.set_cookies[0].rpartition("; ")[2], str(port)


def test_what_a_user_says_of_himself_is_dropped(binary: Path, tmp_path: Path) -> None:
    saw, cookie, port = told(binary, tmp_path, ("10.0.0.4", "10.1.0.0/16"), **LIES)
    names = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Host")
    assert [saw[name] for name in names] == ["127.0.0.1", "http", port, "shop.example.org"]
    assert "Forwarded" not in saw and "X-Forwarded-Server" not in saw
    assert cookie == "SameSite=Lax"


@pytest.mark.parametrize("trust", ["127.0.0.1", "127.0.0.0/8"])
def test_what_a_balancer_in_front_says_is_believed(trust: str, binary: Path, tmp_path: Path) -> None:
    saw, cookie, _ = told(binary, tmp_path, (trust,), **LIES)
    assert saw["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
    assert (saw["X-Forwarded-Proto"], saw["X-Forwarded-Port"]) == ("https", "443")
    assert saw["X-Forwarded-Host"] == "shop.example.org" and "Forwarded" not in saw
    assert cookie == "Secure"


@pytest.mark.parametrize("said", ["gopher", "https, http", "HTTPS evil", ""])
def test_even_there_only_what_can_be_is(said: str, binary: Path, tmp_path: Path) -> None:
    lies = {**LIES, "X-Forwarded-Proto": said, "X-Forwarded-Port": said or "x"}
    saw, cookie, port = told(binary, tmp_path, ("127.0.0.1",), **lies)
    assert (saw["X-Forwarded-Proto"], saw["X-Forwarded-Port"], cookie) == ("http", port, "SameSite=Lax")
