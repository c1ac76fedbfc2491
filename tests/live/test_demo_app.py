"""The demo application: what is compiled is what the source says, and its two descriptors differ by one tag."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hactl.events import silent
from hactl.install.homes import fetch_home
from hactl.servers import tomcat

APP = Path(__file__).resolve().parents[2] / "examples" / "demo-app"
KINDS = {"web": "7", "web-jakarta": "10.1"}  # by folder, a line of Tomcat that has its servlet API


def _classes(kind: str) -> Path:
    return APP / kind / "WEB-INF" / "classes"


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.class"))}


def _javac_17() -> str:
    """Return a compiler of Java 17, "" if there is none: another one gives other bytes."""
    found = [shutil.which("javac") or "", *map(str, Path("/usr/lib/jvm").glob("*17*/bin/javac"))]
    for program in filter(None, found):
        said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False, timeout=60)
        if said.stdout.startswith("javac 17"):
            return program
    return ""


@pytest.mark.live
@pytest.mark.skipif(not _javac_17(), reason="needs javac 17, with which the classes were made")
@pytest.mark.parametrize("kind", KINDS)
def test_the_compiled_classes_are_those_of_the_source(kind: str, tmp_path: Path) -> None:
    line = tomcat.lines[KINDS[kind]]
    home = fetch_home(line.artifacts[line.newest], os.environ, silent)
    subprocess.run(
        [APP / "build.sh", home / "lib" / "servlet-api.jar", tmp_path],
        env={**os.environ, "JAVAC": _javac_17()},
        check=True,
        timeout=120,
    )
    assert _tree(tmp_path) == _tree(_classes(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_every_source_is_compiled_for_java_8_without_debug_information(kind: str) -> None:
    sources = {p.stem for p in (APP / "src").rglob("*.java")}
    compiled = _tree(_classes(kind))
    assert sources == {Path(name).stem for name in compiled}
    for name, data in compiled.items():
        assert data[6:8] == b"\0\x34", f"{name} is not of Java 8"
        assert b"LineNumberTable" not in data


def test_the_distributable_descriptor_has_one_tag_more() -> None:
    def body(path: Path) -> list[str]:
        return [line for line in path.read_text().splitlines() if not line.startswith("<!--")]

    tagged = body(APP / "web-distributable.xml")
    tagged.remove("  <distributable/>")
    assert tagged == body(APP / "web" / "WEB-INF" / "web.xml")


def test_both_kinds_have_the_same_descriptor_but_for_its_namespace() -> None:
    def body(kind: str) -> list[str]:
        lines = (APP / kind / "WEB-INF" / "web.xml").read_text().splitlines()
        return [line for line in lines if "http" not in line and "version=" not in line]

    assert body("web") == body("web-jakarta")
