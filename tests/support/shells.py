from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import OLD, SERVER_XML, SHOP, Shell


@pytest.fixture
def hactl(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


@pytest.fixture
def shop(hactl: Shell) -> Shell:
    """The smallest spec, created."""
    hactl.write("shop.hactl.yaml", SHOP)
    assert hactl("create").code == 0
    return hactl


@pytest.fixture
def old(hactl: Shell) -> Shell:
    """Two bases a person made, and a spec that names them; nothing of hactl yet."""
    hactl.write("old.hactl.yaml", OLD)
    for host, base in (("10.0.0.11", "one"), ("10.0.0.12", "two")):
        hactl.write(f"root/{host}/srv/{base}/conf/server.xml", SERVER_XML)
    return hactl
