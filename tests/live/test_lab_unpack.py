"""Unpacking an archive that may be hostile."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from support.lab_repository import a_tar

from hactl.errors import HactlError
from hactl.install.unpack import unpack


@pytest.mark.parametrize("name", ["/etc/x", "top/../../x", "../x", "top/a\\..\\x"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.tar.gz").write_bytes(a_tar({name: b"x"}))
    with pytest.raises(HactlError, match="leads out of its folder"):
        unpack(tmp_path / "a.tar.gz", tmp_path / "in" / "home")
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["a.tar.gz"]


def test_links_and_devices_are_left_out(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            entry = tarfile.TarInfo(f"top/{name}")
            entry.type, entry.linkname = kind, "/etc/passwd"
            tar.addfile(entry)
        entry = tarfile.TarInfo("top/file")
        tar.addfile(entry, io.BytesIO())
    unpack(tmp_path / "a.tar", tmp_path / "home")
    assert [p.name for p in (tmp_path / "home").iterdir()] == ["file"]


def test_a_zip_is_unpacked_the_same_way(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        program = zipfile.ZipInfo("top/bin/run.sh")
        program.external_attr = 0o100744 << 16
        packed.writestr(program, "#!/bin/sh\n")
        packed.writestr("top/conf/server.xml", "<Server/>")
        packed.writestr("top/webapps/docs/index.html", "much")
    unpack(tmp_path / "a.zip", tmp_path / "home")
    modes = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "home").rglob("*.*")}
    assert modes == {"run.sh": 0o755, "server.xml": 0o644}


@pytest.mark.parametrize(
    "data", [b"", b"no archive", a_tar({"top/a": b"x" * 100_000})[:60]], ids=["empty", "text", "cut off"]
)
def test_what_is_no_archive_is_said(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.tar.gz").write_bytes(data)
    with pytest.raises(HactlError, match="cannot be unpacked"):
        unpack(tmp_path / "a.tar.gz", tmp_path / "home")
