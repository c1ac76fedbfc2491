"""Every case of every room: the spec and the files before give exactly the files after, and off gives them back.

A case is a folder `<room>/cases/<name>/` with `spec.yaml`, `before/` (may be missing) and `after/`; the trees lie as
in the output folder: `<host>/<base>/…`. `make golden` writes `after/` anew; look at the difference before you commit.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from hactl import operations
from hactl.events import silent
from hactl.operations import Order

HERE = Path(__file__).parent
CASES = sorted(p.parent for p in HERE.glob("*/cases/*/spec.yaml"))


@pytest.fixture(autouse=True)
def no_jars_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases come out the same on every machine: jars that its Maven has fetched are not seen."""
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.delenv("HACTL_JARS", raising=False)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and ".hactl" not in p.parts
    }


def stage(case: Path, tmp: Path) -> Order:
    """Lay the case out as a person would have it: a spec, and the files that exist."""
    spec = tmp / "case.hactl.yaml"
    shutil.copy(case / "spec.yaml", spec)
    if (case / "before").is_dir():
        shutil.copytree(case / "before", tmp / "out")
    return Order(spec=spec, out=tmp / "out", root=tmp / "out")


def run(order: Order, ha: dict[str, bool] | None = None) -> None:
    draft = operations.draft(order, ha)
    assert not draft.plan.blocked
    operations.carry_out(draft, "hactl test", silent)


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.parent.name}-{p.name}")
def test_the_spec_gives_these_files(case: Path, tmp_path: Path) -> None:
    order = stage(case, tmp_path)
    run(order)
    if os.environ.get("HACTL_GOLDEN"):
        shutil.rmtree(case / "after", ignore_errors=True)
        shutil.copytree(tmp_path / "out", case / "after", ignore=shutil.ignore_patterns(".hactl"))
    assert tree(tmp_path / "out") == tree(case / "after")


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.parent.name}-{p.name}")
def test_a_second_create_changes_nothing(case: Path, tmp_path: Path) -> None:
    order = stage(case, tmp_path)
    run(order)
    assert operations.draft(order).plan.empty


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.parent.name}-{p.name}")
def test_off_then_on_gives_back_every_byte(case: Path, tmp_path: Path) -> None:
    order = stage(case, tmp_path)
    run(order)
    spec, files = order.spec.read_bytes(), tree(tmp_path / "out")
    environment = operations.draft(order).environment
    on = {c.name: True for c in environment.clusters if c.ha}
    run(order, dict.fromkeys(on, False))
    if on:
        assert tree(tmp_path / "out") != files
    run(order, on)
    assert order.spec.read_bytes() == spec
    assert tree(tmp_path / "out") == files


@pytest.mark.parametrize("case", [c for c in CASES if (c / "before").is_dir()], ids=lambda p: p.name)
def test_off_gives_a_persons_files_back_as_they_were(case: Path, tmp_path: Path) -> None:
    order = stage(case, tmp_path)
    run(order)
    environment = operations.draft(order).environment
    run(order, {c.name: False for c in environment.clusters if c.ha})
    after = tree(tmp_path / "out")
    assert {name: after.get(name) for name in tree(case / "before")} == tree(case / "before")


@pytest.mark.parametrize(
    "case", [c for c in CASES if (c / "before").is_dir()], ids=lambda p: f"{p.parent.parent.name}-{p.name}"
)
def test_a_base_that_a_person_made_has_no_folder_more_when_ha_is_off_again(case: Path, tmp_path: Path) -> None:
    order = stage(case, tmp_path)
    bases = [
        p.parent.parent.parent for p in (tmp_path / "out").rglob("*.xml") if p.parent.name in ("conf", "etc", "config")
    ]
    before = {base: folders(base) for base in bases}
    run(order)
    run(order, dict.fromkeys((c.name for c in operations.draft(order).environment.clusters), False))
    assert {base: folders(base) for base in bases} == before


def folders(base: Path) -> set[str]:
    return {str(p.relative_to(base)) for p in base.rglob("*") if p.is_dir() and ".hactl" not in p.parts}
