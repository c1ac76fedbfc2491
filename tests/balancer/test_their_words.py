"""What a person's upstream says of a server goes on counting with HA on: weights, a standby, one that is down."""

from __future__ import annotations

import ssl
import subprocess
from collections import Counter
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from support.nginx_binaries import binaries
from support.standins import Config, Lab, StandIn, running

PAIR = {"a": ["a-1", "a-2"]}
HTTP = "access_log off; " + " ".join(
    f"{kind}_temp_path temp/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


@pytest.fixture(params=binaries(), ids=lambda p: str(p).rsplit("/", 3)[1])
def binary(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def saying(word: str, more: str = "") -> Config:
    """Return what makes a file whose second server has this word."""

    def his(servers: dict[str, StandIn], port: int) -> str:
        lines = [f"server 127.0.0.1:{server.port};" for server in servers.values()]
        lines[1] = lines[1].replace(";", f" {word};")
        server = f"server {{ listen 127.0.0.1:{port}; {more} location / {{ proxy_pass http://shop; }} }}"
        inside = f"{HTTP} upstream shop {{ {' '.join(lines)} }} {server}"
        return f"pid logs/nginx.pid;\nerror_log logs/error.log;\nevents {{}}\nhttp {{\n{inside}\n}}\n"

    return his


def shares(lab: Lab, users: int) -> dict[str, int]:
    return {name: len(them) for name, them in lab.browsers(users).items()}


def test_new_users_are_shared_out_by_his_weights(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, PAIR, saying("weight=3")) as lab:
        assert shares(lab, 400) == {"a-1": 100, "a-2": 300}


def test_a_standby_gets_users_only_when_nobody_else_is_there_and_keeps_them(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, PAIR, saying("backup")) as lab:
        users = lab.browsers(20)
        assert (len(users["a-1"]), len(users["a-2"])) == (20, 0)
        lab.servers["a-1"].stop()
        assert shares(lab, 10) == {"a-1": 0, "a-2": 10}
        assert {user.get().name for user in users["a-1"]} == {"a-2"}
        lab.servers["a-1"].start()
        assert {user.get().name for user in users["a-1"]} == {"a-2"}


def test_one_that_is_down_gets_nobody_even_when_nobody_else_is_there(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path, PAIR, saying("down")) as lab:
        assert shares(lab, 20) == {"a-1": 20, "a-2": 0}
        old = lab.browser()
        old.jar["HA_SHOP_ALL"] = "a-2.a"  # was there before it was taken out
        assert old.get().name == "a-1" and old.jar["HA_SHOP_ALL"] == "a-1.a"
        gone = lab.browser()
        gone.jar["HA_SHOP_ALL"] = "a-9.a"
        assert Counter(gone.get().name for _ in range(6)) == {"a-1": 6}
        lab.servers["a-1"].stop()
        assert lab.browser().get().status == 502
        assert not lab.servers["a-2"].seen


def tls(host: str) -> Config:
    """Return what makes a file that ends TLS; `host`: a Host of his own."""

    def his(servers: dict[str, StandIn], port: int) -> str:
        plain = saying("weight=1", f"ssl_certificate mine.pem; ssl_certificate_key mine.key; {host}")(servers, port)
        return plain.replace(f"listen 127.0.0.1:{port};", f"listen 127.0.0.1:{port} ssl;")

    return his


@pytest.mark.parametrize("host", ["", "proxy_set_header Host $http_host; proxy_redirect http:// https://;"])
def test_behind_tls_redirects_stay_there_and_so_does_the_cookie(host: str, binary: Path, tmp_path: Path) -> None:
    pair = ("-keyout", str(tmp_path / "mine.key"), "-out", str(tmp_path / "mine.pem"))
    words = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=shop", *pair)
    subprocess.run(words, check=True, capture_output=True)
    with running(binary, tmp_path, PAIR, tls(host)) as lab:
        anybody = ssl.create_default_context()
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        connection = HTTPSConnection("127.0.0.1", lab.environment.balancer.listen[0], timeout=20, context=anybody)
        connection.request("GET", "/", headers={"Host": "shop.example.org"})
        answer = connection.getresponse()
        assert answer.headers["Location"] == "https://shop.example.org/there"
        assert answer.headers["Set-Cookie"].endswith("; SameSite=Lax; Secure")
        connection.close()
