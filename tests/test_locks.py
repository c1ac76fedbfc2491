"""The locked versions: everything has a hash, nothing names a place, and the three files agree."""

from __future__ import annotations

import re
import tomllib

import pytest
from support.source_tree import CHECKOUT

LOCKS = ["requirements.lock", "requirements-lab.lock", "requirements-dev.lock"]


def _text(lock: str) -> str:
    return (CHECKOUT / lock).read_text(encoding="utf-8")


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", _text(lock), re.MULTILINE))


def _normal(requirement: str) -> str:
    name = re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", _text(lock).strip())
    pins = [re.match(r"([a-z0-9.-]+)==(\S+)", entry) for entry in entries]  # two of one name: for two Pythons
    assert all(pins) and len(entries) > 10
    assert len({pin[0] for pin in pins if pin}) == len(entries)
    assert not [e.splitlines()[0] for e in entries if "--hash=sha256:" not in e]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_so_everybodys_own_index_counts(lock: str) -> None:
    assert not re.search(r"://|--index|--find-links|--extra-index|file:|(^|\s)/", _text(lock))


def test_the_locks_agree_on_every_version() -> None:
    small, lab, dev = map(_pins, LOCKS)
    assert small.items() <= lab.items() <= dev.items()


def test_all_that_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [r for group in project["dependency-groups"].values() for r in group if isinstance(r, str)]
    assert {_normal(r) for r in project["project"]["dependencies"]} <= set(_pins("requirements.lock"))
    assert {_normal(r) for r in project["project"]["optional-dependencies"]["lab"]} <= set(_pins(LOCKS[1]))
    assert {_normal(r) for r in groups} <= set(_pins("requirements-dev.lock"))
