"""A journal is an order to remove and replace files: it is obeyed only where this user's hactl wrote it, here."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from support.apply_world import World
from support.faulty_system import Killed, killed_at
from support.planted import body, by_a_stranger, plant

from hactl.apply import recover
from hactl.errors import HactlError, Refused
from hactl.files import seal
from hactl.files.journal import Entry, State
from hactl.places import Places

Plant = Callable[[Path, State], Path]


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    """A file that no run of hactl ever named."""
    file = tmp_path / "home" / "precious.txt"
    file.parent.mkdir()
    file.write_bytes(b"precious")
    return file


def by_an_older_hactl(precious: Path, out: Path, state: State) -> Path:
    old = json.loads(body(precious)) | {"hactl-journal": 1}
    data = json.dumps(old).encode()
    return plant(out, state, hashlib.sha256(data).hexdigest(), data)


def from_another_folder(precious: Path, out: Path, state: State) -> Path:
    data = body(precious)
    return plant(out, state, seal.seal(seal.make_key(), f"{out}-elsewhere", data), data)


def with_one_path_more(precious: Path, out: Path, state: State) -> Path:
    honest = Entry(run="20260101-1", token="aaaaaaaa", steps=[], folders=[], pointers=[]).encoded()
    return plant(out, state, seal.seal(seal.make_key(), str(out), honest), body(precious))


def empty(_precious: Path, out: Path, state: State) -> Path:
    return plant(out, state, "", b"")


def a_named_pipe(_precious: Path, out: Path, state: State) -> Path:
    journal = plant(out, state, "", b"")
    journal.unlink()
    os.mkfifo(journal)
    return journal


WAYS = (by_a_stranger, by_an_older_hactl, from_another_folder, with_one_path_more, empty, a_named_pipe)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_journal_that_came_with_a_clone_an_archive_or_a_pull_request_is_refused_by_name_and_nothing_goes(
    way: Callable[[Path, Path, State], Path], state: State, precious: Path, tmp_path: Path
) -> None:
    journal = way(precious, tmp_path / "clone" / "shop", state)
    with pytest.raises(Refused) as refused:
        recover(Places(out=tmp_path / "clone" / "shop"))
    (problem,) = refused.value.problems
    assert problem.place is not None
    assert (problem.id, problem.place.file) == ("journal-foreign", str(journal))
    assert "remove" in problem.hint and str(journal) in problem.hint
    assert precious.read_bytes() == b"precious"
    assert journal.exists()


def test_an_older_hactl_is_named_as_the_one_that_can_finish_its_run(precious: Path, tmp_path: Path) -> None:
    by_an_older_hactl(precious, tmp_path / "shop", State.COMMIT)
    with pytest.raises(Refused) as refused:
        recover(Places(out=tmp_path / "shop"))
    assert "an older hactl" in refused.value.problems[0].message
    assert "version" in refused.value.problems[0].hint


def killed(world: World) -> None:
    """Kill a run of this world's right after it had staged everything."""
    renames = 0
    for at in range(60, 400, 7):
        World.make(world.top)
        with suppress(Killed):
            world.apply(killed_at(at))
        if (world.places.out / ".hactl" / "journal.commit").exists():
            renames += 1
            return
        recover(world.places)
    raise AssertionError("no kill came after the commit")


def test_a_run_of_this_user_is_finished_by_its_next_command(tmp_path: Path) -> None:
    world = World.make(tmp_path / "w")
    killed(world)
    assert recover(world.places) is not None
    assert not list(tmp_path.rglob("journal.*"))


def test_a_run_that_was_copied_to_another_folder_is_not_finished_there(tmp_path: Path) -> None:
    world = World.make(tmp_path / "w")
    killed(world)
    shutil.copytree(tmp_path / "w", tmp_path / "copy", symlinks=True)
    with pytest.raises(Refused):
        recover(World(tmp_path / "copy").places)


def test_a_staged_file_that_another_put_in_its_place_is_put_nowhere(tmp_path: Path) -> None:
    world = World.make(tmp_path / "w")
    killed(world)
    fresh = [path for path in tmp_path.rglob(".hactl-*.new")]
    assert fresh
    for path in fresh:
        path.write_bytes(b"not what the run wrote")
    found = recover(world.places)
    assert found is not None and len(found.left_alone) >= len(fresh)
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and p not in fresh and b"not what" in p.read_bytes()]


