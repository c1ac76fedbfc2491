"""Balancers side by side in the lab's network, in front of the same servers: hactl's, and what tutorials say."""

from __future__ import annotations

import http.client
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from support.nginx_binaries import command, files, lay_out

from hactl.servers import known_lines
from hactl.spec import read_spec

ADDRESS = "10.0.9.5"
SERVERS = ("10.0.9.11", "10.0.9.12", "10.0.9.21", "10.0.9.22")
SPEC = """\
hactl: 1
name: users
server: tomcat@7
clusters:
  a: [10.0.9.11, 10.0.9.12]
  b: [10.0.9.21, 10.0.9.22]
balancer: {{host: 10.0.9.5, listen: [{port}], keepalive: {word}}}
"""
TUTORIAL = """\
worker_processes 2;
pid logs/nginx.pid;
error_log logs/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log logs/access.log;
    {temporary}
    upstream servers {{
        {servers}
        keepalive 32;
    }}
    server {{
        listen 10.0.9.5:{port};
        location / {{
            proxy_pass http://servers;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
    }}
}}
"""
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
UP_S = 10.0
OURS = {"hactl, keepalive: pages": "pages", "hactl, keepalive: none": "none"}
TUTORIAL_NAME = "the tutorial, with keepalive"


@dataclass(frozen=True, slots=True)
class Door:
    """A balancer that runs: its name, its port, the processes that work."""

    name: str
    port: int
    workers: tuple[int, ...]

    def spent(self) -> float:
        """Return the seconds of CPU that its workers have had."""
        return sum(spent(pid) for pid in self.workers)


def spent(pid: int) -> float:
    """Return the seconds of CPU that a process and its threads have had; nanoseconds, not ticks."""
    total = 0
    with suppress(FileNotFoundError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


@contextmanager
def running(binary: Path, folder: Path, name: str, port: int) -> Iterator[Door]:
    """Run one of them. AssertionError: it does not come up."""
    _lay(folder, name, port)
    process = subprocess.Popen([*command(binary, folder), *_stay(command(binary, folder))])
    try:
        _wait(port)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Door(name, port, tuple(map(int, children)))
    finally:
        process.terminate()
        process.wait(UP_S)


def _stay(words: list[str]) -> list[str]:
    if "-g" in words:
        return ["-g", f"{words[-1]} daemon off;"]
    return ["-g", "daemon off;"]


def _lay(folder: Path, name: str, port: int) -> None:
    folder.mkdir()
    if name in OURS:
        spec = folder / "spec.yaml"
        spec.write_text(SPEC.format(port=port, word=OURS[name]))
        environment = read_spec(spec, known=known_lines()).environment
        assert environment is not None
        lay_out({}, folder)
        for path, text in files(environment).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text.replace("worker_processes auto;", "worker_processes 2;"))
    else:
        lay_out({}, folder)
        temporary = " ".join(f"{kind}_temp_path temp/{kind};" for kind in KINDS)
        servers = " ".join(f"server {address}:8080;" for address in SERVERS)
        (folder / "nginx.conf").write_text(TUTORIAL.format(port=port, temporary=temporary, servers=servers))


def _wait(port: int) -> None:
    end = time.monotonic() + UP_S
    while time.monotonic() < end:
        with suppress(OSError):
            http.client.HTTPConnection(ADDRESS, port, timeout=1).connect()
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")


def cookie(port: int) -> str:
    """Return the balancer's own cookie of a new user, "" if it sets none."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=UP_S)
    connection.request("GET", "/page1.html")
    response = connection.getresponse()
    response.read()
    connection.close()
    return "; ".join(c.split(";")[0] for c in response.headers.get_all("Set-Cookie") or () if c.startswith("HA_"))
