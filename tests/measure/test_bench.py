"""The measurements are honest: the floor writes the very bytes that hactl writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.source_tree import CHECKOUT

from measure.bench import floor, specs, subject


def test_the_floor_writes_the_same_bytes_as_hactl_and_nothing_twice(tmp_path: Path) -> None:
    spec = specs.write(tmp_path, 6)
    subject.create(spec, tmp_path / "hactl")
    tree = floor.read_tree(tmp_path / "hactl")
    least = floor.floor_of(tree)
    assert floor.run(least, tmp_path / "floor") == len(tree) > 6
    assert floor.read_tree(tmp_path / "floor") == tree
    assert floor.run(least, tmp_path / "floor") == 0


def test_what_is_measured_is_work_the_first_time_and_none_the_second(tmp_path: Path) -> None:
    spec = specs.write(tmp_path, 4)
    assert subject.validate(spec) == 0
    assert subject.create(spec, tmp_path / "out") > 0
    assert subject.create(spec, tmp_path / "out") == 0
    assert subject.disable_ha(spec, tmp_path / "out", ["c0"]) > 0


def test_bench_prints_the_three_tables() -> None:
    command = [sys.executable, "-m", "measure.bench", "--sizes", "2", "4", "--repeat", "1"]
    environment = {"PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'tests'}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    assert "times the floor" in done.stdout
    assert "an instance costs" in done.stdout
    assert "empty typer command" in done.stdout
