"""`hactl validate` looks at certificates as a browser would, and says nothing of those it may not read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from support.command_line import Shell

from hactl.live.lab.certificates import CERTIFICATE, KEY, make_pair

SPEC = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters: {{a: [127.0.0.1:8080, 127.0.0.1:8180]}}
balancer:
  host: {host}
  listen: [8000, {{port: 8443, certificate: {folder}/pair.pem, key: {folder}/pair.key}}]
  server_name: shop.example.org
"""


@pytest.fixture
def hactl(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ssl"
    made.mkdir()
    assert make_pair(made, ("*.example.org",), days=90) == ""
    return made


def ids(hactl: Shell, folder: Path, host: str = "127.0.0.1") -> list[str]:
    (hactl.folder / "shop.hactl.yaml").write_text(SPEC.format(host=host, folder=folder))
    found = hactl("validate", "--format", "json").document["problems"]
    return [each["id"] for each in found if each["id"].startswith("certificate-")]


def test_a_good_one_is_not_worth_a_word(hactl: Shell, folder: Path) -> None:
    assert ids(hactl, folder) == []


def test_one_for_another_name_or_about_to_end_is_a_warning_with_its_line(hactl: Shell, folder: Path) -> None:
    assert make_pair(folder, ("stock.example.org",), days=20) == ""
    assert ids(hactl, folder) == ["certificate-name", "certificate-ends"]
    result = hactl("validate")
    assert result.code == 0 and "shop.hactl.yaml:7:18" in result.out and "ends in 19 days" in result.out
    assert "not for shop.example.org" in result.out


def test_one_that_has_ended_is_still_read(hactl: Shell, folder: Path) -> None:
    asked, name = folder / "asked", "subjectAltName=DNS:shop.example.org"
    key = ("-newkey", "rsa:2048", "-nodes", "-keyout", folder / KEY)
    openssl("req", "-new", *key, "-out", asked, "-subj", "/CN=shop", "-addext", name)
    signed = ("-req", "-in", asked, "-signkey", folder / KEY, "-days", "-1", "-copy_extensions", "copyall")
    openssl("x509", *signed, "-out", folder / CERTIFICATE)
    assert ids(hactl, folder) == ["certificate-ends"]
    assert "has ended" in hactl("validate").out


def openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60)


def test_a_key_of_another_certificate_is_an_error(hactl: Shell, folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / CERTIFICATE, tmp_path / "kept")
    assert make_pair(folder) == ""
    shutil.copy(tmp_path / "kept", folder / CERTIFICATE)
    assert ids(hactl, folder) == ["certificate-pair"]
    assert hactl("validate").code == 3


@pytest.mark.parametrize("name", [CERTIFICATE, KEY])
def test_what_is_no_certificate_is_an_error(name: str, hactl: Shell, folder: Path) -> None:
    (folder / name).write_text("none\n")
    assert ids(hactl, folder) == ["certificate-pair"]


@pytest.mark.parametrize("name", [CERTIFICATE, KEY])
def test_what_is_not_here_is_not_judged(name: str, hactl: Shell, folder: Path) -> None:
    (folder / name).unlink()
    assert ids(hactl, folder) == ["certificate-unreadable"]
    assert hactl("validate", "--strict").code == 0


def test_another_hosts_are_not_judged_here_but_below_root(hactl: Shell, folder: Path, tmp_path: Path) -> None:
    assert ids(hactl, folder, host="10.0.0.5") == ["certificate-unreadable"]
    shutil.copytree(folder, tmp_path / f"root/10.0.0.5{folder}")
    found = hactl("validate", "--format", "json", "--root", "root").document["problems"]
    assert not [each for each in found if each["id"].startswith("certificate-")]


def test_no_key_is_ever_copied_or_shown(hactl: Shell, folder: Path) -> None:
    assert ids(hactl, folder) == []
    before = (folder / KEY).read_bytes()
    result = hactl("create", "--yes")
    assert result.code == 0, result.err
    shown = result.out + result.err + hactl("diff").out + hactl("show").out
    secret = before.splitlines()[1].decode()
    assert secret not in shown and (folder / KEY).read_bytes() == before
    others = [path for path in hactl.folder.rglob("*") if path.is_file() and path != folder / KEY]
    assert not [path for path in others if secret.encode() in path.read_bytes()]
