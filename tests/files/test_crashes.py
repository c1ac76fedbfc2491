"""Whatever happens while a plan is carried out: the environment is entirely old or entirely new, and says so."""

from __future__ import annotations

import errno
import os
import random
from contextlib import suppress
from pathlib import Path

import pytest
from support.apply_world import Picture, World
from support.faulty_system import ByPath, FaultySystem, Killed, PowerCut, failing_at, interrupted_at, killed_at, play

from hactl.apply import recover
from hactl.errors import HactlError, Interrupted, NotRolledBack, RolledBack
from hactl.files import System

LONGEST = 400


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Picture, Picture]:
    """The environment before and after."""
    world = World.make(tmp_path_factory.mktemp("pictures") / "w")
    old = world.picture()
    world.apply()
    return old, world.picture()


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls to the kernel a whole run makes."""
    system = FaultySystem()
    World.make(tmp_path_factory.mktemp("calls") / "w").apply(system)
    assert 50 < len(system.made) < LONGEST
    return len(system.made)


def run_until_killed(world: World, system: System) -> None:
    with suppress(Killed):
        world.apply(system)


def recover_with(world: World, system: System) -> None:
    with suppress(Killed):
        recover(world.places, system=system)


def test_killed_at_any_call_the_next_command_finds_all_old_or_all_new(
    tmp_path: Path, pictures: tuple[Picture, Picture], calls: int
) -> None:
    seen = set()
    for at in range(1, calls + 1):
        world = World.make(tmp_path / "w")
        run_until_killed(world, killed_at(at))
        recover(world.places)
        picture = world.picture()
        assert picture in pictures, f"killed at call {at}: {differences(picture, pictures)}"
        seen.add(pictures.index(picture))
    assert seen == {0, 1}, "some kills come before the commit, some after"


def test_killed_and_killed_again_while_it_is_mended_the_command_after_mends_it(
    tmp_path: Path, pictures: tuple[Picture, Picture], calls: int
) -> None:
    for at in range(1, calls + 1, 3):
        for again in range(1, LONGEST, 2):
            world = World.make(tmp_path / "w")
            run_until_killed(world, killed_at(at))
            mender = killed_at(again)
            recover_with(world, mender)
            recover(world.places)
            assert world.picture() in pictures, f"killed at {at}, then at {again} of the recovery"
            if len(mender.made) < again:
                break


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EPERM, errno.EDQUOT])
def test_one_call_that_fails_leaves_all_old_or_all_new_and_the_exit_code_says_which(
    code: int, tmp_path: Path, pictures: tuple[Picture, Picture], calls: int
) -> None:
    old, new = pictures
    for at in range(1, calls + 1):
        world = World.make(tmp_path / "w")
        try:
            world.apply(failing_at(at, code))
            recover(world.places)  # what it kept until then may still lie there
            expected = new
        except NotRolledBack:
            recover(world.places)
            expected = old
        except HactlError:  # RolledBack, or refused before anything was written
            expected = old
        assert world.picture() == expected, f"call {at}: {differences(world.picture(), (expected,))}"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disk_that_stays_broken_is_mended_by_the_first_command_after_it(
    code: int, tmp_path: Path, pictures: tuple[Picture, Picture], calls: int
) -> None:
    for at in range(1, calls + 1):
        world = World.make(tmp_path / "w")
        with suppress(HactlError):
            world.apply(failing_at(at, code, lasting=True))
        recover(world.places)
        assert world.picture() in pictures, f"broken from call {at} on: {differences(world.picture(), pictures)}"


def test_ctrl_c_at_any_call_leaves_old_or_new_and_the_message_says_which(
    tmp_path: Path, pictures: tuple[Picture, Picture], calls: int
) -> None:
    old, new = pictures
    said = set()
    for at in range(1, calls + 1):
        world = World.make(tmp_path / "w")
        try:
            world.apply(interrupted_at(at))
        except Interrupted as interrupted:
            said.add(interrupted.message.partition(",")[0])
            expected = new if "all changes are in place" in interrupted.message else old
            assert world.picture() == expected, f"call {at}: {interrupted.message}"
    assert len(said) >= 2, said


def test_a_power_cut_at_any_moment_leaves_all_old_or_all_new(tmp_path: Path, pictures: tuple[Picture, Picture]) -> None:
    system = PowerCut()
    World.make(tmp_path / "w").apply(system)
    chance = random.Random(7)
    for cut in range(len(system.log) + 1):
        for survived in {0, LONGEST, chance.randrange(30)}:
            world = World.make(tmp_path / "w")
            play(system.log, cut, survived)
            recover(world.places)
            assert world.picture() in pictures, f"cut after {cut} calls, {survived} more survived"


def differences(found: Picture, wanted: tuple[Picture, ...]) -> list[str]:
    """Return where it differs from the nearest of these."""
    return min(
        (sorted(name for name in found.keys() | one.keys() if found.get(name) != one.get(name)) for one in wanted),
        key=len,
    )


def write_naively(world: World, system: System) -> None:
    """As most tools write: truncate, write, one file after the other."""
    for change in world.plan().changes:
        path = str(world.places.path(change.location))
        if change.after is None:
            system.rmdir(path) if change.directory else system.unlink(path)
        elif change.directory:
            system.mkdir(path)
        else:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            fd = system.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, change.mode or 0o644)
            system.write(fd, change.after.data)
            system.close(fd)


def test_a_naive_writer_is_caught_by_the_same_sweep(tmp_path: Path, pictures: tuple[Picture, Picture]) -> None:
    broken = 0
    for at in range(1, 30):
        world = World.make(tmp_path / "w")
        with suppress(Killed):
            write_naively(world, killed_at(at, ByPath))
        recover(world.places)
        broken += world.picture() not in pictures
    assert broken > 15


def test_the_same_power_cuts_break_a_run_that_never_syncs(tmp_path: Path, pictures: tuple[Picture, Picture]) -> None:
    system = PowerCut()
    World.make(tmp_path / "w").apply(system)
    log = [entry for entry in system.log if entry[0] not in ("fsync", "syncfs")]
    broken = 0
    for cut in range(len(log) + 1):
        world = World.make(tmp_path / "w")
        play(log, cut, LONGEST)
        try:
            recover(world.places)
            broken += world.picture() not in pictures
        except HactlError:
            broken += 1
    assert broken > 5


def test_a_run_that_failed_half_way_puts_all_back_and_says_so_with_its_exit_code(
    tmp_path: Path, pictures: tuple[Picture, Picture]
) -> None:
    system = FaultySystem()
    World.make(tmp_path / "w").apply(system)
    renames = [number for number, name in enumerate(system.made, 1) if name == "rename"]
    world = World.make(tmp_path / "w")
    with pytest.raises(RolledBack, match="every file is as before") as failed:
        world.apply(failing_at(renames[5], errno.ENOSPC))
    assert failed.value.exit_code == 5
    assert world.picture() == pictures[0]
