"""As root: a link that another user laid leads root nowhere, whatever hactl looks for behind it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.command_line import SERVER_XML, SHOP

from hactl.cli.main import run
from hactl.files import seal
from hactl.files.real import LinkTrouble, Resolver
from hactl.files.state_home import state_home

USER = 1234
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="root only: it lays links that belong to another user")


def link(path: Path, target: Path, user: int = USER) -> Path:
    path.symlink_to(target)
    os.lchown(path, user, user)
    return path


@pytest.fixture
def roots(tmp_path: Path) -> Path:
    """A folder of root's with a file and a folder of hactl's in it."""
    folder = tmp_path / "roots"
    (folder / "hactl").mkdir(parents=True)
    (folder / "hactl").chmod(0o755)
    (folder / "server.xml").write_text("root's")
    return folder


@pytest.fixture
def his(tmp_path: Path) -> Path:
    """A folder of another user."""
    folder = tmp_path / "his"
    folder.mkdir()
    os.chown(folder, USER, USER)
    return folder


def test_a_link_of_roots_that_leads_over_a_link_of_another_user_is_not_followed(
    roots: Path, his: Path, tmp_path: Path
) -> None:
    link(his / "current", roots)
    conf = link(tmp_path / "conf", his / "current", 0)
    with pytest.raises(LinkTrouble, match="his/current is a link by another user"):
        Resolver().file(f"{conf}/server.xml")


def test_his_own_release_behind_his_link_is_followed(his: Path, tmp_path: Path) -> None:
    (his / "release").mkdir()
    (his / "release/server.xml").write_text("his")
    for path in (his / "release", his / "release/server.xml"):
        os.chown(path, USER, USER)
    link(his / "current", Path("release"))
    conf = link(tmp_path / "conf", his / "current", 0)
    assert Resolver().file(f"{conf}/server.xml")[0] == str(his / "release/server.xml")


def test_the_key_is_never_looked_for_where_another_user_can_lead_it(roots: Path, his: Path) -> None:
    """As with `sudo` that keeps HOME or XDG_STATE_HOME: root's folder in his, and his link to root's."""
    (his / ".local").mkdir()
    link(his / ".local/state", roots)
    (his / "state").mkdir()  # root made it there once; he can rename it
    for variables in ({"HOME": str(his)}, {"XDG_STATE_HOME": str(his / "state")}):
        assert not state_home(variables).is_relative_to(his)
        assert state_home({**variables, "XDG_STATE_HOME": str(roots)}) == roots / "hactl"
    seal.find_key({"HOME": str(his)})
    assert (roots / "hactl").stat().st_mode & 0o777 == 0o755


def test_a_folder_where_all_may_write_is_no_place_for_a_key(tmp_path: Path) -> None:
    (tmp_path / "open/state").mkdir(parents=True)
    (tmp_path / "open").chmod(0o777)
    assert not state_home({"XDG_STATE_HOME": str(tmp_path / "open/state")}).is_relative_to(tmp_path)
    (tmp_path / "open").chmod(0o1777)
    assert state_home({"XDG_STATE_HOME": str(tmp_path / "open/state")}) == tmp_path / "open/state/hactl"


@pytest.mark.parametrize("words", ["import roots --name shop --server tomcat@7.0.109 --out", "diff --save"])
def test_what_root_asks_for_by_name_is_not_written_behind_his_link(
    words: str, roots: Path, his: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (roots / "conf").mkdir()
    (roots / "conf/server.xml").write_text(SERVER_XML)
    (roots.parent / "other.hactl.yaml").write_text(SHOP)
    link(his / "files", roots)
    before = sorted(roots.rglob("*"))
    monkeypatch.chdir(roots.parent)
    assert run((*words.split(), f"{his}/files/shop.hactl.yaml")) == 4
    assert "a link by another user" in capsys.readouterr().err
    assert sorted(roots.rglob("*")) == before
