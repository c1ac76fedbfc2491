"""A seeded part of `make proof`: the real command, killed and hindered by the kernel, leaves all old or all new."""

from __future__ import annotations

import os
import signal
import struct
from pathlib import Path

import pytest

from measure.proof.injected import double_kills, failures, kills, naive_kills, points, sample, unfit
from measure.proof.obstacles import OBSTACLES, edited_meanwhile, held_up, many_at_once, met, stopped
from measure.proof.power import Powered, cuts, cuts_when_done, naive_cuts, no_images
from measure.proof.swaps import openings, swaps
from measure.proof.world import World

# an access list as acl(5) has it: owner rw, user 1000 r, group r, mask r, others nothing
READ_FOR_1000 = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, rights, who)
    for tag, rights, who in ((1, 6, 2**32 - 1), (2, 4, 1000), (4, 4, 2**32 - 1), (16, 4, 2**32 - 1), (32, 0, 2**32 - 1))
)
SEED = int(os.environ.get("HACTL_SEED", "7"))
pytestmark = pytest.mark.skipif(bool(unfit()), reason=unfit() or "it can")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount, and make a file immutable")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("proof"))


def test_killed_or_failing_at_any_call_all_is_old_or_all_is_new(world: World, tmp_path: Path) -> None:
    every = points(world, world.change, tmp_path)
    assert len(every) > 200, "the run makes that many calls on the environment"
    assert kills(world, sample(every, 0.02, SEED))["broken"] == 0
    assert double_kills(world, sample(every, 0.008, SEED + 1), SEED)["broken"] == 0
    assert failures(world, sample(every, 0.008, SEED + 2), "ENOSPC", lasting=True)["broken"] == 0
    assert failures(world, sample(every, 0.008, SEED + 3), "EIO", lasting=False)["broken"] == 0


def test_a_writer_that_opens_each_file_is_caught(world: World, tmp_path: Path) -> None:
    number, found = naive_kills(world, tmp_path, 0.05, SEED)
    assert number > 3 and found["broken"] > number / 2


def test_runs_at_one_moment_and_in_the_middle_of_another_one(world: World, tmp_path: Path) -> None:
    assert many_at_once(world) == "new"
    renames = [p for p in points(world, world.change, tmp_path) if p.call.startswith("rename")]
    assert held_up(world, renames[len(renames) // 2]) == "new"


def test_a_stopped_run_holds_the_environment_and_goes_on_or_is_mended(world: World, tmp_path: Path) -> None:
    renames = [p for p in points(world, world.change, tmp_path) if p.call.startswith("rename")]
    half = renames[len(renames) // 2]
    assert stopped(world, half, then=signal.SIGCONT) == "new"
    assert stopped(world, half, then=signal.SIGKILL) in ("old", "new")
    assert edited_meanwhile(world, renames[0]) == "old"


@as_root
def test_a_folder_that_another_user_swaps_for_a_link_leads_nowhere(world: World, tmp_path: Path) -> None:
    every = openings(world, tmp_path)
    assert swaps(world, sample(every, 0.004, SEED))["broken"] == 0


@pytest.fixture(scope="module")
def powered(tmp_path_factory: pytest.TempPathFactory) -> Powered:
    if no_images():
        pytest.skip(no_images())
    return Powered(tmp_path_factory.mktemp("power"))


def test_a_power_cut_leaves_all_old_or_all_new_and_what_was_said_to_be_done_is(
    powered: Powered, tmp_path: Path
) -> None:
    every = powered.points(lambda: points(powered.world, powered.world.change, tmp_path))
    assert cuts(powered, sample(every, 0.015, SEED))["broken"] == 0
    assert cuts_when_done(powered)["broken"] == 0


def test_a_power_cut_catches_a_writer_that_never_syncs(powered: Powered) -> None:
    assert naive_cuts(powered, ())["broken"] == 1


def test_owner_mode_attributes_and_access_lists_of_a_persons_file_stay(powered: Powered) -> None:
    file = powered.world.top / "root/10.0.0.22/srv/two/conf/server.xml"
    with powered.running():
        os.chown(file, 1234, 2345)
        file.chmod(0o640)
        os.setxattr(file, "user.note", b"mine")
        os.setxattr(file, "system.posix_acl_access", READ_FOR_1000)
        before = facts(file)
        inode = file.stat().st_ino
        assert powered.world.change().code == 0
        assert file.stat().st_ino != inode, "the file was replaced"
        assert facts(file) == before


def facts(file: Path) -> dict[str, object]:
    there = file.stat()
    attributes = {name: os.getxattr(file, name) for name in os.listxattr(file)}
    return {"mode": there.st_mode, "owner": (there.st_uid, there.st_gid), **attributes}


@as_root
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_cannot_be_replaced_stops_the_run_before_anything_changed(world: World, obstacle: str) -> None:
    assert met(world, obstacle) == "old"
