"""What a person's settings.xml means for a download."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.lab_repository import mirror, settings

from hactl.errors import HactlError
from hactl.install.jars import read_jars
from hactl.install.maven import Coordinate, Credentials, OnlyMaven, covers, local_repository, repository
from hactl.servers.interface import Jar

PROXY = (
    "<proxies><proxy>{}<host>p</host><port>81</port><username>pu</username><password>pp</password></proxy></proxies>"
)


@pytest.mark.parametrize(
    ("pattern", "yes"),
    [
        ("*", True),
        ("external:*", True),
        ("central", True),
        ("snapshots, central", True),
        ("*,!snapshots", True),
        ("*,!central", False),
        ("!central,*", False),
        ("snapshots", False),
        ("external:http:*", False),
        ("", False),
    ],
)
def test_a_mirror_covers_what_maven_says_it_covers(pattern: str, yes: bool) -> None:
    assert covers(pattern) is yes


def test_the_first_mirror_that_covers_counts(tmp_path: Path) -> None:
    text = "<mirrors><mirror><id>x</id><url>http://x</url><mirrorOf>snapshots</mirrorOf></mirror>"
    text += "<mirror><id>y</id><url>http://y/</url><mirrorOf>central</mirrorOf></mirror>"
    text += "<mirror><id>z</id><url>http://z</url><mirrorOf>*</mirrorOf></mirror></mirrors>"
    assert repository(settings(tmp_path, text)).url == "http://y"


def test_a_blocked_mirror_stops_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(HactlError, match="blocks downloads"):
        repository(settings(tmp_path, mirror("http://x", more="<blocked>true</blocked>")))


@pytest.mark.parametrize(
    "server",
    [
        "<username>u</username><password>{COQLCE6DU6GtcS5P=}</password>",
        "<configuration><httpHeaders><property><name>a</name></property></httpHeaders></configuration>",
    ],
)
def test_what_only_maven_can_read_is_left_to_it(tmp_path: Path, server: str) -> None:
    text = mirror("http://x") + f"<servers><server><id>ours</id>{server}</server></servers>"
    with pytest.raises(OnlyMaven):
        repository(settings(tmp_path, text))


def test_a_variable_that_is_not_set_is_named(tmp_path: Path) -> None:
    server = "<servers><server><id>ours</id><username>u</username><password>${env.PW}</password></server></servers>"
    with pytest.raises(HactlError, match=r"asks for \$\{env.PW\}, which is not set"):
        repository(settings(tmp_path, mirror("http://x") + server))


def test_a_server_of_another_id_is_not_asked(tmp_path: Path) -> None:
    text = "<servers><server><id>other</id><username>u</username><password>p</password></server></servers>"
    assert repository(settings(tmp_path, mirror("http://x") + text)).credentials is None


def test_a_proxy_counts_unless_it_is_switched_off_or_excepted(tmp_path: Path) -> None:
    for more, host in (("", "p"), ("<active>false</active>", None), ("<nonProxyHosts>*.x|x</nonProxyHosts>", None)):
        found = repository(settings(tmp_path, mirror("http://x") + PROXY.format(more))).proxy
        assert (found.host if found else None) == host
    found = repository(settings(tmp_path, mirror("http://x") + PROXY.format(""))).proxy
    assert found is not None
    assert found.credentials == Credentials(user="pu", password="pp")


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Credentials(user="u", password="secret"))


@pytest.mark.parametrize("url", ["ftp://x", "file:///etc", "x", ""])
def test_only_http_addresses_are_repositories(tmp_path: Path, url: str) -> None:
    with pytest.raises(HactlError, match="is not the address of a repository"):
        repository(settings(tmp_path, mirror(url)))


def test_broken_settings_are_named(tmp_path: Path) -> None:
    with pytest.raises(HactlError, match=r"settings.xml cannot be read"):
        repository(settings(tmp_path, "<mirrors>"))


def test_the_local_repository_is_below_home_unless_named(tmp_path: Path) -> None:
    assert local_repository({"HOME": str(tmp_path)}) == tmp_path / ".m2/repository"
    named = settings(tmp_path, "<localRepository>${env.REPO}/m2</localRepository>")
    assert local_repository({**named, "REPO": "/srv"}) == Path("/srv/m2")


word = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)


@given(group=st.lists(word, min_size=1, max_size=4), name=word, version=word, classifier=st.one_of(st.just(""), word))
def test_a_coordinate_is_a_path(group: list[str], name: str, version: str, classifier: str) -> None:
    text = f"{'.'.join(group)}:{name}:{version}:zip" + (f":{classifier}" if classifier else "")
    coordinate = Coordinate.parse(text)
    tail = f"-{classifier}" if classifier else ""
    assert coordinate.path == f"{'/'.join(group)}/{name}/{version}/{name}-{version}{tail}.zip"


@pytest.mark.parametrize("broken", [False, True], ids=["named", "settings-damaged"])
def test_jars_are_looked_for_where_maven_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    kept = tmp_path / (".m2/repository" if broken else "elsewhere")
    found = settings(tmp_path, f"<localRepository>{kept}</localRepository>" + ("<" if broken else ""))
    monkeypatch.setenv("HOME", found["HOME"])
    jar = kept / "org/x/y/1.0/y-1.0.jar"
    jar.parent.mkdir(parents=True)
    jar.write_bytes(b"a jar")
    wanted = Jar(coordinate="org.x:y:1.0:jar", sha512=hashlib.sha512(b"a jar").hexdigest())
    assert {name: blob.data for name, blob in read_jars([wanted]).items()} == {wanted.coordinate: b"a jar"}
