"""Somebody who owns a folder swaps it for a link while a run is under way: the link leads nowhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.apply_world import Picture, World
from support.faulty_system import ByPath, FaultySystem, Killed, killed_at

from hactl.apply import recover
from hactl.errors import HactlError
from hactl.files import System
from hactl.files.handles import LinkInTheWay, opened, walked

EVERY = 13  # a prime to what the calls come in, and each folder begins elsewhere; `make proof` does it at every call
SWAPPED = ("out/h1/a-1/conf", "out/h1/a-1", "out/h1", "out/.hactl", "out", "elsewhere")
Facts = dict[str, tuple[int, int, int, bytes]]


@dataclass
class Trap:
    """A folder is moved aside, and a link in its place leads to one that looks the same."""

    folder: Path
    there: Path
    before: Facts | None = None

    def swap(self) -> None:
        """Swap it, where it is there by now."""
        if self.folder.is_dir():
            shutil.copytree(self.folder, self.there, symlinks=True)
            self.before = facts(self.there)
            self.folder.rename(self.aside)
            self.folder.symlink_to(self.there)

    def swap_back(self) -> bool:
        """Make it what it was; tell whether nobody touched what the link led to."""
        if self.before is None:
            return True
        self.folder.unlink()
        self.aside.rename(self.folder)
        same = facts(self.there) == self.before
        shutil.rmtree(self.there)
        return same

    @property
    def aside(self) -> Path:
        return self.folder.with_name("aside")


def facts(folder: Path) -> Facts:
    """Return what tells whether somebody wrote, made or removed anything below, or gave it a second name."""
    found: Facts = {}
    for path in [folder, *folder.rglob("*")]:
        there = path.lstat()
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path.relative_to(folder))] = (there.st_ino, there.st_nlink, there.st_mtime_ns, data)
    return found


def swapping_at(at: int, swap: Callable[[], None], below: type[System] = System) -> FaultySystem:
    """Return a system in which the swap happens right before this call."""

    def wrong(number: int, _name: str) -> None:
        if number == at:
            swap()

    return FaultySystem(wrong, below)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Picture, Picture]:
    """The environment before and after."""
    world = World.make(tmp_path_factory.mktemp("pictures") / "w")
    old = world.picture()
    world.apply()
    return old, world.picture()


def calls(tmp_path: Path, below: type[System] = System) -> int:
    system = FaultySystem(None, below)
    World.make(tmp_path / "w").apply(system)
    return len(system.made)


@pytest.mark.parametrize("name", SWAPPED)
def test_a_folder_that_becomes_a_link_at_any_call_leads_nowhere_and_all_is_old_or_new(
    name: str, tmp_path: Path, pictures: tuple[Picture, Picture]
) -> None:
    for at in range(1 + SWAPPED.index(name), calls(tmp_path) + 1, EVERY):
        world = World.make(tmp_path / "w")
        trap = Trap(tmp_path / "w" / name, tmp_path / "trap")
        with suppress(HactlError):
            world.apply(swapping_at(at, trap.swap))
        assert trap.swap_back(), f"at call {at} the link was followed"
        recover(world.places)
        assert world.picture() in pictures, f"swapped at call {at}"


@pytest.mark.parametrize("name", SWAPPED)
def test_whoever_finishes_a_killed_run_follows_no_link_either(
    name: str, tmp_path: Path, pictures: tuple[Picture, Picture]
) -> None:
    for kill in (calls(tmp_path) // 3, calls(tmp_path) * 3 // 4):
        for at in range(1 + SWAPPED.index(name), 1000, EVERY):
            world = World.make(tmp_path / "w")
            with suppress(Killed):
                world.apply(killed_at(kill))
            trap = Trap(tmp_path / "w" / name, tmp_path / "trap")
            system = swapping_at(at, trap.swap)
            with suppress(HactlError):
                recover(world.places, system=system)
            assert trap.swap_back(), f"killed at {kill}: at call {at} of what came after, the link was followed"
            recover(world.places)
            assert world.picture() in pictures, f"killed at {kill}, swapped at call {at}"
            if len(system.made) < at:
                break


def test_a_run_that_goes_by_path_walks_into_the_trap(tmp_path: Path) -> None:
    caught = 0
    for at in range(1, calls(tmp_path, ByPath) + 1, EVERY):
        world = World.make(tmp_path / "w")
        trap = Trap(tmp_path / "w" / SWAPPED[0], tmp_path / "trap")
        with suppress(HactlError):
            world.apply(swapping_at(at, trap.swap, ByPath))
        caught += not trap.swap_back()
    assert caught > 5


@pytest.mark.parametrize("way", [opened, walked])
def test_both_ways_to_a_folder_pass_no_link_and_say_what_is_wrong(way: Callable[[str], int], tmp_path: Path) -> None:
    (tmp_path / "real/inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "file").touch()
    handle = way(f"{tmp_path}/real/inner")
    assert os.fstat(handle).st_ino == (tmp_path / "real/inner").stat().st_ino
    os.close(handle)
    os.close(way("/"))
    for name, wanted in (
        ("link", LinkInTheWay),
        ("link/inner", LinkInTheWay),
        ("file", NotADirectoryError),
        ("file/inner", NotADirectoryError),
        ("none/inner", FileNotFoundError),
    ):
        with pytest.raises(wanted):
            way(f"{tmp_path}/{name}")
