"""What the index remembers is never believed of a file that may be another one; and who only looks writes none."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.command_line import SHOP, Shell

from hactl.files import seal

INDEX = "shop/.hactl/index"
SERVER = "shop/10.0.0.11/a-1/conf/server.xml"


@pytest.fixture
def indexed(shop: Shell) -> Shell:
    """An environment of which the index says that nothing is to do."""
    time.sleep(0.1)  # files as young as the reading are not remembered
    assert "nothing to do" in shop("create").err
    assert (shop.folder / INDEX).exists()
    return shop


def seen(shell: Shell, *words: str) -> object:
    """Return all that `diff` and `status` say."""
    looked = [shell(command, "--format", "json", *words) for command in ("diff", "status")]
    return [(each.code, each.document) for each in looked]


@pytest.mark.parametrize("words", [["diff"], ["status"], ["validate"], ["create", "--check"], ["create", "--dry-run"]])
def test_who_only_looks_writes_no_index(shop: Shell, words: list[str]) -> None:
    time.sleep(0.1)
    shop(*words)
    assert not (shop.folder / INDEX).exists()


def test_the_index_is_its_users_alone_and_ignored_by_git(indexed: Shell) -> None:
    assert (indexed.folder / INDEX).stat().st_mode & 0o777 == 0o600
    assert "index" in (indexed.folder / "shop/.hactl/.gitignore").read_text().splitlines()


def test_with_it_a_command_says_the_same_as_without(indexed: Shell) -> None:
    assert seen(indexed) == seen(indexed, "--read")
    assert indexed("create").err == indexed("create", "--read").err


def test_validate_says_the_same_with_it(indexed: Shell) -> None:
    with_it = indexed("validate")
    (indexed.folder / INDEX).unlink()
    without = indexed("validate")
    assert (with_it.code, with_it.out, with_it.err) == (without.code, without.out, without.err)


def test_with_it_no_file_is_read(indexed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hactl.plan.make.fold", lambda *_, **__: pytest.fail("a file was read"))
    assert "nothing to do" in indexed("create").err


def _same_size_and_time(file: Path) -> None:
    found = file.stat()
    file.write_bytes(file.read_bytes().replace(b"20000", b"30000"))
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


def _another_by_its_name(file: Path) -> None:
    other = file.with_name("other.xml")
    other.write_bytes(file.read_bytes().replace(b"20000", b"30000"))
    other.replace(file)


def _folder_by_a_link(file: Path) -> None:
    elsewhere = file.parents[4] / "elsewhere"
    shutil.move(file.parent, elsewhere)
    file.parent.symlink_to(elsewhere)


def _write(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("<Context><Manager/></Context>")


CHANGES: dict[str, Callable[[Path], object]] = {
    "of the same size and time": _same_size_and_time,
    "another file of its name": _another_by_its_name,
    "gone": Path.unlink,
    "another mode of a script": lambda file: file.parents[1].joinpath("start.sh").chmod(0o600),
    "a new descriptor": lambda file: _write(file.parent / "Catalina/localhost/app.xml"),
    "an application of its own": lambda file: _write(file.parents[1] / "webapps/app/META-INF/context.xml"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_is_seen(indexed: Shell, change: Callable[[Path], object]) -> None:
    before = seen(indexed)
    change(indexed.folder / SERVER)
    after = seen(indexed)
    assert after == seen(indexed, "--read")
    assert after != before


def _from_another_environment(shell: Shell) -> bytes:
    other = shell.folder / "other"
    shutil.copytree(shell.folder / "shop", other / "shop")
    shutil.copy(shell.folder / "shop.hactl.yaml", other)
    time.sleep(0.1)
    shell("create", "-C", str(other))
    return (other / INDEX).read_bytes()


def test_a_folder_that_became_a_link_is_looked_at_again(indexed: Shell) -> None:
    before = (indexed.folder / INDEX).read_bytes()
    _folder_by_a_link(indexed.folder / SERVER)
    time.sleep(0.1)
    assert seen(indexed) == seen(indexed, "--read")
    indexed("create")
    assert (indexed.folder / INDEX).read_bytes() != before


PLANTED: dict[str, Callable[[Shell, bytes], bytes]] = {
    "torn": lambda _, index: index[: len(index) // 2],
    "empty": lambda _, __: b"",
    "with another row": lambda _, index: index.replace(b'"kept":[[', b'"kept":[["10.0.0.11","x"],['),
    "sealed with another key": lambda shell, index: (
        seal.seal(b"another", f"index {shell.folder}/shop", index.partition(b"\n")[2]).encode()
        + b"\n"
        + index.partition(b"\n")[2]
    ),
    "of another environment": lambda shell, _: _from_another_environment(shell),
    "no index at all": lambda _, __: b"\0\xff" * 100,
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())
def test_an_index_that_this_user_did_not_write_here_hides_no_edit(
    indexed: Shell, plant: Callable[[Shell, bytes], bytes]
) -> None:
    planted = plant(indexed, (indexed.folder / INDEX).read_bytes())
    (indexed.folder / INDEX).write_bytes(planted)
    _same_size_and_time(indexed.folder / SERVER)
    done = indexed("status")
    assert "server.xml" in done.out
    assert ".hactl/" not in done.out + done.err


def test_a_spec_that_changed_is_read_and_a_spec_that_came_back_is_known(indexed: Shell) -> None:
    indexed.write("shop.hactl.yaml", SHOP.replace("10.0.0.5:80", "10.0.0.5:81"))
    assert indexed("diff", "--exit-code").code == 2
    indexed.write("shop.hactl.yaml", SHOP)
    assert indexed("diff", "--exit-code").code == 0


def test_files_as_young_as_the_reading_are_not_remembered(shop: Shell) -> None:
    time.sleep(0.1)
    later = time.time() + 60  # by its own time the file is changed while it is read, however busy this machine is
    os.utime(shop.folder / SERVER, (later, later))
    assert "nothing to do" in shop("create").err
    assert not (shop.folder / INDEX).exists()


EDITS = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["add", "swap", "touch", "rename", "unlink", "chmod"])),
    max_size=3,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(edits=EDITS)
def test_whatever_is_done_to_any_files_the_index_makes_no_difference(
    indexed: Shell, edits: list[tuple[int, str]]
) -> None:
    top, kept = indexed.folder / "shop", indexed.folder / "kept"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(top, kept, symlinks=True)
    try:
        for number, edit in edits:
            files = sorted(path for path in top.rglob("*") if path.is_file() and ".hactl" not in path.parts)
            _edit(files[number % len(files)], edit)
        assert seen(indexed) == seen(indexed, "--read")
    finally:
        shutil.rmtree(top)
        shutil.copytree(kept, top, symlinks=True)
        time.sleep(0.1)
        indexed("create", "--read")


def _edit(file: Path, edit: str) -> None:
    found = file.stat()
    match edit:
        case "add":
            file.write_bytes(file.read_bytes() + b"\n<!-- mine -->\n")
        case "swap":
            file.write_bytes(bytes(reversed(file.read_bytes())))
            os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
        case "touch":
            file.touch()
        case "rename":
            file.rename(file.with_name(f"{file.name}.mine"))
        case "unlink":
            file.unlink()
        case "chmod":
            file.chmod(0o600)
