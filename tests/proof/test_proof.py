"""A seeded part of `make proof`: the real command, killed and hindered by the kernel, leaves all old or all new."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from injected import double_kills, failures, kills, naive_kills, points, sample, unfit
from obstacles import OBSTACLES, held_up, many_at_once, met
from proof_world import World

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


@as_root
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_cannot_be_replaced_stops_the_run_before_anything_changed(world: World, obstacle: str) -> None:
    assert met(world, obstacle) == "old"
