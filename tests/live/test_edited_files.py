"""A real Tomcat 7 reads what hactl edited and has nothing more to say about it than about the person's own file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hactl.events import silent
from hactl.install.cache import cache_folder
from hactl.install.discovery import find_javas, pick_java
from hactl.install.homes import fetch_home
from hactl.servers import tomcat
from hactl.targets import Wanted

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))
from strangers_matrix import VARIANTS, strangers, switch

pytestmark = pytest.mark.live

LINE = tomcat.lines["7"]
SAMPLE = [v for v in VARIANTS if v not in ("two Services", "two Engines", "as it is", "no last newline", "two Hosts")]
COMPLAINT = re.compile(r"^(?:WARNING|SEVERE): .*$", re.MULTILINE)


@pytest.fixture(scope="module")
def home() -> Path:
    return fetch_home(LINE.artifacts["7.0.109"], os.environ, silent)


def complaints(home: Path, base: Path, server_xml: bytes) -> set[str]:
    """Return what Tomcat has to say about this file; it reads it whole and makes all its parts."""
    for folder in ("conf", "temp", "logs"):
        (base / folder).mkdir(parents=True, exist_ok=True)
    (base / "conf/server.xml").write_bytes(server_xml)
    java = pick_java(find_javas(os.environ, cache_folder(os.environ)), LINE.java)
    assert java is not None
    environment = {**os.environ, "CATALINA_BASE": str(base), "JAVA_HOME": "", "JRE_HOME": str(java.home)}
    command = ["/bin/sh", str(home / "bin/catalina.sh"), "configtest"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0 and "Initialization processed" in said, said
    return {line for line in COMPLAINT.findall(said) if "Failed to initialize" not in line}  # a port may be taken


@pytest.mark.parametrize("variant", SAMPLE)
def test_tomcat_7_accepts_what_was_edited_as_it_accepts_what_was_there(
    variant: str, home: Path, tmp_path: Path
) -> None:
    for file in (f for f in strangers() if f.kind == "server"):
        data = VARIANTS[variant](file.data)
        on = switch(file, data, True, adopt=True) if data is not None else None
        if data is not None and isinstance(on, Wanted):
            before = complaints(home, tmp_path, data)
            assert complaints(home, tmp_path, on.blob.data) <= before
            return
    pytest.fail("no file of this variant can be edited")


def test_the_look_itself_would_notice_a_word_that_tomcat_does_not_know(home: Path, tmp_path: Path) -> None:
    plain = b'<Server port="-1"><Service name="S"><Engine name="E" defaultHost="h"/></Service></Server>'
    assert complaints(home, tmp_path, plain.replace(b' name="E"', b' name="E" no="1"')) - complaints(
        home, tmp_path, plain
    )
