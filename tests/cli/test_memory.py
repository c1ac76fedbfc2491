"""The manifest is memory, not an order: whoever wrote it, nothing goes that is not this environment's."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from support.command_line import OLD, SERVER_XML, Shell

MANIFEST = "shop/.hactl/manifest.json"
PRECIOUS = "precious\n"
HERE = ("--host", "10.0.0.11", "--host", "10.0.0.12")


def entry(path: str, host: str = "", kind: str = "owned") -> str:
    """Return a row of a manifest that claims a file."""
    row = {"host": host, "path": path, "kind": kind, "owner": "a/a-9"}
    return json.dumps({**row, "sha256": hashlib.sha256(PRECIOUS.encode()).hexdigest()})


def claim(shell: Shell, row: str, manifest: str = MANIFEST) -> None:
    """Put a row into the manifest."""
    file = shell.folder / manifest
    file.write_text(file.read_text().replace('"files": [\n', f'"files": [\n{row},\n'))


@pytest.mark.parametrize("host", ["", "127.0.0.1"])
def test_a_claimed_file_outside_the_environment_stays_and_is_named(host: str, shop: Shell) -> None:
    precious = shop.write("elsewhere/precious", PRECIOUS)
    claim(shop, entry(str(precious), host))
    shown = shop("diff")
    assert shown.code == 0 and "elsewhere/precious" in shown.out and "deleted" not in shown.out
    done = shop("apply", "--yes")
    assert done.code == 0, done.err
    assert precious.read_text() == PRECIOUS
    assert "elsewhere/precious" not in (shop.folder / MANIFEST).read_text()
    assert shop("diff", "--exit-code").code == 0


@pytest.mark.parametrize("host", ["10.0.0.11", "no-such-host"])
def test_a_claimed_file_of_another_machine_is_left_to_that_machine(host: str, shop: Shell) -> None:
    precious = shop.write("elsewhere/precious", PRECIOUS)
    claim(shop, entry(str(precious), host))
    done = shop("apply", "--yes")
    assert done.code == 0 and f"host {host} (what left the spec) is skipped" in shop("diff").out
    done = shop("apply", "--yes", "--host", host)
    assert done.code == 0 and "elsewhere/precious" in done.err, done
    assert precious.read_text() == PRECIOUS


def test_a_link_in_the_output_folder_is_no_way_out(shop: Shell) -> None:
    precious = shop.write("elsewhere/precious", PRECIOUS)
    (shop.folder / "shop/10.0.0.11/way").symlink_to(precious.parent)
    claim(shop, entry("way/precious", "10.0.0.11"))
    assert shop("apply", "--yes").code == 0
    assert precious.read_text() == PRECIOUS


def test_another_hosts_base_is_none_of_this_host(old: Shell) -> None:
    root = ("--root", "root")
    old("create", *root, "--yes")
    precious = old.write("root/10.0.0.12/srv/one/precious", PRECIOUS)
    claim(old, entry("/srv/one/precious", "10.0.0.11"), "old/.hactl/manifest.json")
    assert old("apply", *root, "--yes").code == 0
    assert precious.read_text() == PRECIOUS


def pair(hactl: Shell) -> str:
    """Write two Tomcats and their spec, HA on in place; return the spec without the second."""
    text = OLD.replace("/srv/one", f"{hactl.folder}/one").replace("/srv/two", f"{hactl.folder}/two")
    hactl.write("old.hactl.yaml", text)
    for name in ("one", "two"):
        hactl.write(f"{name}/conf/server.xml", SERVER_XML)
    assert hactl("create", *HERE, "--yes").code == 0
    return text.replace(f"{{host: 10.0.0.12, base: {hactl.folder}/two}}", "10.0.0.13")


def test_a_base_in_place_that_left_the_spec_gets_its_bytes_back(hactl: Shell) -> None:
    hactl.write("old.hactl.yaml", pair(hactl))
    done = hactl("apply", *HERE, "--yes")
    assert done.code == 0, done.err
    assert (hactl.folder / "two/conf/server.xml").read_text() == SERVER_XML


def test_without_this_users_own_memory_it_stays_and_the_way_out_is_named(
    hactl: Shell, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    hactl.write("old.hactl.yaml", pair(hactl))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("another")))
    done = hactl("apply", *HERE, "--yes")
    assert done.code == 0 and "two/conf/server.xml" in done.err and "disable-ha" in done.err
    assert "hactl:begin" in (hactl.folder / "two/conf/server.xml").read_text()


def test_a_claimed_file_of_another_hash_stays(shop: Shell) -> None:
    mine = shop.write("shop/10.0.0.11/mine", "not what was named")
    claim(shop, entry("mine", "10.0.0.11"))
    assert shop("apply", "--yes").code == 0
    assert mine.read_text() == "not what was named"


def _loose(shop: Shell, mode: int, uid: int = -1, gid: int = -1) -> None:
    for path in (shop.folder / MANIFEST, (shop.folder / MANIFEST).parent):
        path.chmod(mode | (0o111 if path.is_dir() else 0))
        os.chown(path, uid, gid)


root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@root_only
@pytest.mark.parametrize(("mode", "uid", "gid"), [(0o666, 0, 0), (0o644, 12345, 0), (0o664, 0, 12345)])
def test_a_manifest_that_others_can_write_counts_as_lost_and_looking_goes_on(
    mode: int, uid: int, gid: int, shop: Shell
) -> None:
    doomed = shop.write("shop/10.0.0.11/doomed", PRECIOUS)
    claim(shop, entry("doomed", "10.0.0.11"))
    _loose(shop, mode, uid, gid)
    for words in (("status",), ("diff",)):
        said = shop(*words)
        assert said.code == 0 and (said.out + said.err).count("as if the file were lost") == 1
    assert doomed.is_file() and "doomed" not in shop("diff").out


@root_only
def test_a_clone_under_umask_002_and_a_sudo_users_tree_count(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    _loose(shop, 0o664, 0, 0)  # root's own group, as a user's private one
    assert shop("diff", "--exit-code").code == 0
    _loose(shop, 0o644, 12345, 12345)
    monkeypatch.setenv("SUDO_UID", "12345")
    assert shop("diff", "--exit-code").code == 0 and "as if the file were lost" not in shop("diff").out


def test_the_clean_up_of_what_left_the_spec_goes_on(shop: Shell) -> None:
    gone: Path = shop.write("shop/10.0.0.11/was-ours", PRECIOUS)
    claim(shop, entry("was-ours", "10.0.0.11"))
    assert shop("apply", "--yes").code == 0
    assert not gone.exists()


@pytest.mark.parametrize("umask", [0o002, 0o027, 0o077])
def test_what_a_umask_makes_of_a_clone_is_no_change(umask: int, shop: Shell) -> None:
    for path in (shop.folder / "shop").rglob("*"):
        path.chmod((0o777 if path.is_dir() or path.stat().st_mode & 0o100 else 0o666) & ~umask)
    assert shop("diff", "--exit-code").code == 0


def test_a_script_that_its_owner_can_no_longer_run_is_mended(shop: Shell) -> None:
    start = shop.folder / "shop/10.0.0.11/a-1/start.sh"
    start.chmod(0o644)
    assert shop("diff", "--exit-code").code == 2
    assert shop("apply", "--yes").code == 0
    assert start.stat().st_mode & 0o777 == 0o755
