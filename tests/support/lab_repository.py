"""A Maven repository on loopback, with a small server's archive in it; and a proxy that only notes who asked."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from hactl.servers.interface import Artifact

PATH = "/org/example/server/1.2.3/server-1.2.3.tar.gz"


def a_tar(files: Mapping[str, bytes], mode: int = 0o600) -> bytes:
    """Return a tar.gz with these files, closed to others as Tomcat's own is."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o700 if name.endswith(".sh") else mode
            tar.addfile(entry, io.BytesIO(data))
    return written.getvalue()


ARCHIVE = a_tar(
    {
        "server-1.2.3/bin/run.sh": b"#!/bin/sh\n",
        "server-1.2.3/conf/server.xml": b"<Server/>\n",
        "server-1.2.3/webapps/docs/index.html": b"much\n",
    }
)
ARTIFACT = Artifact(coordinate="org.example:server:1.2.3:tar.gz", sha512=hashlib.sha512(ARCHIVE).hexdigest())


class Served(ThreadingHTTPServer):
    """`seen`: path and Authorization of each request; `password` None: everybody may read."""

    def __init__(self, body: bytes, password: str | None, redirect: str | None) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.body, self.redirect = body, redirect
        self.wanted = "Basic " + base64.b64encode(password.encode()).decode() if password else None
        self.seen: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Served

    def do_GET(self) -> None:
        said = self.headers.get("Authorization")
        self.server.seen.append((self.path, said))
        if self.server.wanted not in (None, said):
            self._send(401, b"who are you")
        elif self.server.redirect and not self.path.startswith("/moved"):
            self._send(302, b"", self.server.redirect)
        elif self.path.endswith(PATH):
            self._send(200, self.server.body)
        else:
            self._send(404, b"no")

    def _send(self, code: int, body: bytes, to: str = "") -> None:
        self.send_response(code)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@contextmanager
def repository(body: bytes = ARCHIVE, password: str | None = None, redirect: str | None = None) -> Iterator[Served]:
    with Served(body, password, redirect) as served:
        thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            served.shutdown()
            thread.join()


def settings(home: Path, text: str) -> dict[str, str]:
    """Write a settings.xml; return the environment of its owner, who has no mvn."""
    (home / ".m2").mkdir(parents=True, exist_ok=True)
    start = '<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">'
    (home / ".m2/settings.xml").write_text(f"{start}{text}</settings>")
    return {"HOME": str(home), "PATH": ""}


def mirror(url: str, of: str = "*", more: str = "") -> str:
    return f"<mirrors><mirror><id>ours</id><url>{url}</url><mirrorOf>{of}</mirrorOf>{more}</mirror></mirrors>"
