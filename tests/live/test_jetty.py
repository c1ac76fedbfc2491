"""The promise on real Jetty 6: kept with HA, not without, and again with it; a person's home gets every byte back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.line_lab import live

from hactl.events import silent
from hactl.install.homes import fetch_home
from hactl.servers import jetty

pytestmark = pytest.mark.live


def test_a_home_that_a_person_made_replicates_and_gets_its_bytes_back(tmp_path: Path) -> None:
    spec = _two_homes(tmp_path / "theirs")
    theirs = _tree(tmp_path / "theirs")
    with live(spec, tmp_path) as environment:
        assert environment.drill("--users", "20", "--until", "kill")["kept"] == [20, 20]
        environment.hactl("disable-ha", "--yes")
        assert _tree(tmp_path / "theirs") == theirs
        environment.hactl("lab", "up")
        assert not environment.drill("--users", "20", "--until", "kill")["ok"]


def _two_homes(folder: Path) -> str:
    """Lay out two homes as a distribution has them: jars, start.jar, a jetty.xml of their own; return the spec."""
    home = fetch_home(jetty.lines["6"].artifacts["6.1.26"], os.environ, silent)
    by_hand = Path(__file__).parents[1] / "servers/jetty/cases/hand-written/before/10.0.0.11/opt/jetty/etc/jetty.xml"
    for name, port in (("one", "8080"), ("two", "8180")):
        base = folder / name
        for inner in ("lib/ext", "etc", "webapps"):
            (base / inner).mkdir(parents=True)
        for jar in (*home.glob("lib/*.jar"), home / "start.jar"):
            (base / jar.relative_to(home)).write_bytes(jar.read_bytes())
        text = (
            by_hand.read_text(encoding="utf-8")
            .replace("8080", port)
            .replace(">a-1<", ">a-1<" if port == "8080" else ">a-2<")
        )
        (base / "etc" / "jetty.xml").write_text(text, encoding="utf-8", newline="")
    return f"""\
hactl: 1
name: homes
server: jetty@6.1.26
clusters:
  a:
    instances:
      a-1: {{host: 127.0.0.1, base: {folder}/one}}
      a-2: {{host: 127.0.0.1, base: {folder}/two, ports: {{http: 8180}}}}
balancer: 127.0.0.1:8000
"""


def _tree(folder: Path) -> dict[str, bytes | None]:
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}
