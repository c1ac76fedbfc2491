"""What a run promises when nothing goes wrong with the machine: no one else's work is lost, nothing is done twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.apply_world import World
from support.faulty_system import CHANGING, FaultySystem

from hactl.errors import Refused
from hactl.events import Event, Started
from hactl.plan.types import Plan


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.make(tmp_path / "w")


def test_a_plan_without_changes_writes_nothing_at_all(world: World) -> None:
    from hactl.apply import apply_plan
    from hactl.events import silent
    from hactl.files import LocalFiles

    before, system = world.picture(), FaultySystem()
    apply_plan(Plan(), LocalFiles(world.places, system=system), world.journal(system), silent)
    assert world.picture() == before
    assert not CHANGING & set(system.made)
    assert not (world.top / "out/.hactl").exists()


def test_a_file_that_a_person_edited_since_the_plan_stops_the_run_before_the_first_write(world: World) -> None:
    (world.top / "out/h1/a-1/conf/context.xml").write_text("<Context>mine</Context>")
    before = world.picture()
    with pytest.raises(Refused) as refused:
        world.apply()
    assert refused.value.exit_code == 4
    assert [str(p.place) for p in refused.value.problems] == ["h1/a-1/conf/context.xml"]
    assert world.picture() == before


def test_an_edit_between_staging_and_switching_stops_the_run_and_survives(world: World) -> None:
    file = world.top / "shop.hactl.yaml"  # the last one that is switched

    def edit_when_switching(event: Event) -> None:
        if isinstance(event, Started) and event.task == "switch":
            file.write_text("hactl: 1\n# mine\n")

    before = world.picture()
    with pytest.raises(Refused):
        world.apply(emit=edit_when_switching)
    assert file.read_text() == "hactl: 1\n# mine\n"
    file.write_text("hactl: 1\n")
    assert world.picture() == before


def test_a_second_run_at_the_same_time_is_refused_and_told_who_holds_the_environment(world: World) -> None:
    seen: list[str] = []

    def try_another(event: Event) -> None:
        if isinstance(event, Started) and event.task == "switch":
            with pytest.raises(Refused) as refused:
                world.apply()
            seen.append(refused.value.message)

    world.apply(emit=try_another)
    assert len(seen) == 1
    assert "another run of hactl holds" in seen[0]
    assert f"`hactl test`, process {os.getpid()}" in seen[0]


def test_mode_and_link_of_a_changed_file_stay(world: World) -> None:
    world.apply()
    assert (world.top / "out/h1/a-1/conf/server.xml").stat().st_mode & 0o777 == 0o640
    link = world.top / "out/h1/a-1/conf/logging.properties"
    assert link.is_symlink()
    assert link.read_bytes() == (world.top / "elsewhere/logging.properties").read_bytes() == b"handlers = 2\n"
    assert (world.top / "out/h1/a-1/start.sh").stat().st_mode & 0o777 == 0o755


def test_extended_attributes_of_a_changed_file_stay(world: World) -> None:
    file = world.top / "out/h1/a-1/conf/server.xml"
    try:
        os.setxattr(file, "user.note", b"mine")
    except OSError:
        pytest.skip("this file system keeps no extended attributes of users")
    world.apply()
    assert os.getxattr(file, "user.note") == b"mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody")
def test_the_owner_of_a_changed_file_stays(world: World) -> None:
    file = world.top / "out/h1/a-1/conf/server.xml"
    os.chown(file, 65534, 65534)
    world.apply()
    assert (file.stat().st_uid, file.stat().st_gid) == (65534, 65534)


def test_a_named_pipe_in_place_of_a_file_is_refused_and_does_not_hang(world: World) -> None:
    file = world.top / "out/h1/a-1/conf/server.xml"
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(Refused):
        world.apply()
    assert file.is_fifo()


def test_nothing_of_a_runs_own_is_readable_by_others(world: World) -> None:
    mask = os.umask(0)
    try:
        world.apply()
    finally:
        os.umask(mask)
    own = [p for p in (world.top / "out/.hactl").rglob("*") if p.name != "manifest.json"]
    assert own
    assert not [p for p in (world.top / "out/.hactl", *own) if p.stat().st_mode & 0o077]


def test_contents_of_files_stand_in_no_record_of_a_run(world: World) -> None:
    file = world.top / "out/h1/a-1/conf/server.xml"
    assert b"<Server" in file.read_bytes()
    world.apply()
    for path in (world.top / "out/.hactl").rglob("*"):
        assert path.is_dir() or b"<Server" not in path.read_bytes()