def pointer(folder: Path, out: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".hactl-run").write_bytes(os.fsencode(out) + b"\n")
    return folder / ".hactl-run"


def test_a_pointer_of_a_service_user_leads_to_no_journal_of_his(precious: Path, tmp_path: Path) -> None:
    journal = by_a_stranger(precious, tmp_path / "his", State.DONE)
    laid = pointer(tmp_path / "w" / "elsewhere", tmp_path / "his")
    with pytest.raises(Refused):
        apply_in_place(tmp_path)
    assert precious.exists() and journal.exists() and laid.exists()


def test_a_pointer_to_no_run_at_all_is_refused_and_stays(tmp_path: Path) -> None:
    laid = pointer(tmp_path / "w" / "elsewhere", tmp_path)
    with pytest.raises(Refused) as refused:
        apply_in_place(tmp_path)
    assert refused.value.problems[0].id == "pointer-foreign"
    assert laid.exists()


@pytest.mark.parametrize("content", [b"/a\0b", b"\0" * 40, b"/" + b"x" * 5000, b"/\xff", b"", b"/a\nb"])
def test_a_pointer_with_anything_in_it_is_refused_and_stays(tmp_path: Path, content: bytes) -> None:
    laid = pointer(tmp_path / "w" / "elsewhere", tmp_path)
    laid.write_bytes(content)
    with pytest.raises(Refused) as refused:
        apply_in_place(tmp_path)
    assert refused.value.problems[0].id == "pointer-foreign"
    assert laid.read_bytes() == content


def test_a_pointer_that_names_a_run_by_a_link_is_not_followed(tmp_path: Path) -> None:
    other = World.make(tmp_path / "other")
    killed(other)
    (tmp_path / "link").symlink_to(other.places.out)
    laid = pointer(tmp_path / "w" / "elsewhere", tmp_path / "link")
    before = other.picture()
    with pytest.raises(Refused) as refused:
        apply_in_place(tmp_path)
    assert refused.value.problems[0].id == "pointer-foreign" and laid.exists()
    assert other.picture() == before


def apply_in_place(top: Path) -> None:
    """Hold the folder `w/elsewhere` as a run does that writes there in place."""
    from pathlib import PurePosixPath

    from hactl.plan.types import Change
    from hactl.runs import Journal
    from hactl.targets import Blob, Effect, Kind, Location

    places = Places(out=top / "w" / "out", in_place=frozenset({"h1"}))
    change = Change(
        location=Location("h1", PurePosixPath(top / "w" / "elsewhere" / "new.conf")),
        kind=Kind.OWNED,
        owner="a/a-1",
        takes_effect=Effect.AT_ONCE,
        before=None,
        after=Blob.of(b"new"),
    )
    with Journal(places, "hactl test").held([change]):
        pass


def test_old_records_that_are_links_lead_to_nobody_elses_files(precious: Path, tmp_path: Path) -> None:
    world = World.make(tmp_path / "w")
    runs = world.places.out / ".hactl" / "runs"
    runs.mkdir(parents=True)
    for number in range(60):
        (runs / f"20200101-{number}").symlink_to(precious.parent)
    world.apply()
    assert precious.read_bytes() == b"precious"


@pytest.mark.parametrize("mode", [0o644, 0o660])
def test_a_key_that_others_can_read_is_not_trusted(mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    seal.make_key()
    key = tmp_path / "hactl" / "key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(mode)
    with pytest.raises(HactlError, match="only you can read"):
        World.make(tmp_path / "w").apply()
    assert not list((tmp_path / "w").rglob("journal.*"))


def test_the_key_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert seal.find_key() is None
    assert seal.make_key() == seal.make_key() == seal.find_key()


def test_a_home_may_be_reached_by_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "home").symlink_to("disk")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home/state"))
    world = World.make(tmp_path / "w")
    world.apply()
    assert (tmp_path / "disk/state/hactl/key").is_file()


def test_without_a_place_for_a_key_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state").write_text("a file, not a folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    world = World.make(tmp_path / "w")
    old = world.picture()
    with pytest.raises(HactlError, match="key cannot be kept"):
        world.apply()
    assert world.picture() == old


def test_a_state_folder_that_a_lab_made_under_umask_002_is_closed_for_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "hactl").mkdir()
    (tmp_path / "hactl").chmod(0o775)
    seal.make_key()
    assert (tmp_path / "hactl").stat().st_mode & 0o777 == 0o700
