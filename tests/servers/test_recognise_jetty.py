"""A Jetty base that is made of modules is recognised by its ini files, and its line by the installation beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hactl.disk import DiskFolder
from hactl.problems import Problem
from hactl.servers import recognised
from hactl.servers.interface import Around, Found


def look(folder: Path, **variables: str) -> Found:
    """Return what is found in this folder, by one room alone."""
    around = Around(base=DiskFolder(str(folder)), open=DiskFolder, variables=variables)
    found = [(product.name, each) for product, each in recognised(around)]
    assert len(found) == 1 and found[0][0] == "jetty"
    assert isinstance(found[0][1], Found)
    return found[0][1]


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def home(folder: Path, version: str) -> str:
    """Lay an installation, as far as hactl looks at one; return its place."""
    write(folder / f"lib/jetty-server-{version}.jar")
    write(folder / f"lib/jetty-servlet-api-{version}.jar")
    return str(folder)


@pytest.mark.parametrize("version", ["9.4.58.v20250814", "10.0.25", "11.0.26", "12.0.31", "12.1.12"])
def test_the_installation_says_the_version_wherever_it_is_named(tmp_path: Path, version: str) -> None:
    base, where = tmp_path / "base", home(tmp_path / "home", version)
    write(base / "start.d/http.ini", "--module=http\njetty.http.port=8090\njetty.http.host=10.0.0.11\n")
    assert look(base).version is None
    found = look(base, JETTY_HOME=where)
    assert (found.version, found.home, found.http, found.address) == (version, where, 8090, "10.0.0.11")
    write(base / "bin/setenv.sh", f'export JETTY_HOME="{where}"\n')
    assert look(base).version == version


def test_the_layout_of_the_official_image_says_where_the_installation_is(tmp_path: Path) -> None:
    home(tmp_path / "usr/local/jetty", "12.0.31")
    base = tmp_path / "var/lib/jetty"
    write(base / "start.d/http.ini", "--module=http\n")
    opened = Around(base=DiskFolder(str(base)), open=lambda path: DiskFolder(f"{tmp_path}{path}"), variables={})
    found = [each for _, each in recognised(opened)]
    assert len(found) == 1 and isinstance(found[0], Found)
    assert (found[0].version, found[0].home) == ("12.0.31", "/usr/local/jetty")


def test_home_and_base_may_be_one_folder(tmp_path: Path) -> None:
    home(tmp_path, "12.1.12")
    write(tmp_path / "start.ini", "--module=http,ee10-deploy\n")
    found = look(tmp_path, JETTY_HOME=str(tmp_path))
    assert (found.version, found.home, found.http) == ("12.1.12", None, 8080)


def test_later_ini_files_win_and_comments_count_for_nothing(tmp_path: Path) -> None:
    write(tmp_path / "start.ini", "--module=http\njetty.http.port=8081\n")
    write(tmp_path / "start.d/http.ini", "# jetty.http.port=8082\njetty.http.port = 8083\n")
    write(tmp_path / "start.d/sessions.ini", "--module=sessions\njetty.sessionIdManager.workerName=shop1\n")
    found = look(tmp_path)
    assert (found.http, found.route) == (8083, "shop1")


def test_applications_are_folders_archives_and_context_files(tmp_path: Path) -> None:
    write(tmp_path / "start.d/http.ini", "--module=http\n")
    for name in ("shop.war", "bank/index.html", "root/index.html", "note.properties", "lib.d/x.xml", ".hidden/x"):
        write(tmp_path / "webapps" / name)
    write(tmp_path / "webapps/deep.xml", '<Configure><Set name="contextPath">/deep/down</Set></Configure>')
    assert look(tmp_path).apps == ("/", "/bank", "/deep/down", "/shop")


def test_a_shared_session_store_of_a_persons_is_replication_of_his_own(tmp_path: Path) -> None:
    write(tmp_path / "start.d/http.ini", "--module=http\n")
    write(tmp_path / "start.d/store.ini", "--module=session-store-file\n")
    assert look(tmp_path).replication is None, "files of one instance are copied to nobody"
    write(tmp_path / "start.d/store.ini", "\n--module=session-store-hazelcast-embedded\n")
    on = look(tmp_path).replication
    assert on is not None and not on.ours
    assert on.element == "module session-store-hazelcast-embedded at start.d/store.ini:2"


def test_a_line_that_hactl_does_not_know_is_named(tmp_path: Path) -> None:
    base, where = tmp_path / "base", home(tmp_path / "home", "13.0.1")
    write(base / "start.d/http.ini", "--module=http\n")
    around = Around(base=DiskFolder(str(base)), open=DiskFolder, variables={"JETTY_HOME": where})
    said = [each for _, each in recognised(around)]
    assert len(said) == 1 and isinstance(said[0], Problem)
    assert "this is Jetty 13.0.1; hactl knows 6, 9.4, 10, 11, 12.0, 12.1" in said[0].message
