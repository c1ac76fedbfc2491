"""Small servers in place of app servers, that answer their name, hang, break off, die and come back; and browsers."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from hactl.model import Environment
from support.balancer_worlds import Group, World
from support.nginx_binaries import command, files, judge, lay_out

_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4  # each has ports of its own
_PORTS = itertools.count(os.getpid() % 250)
LONGEST_WAIT = 10.0  # seconds


def free_port() -> int:
    """Return a port of 24000-24999 that nobody listens on."""
    for number in itertools.islice(_PORTS, 250):
        port = 24000 + 250 * _WORKER + number % 250
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


class StandIn:
    """One server. `mode`: answer, hang (the request is read, no answer), break (read, then the connection ends), or
    cut (it ends inside of the header), or `status` with it as its page. `padding`: so many bytes more in the header.
    `status`: what an answer says; `connections`: one entry for each request, equal where the connection was kept."""

    def __init__(self, name: str) -> None:
        self.name, self.mode, self.route, self.padding = name, "answer", "", 0
        self.port = free_port()
        self.status = 200
        self.seen: list[str] = []
        self.connections: list[int] = []
        self._server: ThreadingHTTPServer | None = None
        self._connections: set[socket.socket] = set()

    def start(self) -> None:
        me = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet: else each answer waits 40 ms for an acknowledgement

            def setup(self) -> None:
                super().setup()
                me._connections.add(self.connection)

            def do_GET(self) -> None:
                me._take(self)

            do_POST = do_HEAD = do_OPTIONS = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.mode, self.status = "answer", 200
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Die as a killed process does: no listener, every connection ends."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._connections = set()

    def stop_as_told(self) -> None:
        """Stop as Tomcat does: nobody new is taken, and who is connected already gets 503 and is let go."""
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self._server, self.status = None, 503

    def _take(self, handler: BaseHTTPRequestHandler) -> None:
        handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.seen.append(f"{handler.command} {handler.path}")
        self.connections.append(id(handler.connection))
        if self.mode == "hang":
            time.sleep(2.5)
        if self.mode == "cut":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Cut: ")
        if self.mode != "answer":
            handler.close_connection = True
            return
        body = json.dumps({"name": self.name, "headers": dict(handler.headers.items())}).encode()
        handler.send_response(self.status)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Location", f"http://{handler.headers['Host']}/there")  # as Tomcat 6 and Jetty redirect
        for _ in range(self.padding // 1000):
            handler.send_header("X-Padding", "x" * 987)
        if handler.close_connection:
            handler.send_header("Connection", "close")  # as every real server says when it was asked to
        session = re.search(r"JSESSIONID=([^;]*)", handler.headers.get("Cookie") or "")
        if self.route and not (session and session[1].endswith(f".{self.route}")):
            handler.send_header("Set-Cookie", f"JSESSIONID=S.{self.route}; Path=/")  # re-issued, as after a fail-over
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)


@dataclass(frozen=True)
class Answer:
    """What came back: `name` of the server ("" for NGINX's own page), the headers it saw, the cookies it set."""

    status: int
    name: str
    saw: dict[str, str]
    set_cookies: tuple[str, ...]


@dataclass
class Browser:
    """A user with a cookie jar."""

    port: int
    jar: dict[str, str] = field(default_factory=dict)

    def get(self, path: str = "/", **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str = "/") -> Answer:
        return self.ask("POST", path, b"x=1", {})

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_WAIT)
        if self.jar:
            headers = {**headers, "Cookie": "; ".join(f"{k}={v}" for k, v in self.jar.items())}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read()
        connection.close()
        cookies = tuple(response.headers.get_all("Set-Cookie") or ())
        for name, _, value in (c.split(";")[0].partition("=") for c in cookies):
            self.jar[name] = value
        told: dict[str, Any] = json.loads(text) if text.startswith(b"{") else {}
        return Answer(response.status, told.get("name", ""), told.get("headers", {}), cookies)


@dataclass
class Lab:
    """Stand-ins by name, and the NGINX in front of them."""

    servers: dict[str, StandIn]
    environment: Environment

    def browser(self) -> Browser:
        return Browser(self.environment.balancer.listen[0])

    def browsers(self, count: int, path: str = "/") -> dict[str, list[Browser]]:
        """Return so many new users, each with one page seen, by the server that gave it."""
        found: dict[str, list[Browser]] = {name: [] for name in self.servers}
        for _ in range(count):
            browser = self.browser()
            found[browser.get(path).name].append(browser)
        return found


def world(clusters: dict[str, dict[str, StandIn]], **more: object) -> World:
    """Return the world of these clusters; a name that begins with `off` has HA off."""
    groups = {
        name: Group(instances={n: ("127.0.0.1", s.port) for n, s in members.items()}, ha=not name.startswith("off"))
        for name, members in clusters.items()
    }
    return World(**{"clusters": groups, "listen": (free_port(),), **more})  # type: ignore[arg-type]


Config = Callable[[dict[str, StandIn], int], str]
"""Servers by name, port to listen on -> a person's nginx.conf."""


@contextlib.contextmanager
def running(
    binary: Path, prefix: Path, clusters: dict[str, list[str]], config: Config | None = None, **more: object
) -> Iterator[Lab]:
    """Run stand-ins for these clusters of instances, and real NGINX with the files for them."""
    made = {cluster: {name: StandIn(name) for name in members} for cluster, members in clusters.items()}
    servers = {name: server for members in made.values() for name, server in members.items()}
    if config is not None:
        more |= {"ours": False, "config": "nginx.conf"}
    environment = world(made, **more).build()
    theirs = {"nginx.conf": config(servers, environment.balancer.listen[0])} if config is not None else {}
    lay_out(files(environment, theirs), prefix)
    assert judge(binary, prefix) == ""
    with contextlib.ExitStack() as ending:
        for server in servers.values():
            server.start()
            ending.callback(server.stop)
        ending.enter_context(_nginx(binary, prefix, environment.balancer.listen[0]))
        yield Lab(servers, environment)


@contextlib.contextmanager
def _nginx(binary: Path, prefix: Path, port: int) -> Iterator[None]:
    line = command(binary, prefix)
    if "-g" in line:
        line[-1] += " daemon off;"
    else:
        line += ["-g", "daemon off;"]
    process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_for(port, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(LONGEST_WAIT)
        assert process.stderr is not None
        process.stderr.close()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end:
        assert process.poll() is None, process.stderr and process.stderr.read()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError("NGINX does not listen")
