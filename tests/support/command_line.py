"""Runs hactl as a person would: a folder, words, and what comes back."""

from __future__ import annotations

from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hactl.cli import quick
from hactl.cli.main import run
from support import documents

SHOP = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters:
  a: [10.0.0.11, 10.0.0.12]   # a pair
  b: [10.0.0.21, 10.0.0.22]
balancer: 10.0.0.5:80
"""

OLD = """\
hactl: 1
name: old
server: tomcat@7
clusters:
  a:
    instances:
      a-1: {host: 10.0.0.11, base: /srv/one}
      a-2: {host: 10.0.0.12, base: /srv/two}
balancer: 10.0.0.5:80
"""

SERVER_XML = """\
<?xml version='1.0' encoding='utf-8'?>
<Server port="8005" shutdown="SHUTDOWN">
  <GlobalNamingResources>
    <Resource name="jdbc/shop" username="shop" password="c4nary"/>
  </GlobalNamingResources>
  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps"/>
    </Engine>
  </Service>
</Server>
"""


@dataclass(frozen=True, slots=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """What a program was told."""
        return documents.document(self.out, self.code)

    @property
    def result(self) -> dict[str, Any]:
        """The result in it."""
        return documents.result(self.out, self.code)


class Shell:
    """A folder to work in; call it with words."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capture = folder, capture

    def __call__(self, *words: str) -> Result:
        with chdir(self.folder):
            self.capture.readouterr()
            code = run(words)
            out, err = self.capture.readouterr()
        assert "Traceback" not in out + err
        told = Result(code, out, err)
        if quick.asks_for_json(words):
            assert told.document
        return told

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Return every file but the index, with its bytes and inode: a rewrite with equal bytes shows too."""
        index = (".hactl/index", ".hactl/.gitignore")
        found = (p for p in sorted(self.folder.rglob("*")) if p.is_file() and not str(p).endswith(index))
        return {str(p.relative_to(self.folder)): (p.read_bytes(), p.stat().st_ino) for p in found}
