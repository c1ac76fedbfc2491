"""Whatever a stranger hands over: a clear message and a documented exit code, never a traceback."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fuzz.mutations import mutate
from fuzz.subjects import CORPUS, Subject, fresh, lay_out, try_one

NAMES = (
    "spec",
    "manifest",
    "journal",
    "run record",
    "run changes",
    "run events",
    "saved plan",
    "nginx.conf",
    "server.xml",
    "server.xml, edited",
    "jetty.xml",
    "http.ini",
    "domain.xml",
)
TRIES = 40  # a seed is fixed, so that a red run is red again


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, dict[str, Subject]]]:
    """An environment with everything in it that can be handed over, a copy of it, and the subjects by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        folder = tmp_path_factory.mktemp("fuzz") / "work"
        folder.mkdir()
        subjects = {subject.name: subject for subject in lay_out(folder)}
        kept = folder.with_name("kept")
        shutil.copytree(folder, kept)
        yield folder, kept, subjects


@pytest.mark.parametrize("name", NAMES)
def test_no_damaged_file_brings_a_traceback(name: str, world: tuple[Path, Path, dict[str, Subject]]) -> None:
    folder, kept, subjects = world
    chance = random.Random(name)
    for _ in range(TRIES):
        try_one(subjects[name], folder, mutate(subjects[name].seeds[0], chance))
    fresh(folder, kept)


def test_what_was_found_once_is_still_right(world: tuple[Path, Path, dict[str, Subject]]) -> None:
    folder, kept, subjects = world
    for case in sorted(CORPUS.glob("*/*")):
        try_one(subjects[case.parent.name], folder, case.read_bytes())
    fresh(folder, kept)


def test_every_subject_is_tried(world: tuple[Path, Path, dict[str, Subject]]) -> None:
    assert set(NAMES) == set(world[2])
