"""The stock files of every line of Tomcat and TomEE: recognised, switched on, switched off, and every byte is back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from measure.product_rows import SERVERS, artifact_of
from support.command_line import Shell

from hactl.events import silent
from hactl.install.homes import can_fetch, fetch_home, find_home

pytestmark = pytest.mark.live

STOCK = [s for s in SERVERS if s.startswith(("tomcat@", "tomee@")) and artifact_of(s).sha512]  # 6 is no archive
HOSTS = ("10.0.0.11", "10.0.0.12")


def _bases(server: str, root: Path) -> list[str]:
    """Lay what an installation says of itself, and its conf/, into a base on each host."""
    artifact = artifact_of(server)
    if not find_home(artifact, os.environ) and not can_fetch(artifact, os.environ):
        pytest.skip(f"{server} is not on this machine, and there is no way to fetch it")
    home = fetch_home(artifact, os.environ, silent)
    for host in HOSTS:
        base = root / host / "usr/local/tomcat"  # where the official image has it
        (base / "lib").mkdir(parents=True)
        shutil.copytree(home / "conf", base / "conf")
        for jar in (*home.glob("lib/catalina.jar"), *home.glob("lib/tomee-c*.jar")):
            shutil.copy(jar, base / "lib")
    return [f"{root.name}/{host}/usr/local/tomcat" for host in HOSTS]


@pytest.mark.parametrize("server", STOCK)
def test_the_stock_files_are_recognised_and_come_back_to_the_byte(hactl: Shell, server: str) -> None:
    bases = _bases(server, hactl.folder / "root")
    before = {k: v[0] for k, v in hactl.files().items()}
    words = ("--root", "root")
    assert hactl("import", *words, *bases, "--name", "stock").code == 0
    assert f"server: {server}\n" in (hactl.folder / "stock.hactl.yaml").read_text()
    on = hactl("enable-ha", "--yes", *words)
    assert on.code == 0, on.err
    assert "HA on" in on.out
    assert hactl("disable-ha", "--yes", *words).code == 0
    after = {k: v[0] for k, v in hactl.files().items()}
    assert {k: after.get(k) for k in before} == before
    beside = {k for k in after if "/usr/local/tomcat/" in k} - before.keys()
    assert not beside, "no file of hactl's is left in a base"
