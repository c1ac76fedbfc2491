"""The measurements are honest: the floor does the very work that hactl does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.source_tree import CHECKOUT

from measure.bench import floor, page, rounds, specs, startup, subject
from measure.bench.rows import ROWS


def test_the_floor_makes_the_files_and_folders_that_hactl_makes_and_nothing_twice(tmp_path: Path) -> None:
    spec = specs.write(tmp_path, 6)
    subject.measured("create", spec)
    tree = floor.read_tree(rounds.out_of(spec))
    least = floor.floor_of(tree)
    assert len(tree.folders) > len(tree.files) > 6
    assert floor.create(least, tmp_path / "floor") == len(tree.files)
    floor.same(floor.read_tree(tmp_path / "floor"), tree)
    assert floor.again(least, tmp_path / "floor") == 0


@pytest.mark.parametrize("switch", [floor.switch, floor.switch_unseen])
def test_the_floor_switches_as_hactl_does_what_is_removed_included(
    tmp_path: Path, switch: Callable[[floor.Switch, Path], int]
) -> None:
    spec = specs.write(tmp_path, 8)
    subject.measured("create", spec)
    on = floor.read_tree(rounds.out_of(spec))
    subject.measured("switch half", spec)
    off = floor.read_tree(rounds.out_of(spec))
    assert on.files.keys() - off.files.keys()
    assert on.folders - off.folders
    least = floor.switch_of(on, off)
    floor.create(floor.floor_of(on), tmp_path / "floor")
    assert 0 < switch(least, tmp_path / "floor") < len(off.files)
    floor.same(floor.read_tree(tmp_path / "floor"), off)


def test_half_of_the_clusters_are_switched(tmp_path: Path) -> None:
    spec = specs.write(tmp_path, 8)
    subject.measured("create", spec)
    subject.measured("switch half", spec)
    assert spec.read_text().count("ha: false") == 2


@pytest.mark.parametrize("broken", ["byte", "file", "folder"])
def test_a_tree_that_differs_ends_the_measurement(tmp_path: Path, broken: str) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    (mine / "a").mkdir(parents=True)
    (mine / "a" / "file").write_bytes(b"1")
    shutil.copytree(mine, other)
    floor.same(floor.read_tree(mine), floor.read_tree(other))
    if broken == "folder":
        (other / "b").mkdir()
    else:
        (other / "a" / {"byte": "file", "file": "more"}[broken]).write_bytes(b"2")
    with pytest.raises(floor.NotTheSameError):
        floor.same(floor.read_tree(mine), floor.read_tree(other))


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    spec = specs.write(tmp_path, 2)
    with pytest.raises(subject.FailedError):
        subject.measured("diff", spec)  # nothing was created, so changes are pending


def test_a_fresh_checkout_has_the_manifest_and_no_other_record(tmp_path: Path) -> None:
    spec = specs.write(tmp_path, 2)
    subject.measured("create", spec)
    rounds.forget(spec)
    assert [path.name for path in (rounds.out_of(spec) / ".hactl").iterdir()] == ["manifest.json"]
    subject.measured("diff", spec)


def test_a_row_that_is_not_measured_keeps_what_the_page_says() -> None:
    empty = f"before\n{page.BEGIN}{page.END}after\n"
    first = page.write(empty, 1000, {"create": "3.3 (3.1 to 3.5)", "switch": "4.4"}, "where")
    then = page.write(first, 1000, {"create": "2.2"}, "elsewhere")
    assert page.read(then, 1000) == {**dict.fromkeys(ROWS, page.NOT_RUN), "create": "2.2", "switch": "4.4"}
    assert then.startswith("before\n")
    assert then.endswith("after\n")


def test_the_page_has_every_row() -> None:
    assert page.read(page.PAGE.read_text(encoding="utf-8"), 1000).keys() == ROWS.keys()


def test_bench_prints_the_rows_it_is_asked_for() -> None:
    words = ["--size", "4", "--rounds", "1", "--rows", "create"]
    environment = {"PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'tests'}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", "measure.bench", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split(" | ") for line in done.stdout.splitlines() if " | " in line]
    said = {cells[0].strip("| "): cells[2] for cells in lines}
    assert said["`validate` / F"] == page.NOT_RUN
    assert float(said["`create`, 4 instances / F"]) > 0


def test_a_start_counts_when_the_command_says_what_it_should(tmp_path: Path) -> None:
    (found,) = startup.measure(tmp_path, 1)
    assert {"help", "completion", "validate", "create", startup.BASE, startup.BARE} <= found.keys()
    with pytest.raises(subject.FailedError):
        startup.cpu_of(startup.Start(words=(sys.executable, "-c", ""), says="a word"), tmp_path)
