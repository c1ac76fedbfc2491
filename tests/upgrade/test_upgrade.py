"""What an older hactl left is taken up by today's: nothing to change but start scripts, every byte back, no half runs.

`start.sh` of a base that hactl made is hactl's own file, and a newer hactl's is better: `diff` shows it, and nothing is
restarted for it.

The environments lie in `made/`, a folder for each version that wrote other records; no later one makes them anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.command_line import Shell

from hactl import __version__
from upgrade.unpack import Old, archives, files, unpack

KINDS = ("created-", "edited-", "history", "saved-plan", "killed-")
KILLED = [a for a in archives() if a.name.startswith("killed-")]
WHOLE = [a for a in archives() if a not in KILLED and not a.name.startswith("saved-plan")]


RENEWED = "start.sh"


def kept(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files with their hashes; a start script must be there, whatever it says."""
    return {path: "" if Path(path).name == RENEWED else sha256 for path, sha256 in files.items()}


def name(archive: Path) -> str:
    return f"{archive.parent.name}-{archive.name.removesuffix('.tar.xz')}"


@pytest.fixture
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Old:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    try:
        return unpack(request.param, tmp_path)
    except FileNotFoundError as missing:
        pytest.skip(f"{missing} is not in Maven's local repository (tests/setup/jetty-jars.sh)")


@pytest.fixture
def hactl(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def root(old: Old) -> list[str]:
    return ["--root", "root"] if (old.world / "root").exists() else []


def test_every_kind_is_kept_for_every_version() -> None:
    for version in {archive.parent for archive in archives()}:
        there = [archive.name for archive in version.iterdir()]
        assert all(any(name.startswith(kind) for name in there) for kind in KINDS), version.name


@pytest.mark.parametrize("old", WHOLE, ids=name, indirect=True)
def test_there_is_nothing_to_change(old: Old, hactl: Shell) -> None:
    before = hactl.files()
    plan = hactl("diff", "--format", "json", *root(old)).result
    assert {Path(change["path"]).name for change in plan["changes"] if change["owner"]} <= {RENEWED}
    assert {change["takes_effect"] for change in plan["changes"]} <= {"at once"} and plan["restarts"] == []
    assert hactl("validate").code == 0 and hactl("history").code == 0
    assert hactl("status", *root(old)).code == 0
    assert hactl.files() == before, "looking writes nothing"


@pytest.mark.parametrize("old", WHOLE, ids=name, indirect=True)
def test_every_command_gives_the_bytes_that_the_older_one_gave(old: Old, capsys: pytest.CaptureFixture[str]) -> None:
    assert old.expected
    for number, (words, then) in enumerate(old.expected.items()):
        world = old.world.parent / f"{old.world.name}-{number}"
        shutil.copytree(old.world, world)
        there = Shell(world, capsys)
        result = there(*words.split(), "--yes")
        assert result.code == 0, result.err
        assert kept(files(world)) == kept(then), words


@pytest.mark.parametrize("old", [a for a in archives() if a.name.startswith("saved-plan")], ids=name, indirect=True)
def test_a_saved_plan_is_carried_out_or_refused_with_the_reason_and_nothing_changed(old: Old, hactl: Shell) -> None:
    (words, then), *_ = old.expected.items()
    saved_by = json.loads((old.world / "saved.plan.json").read_text())["hactl"]
    before = files(old.world)
    result = hactl(*words.split(), "--yes")
    if result.code == 0:
        assert kept(files(old.world)) == kept(then)
    else:
        assert saved_by == __version__ or f"hactl {saved_by} saved it" in result.err
        assert "it has changed, or would become something else" in result.err and "hint:" in result.err
        assert files(old.world) == before


@pytest.mark.parametrize("old", KILLED, ids=name, indirect=True)
def test_a_run_that_was_killed_is_seen_and_then_brought_to_its_end(old: Old, hactl: Shell) -> None:
    before = hactl.files()
    assert hactl("status").code == 4, "half done"
    assert hactl.files() == before, "looking writes nothing"
    (words, then), *_ = old.expected.items()
    assert hactl(*words.split(), "--yes").code == 0
    assert kept(files(old.world)) == kept(then)
    assert not [*old.world.rglob("journal.*")] and not [*old.world.rglob(".hactl-run")]
    runs = hactl("history", "--format", "json").result["runs"]
    assert {run["outcome"] for run in runs} <= {"done", "rolled-back"}


@pytest.mark.parametrize("old", KILLED, ids=name, indirect=True)
def test_a_run_that_another_users_hactl_left_is_refused_with_the_ways_out(old: Old, hactl: Shell) -> None:
    (old.world / "state/hactl/key").write_text("ab" * 32 + "\n")
    before = hactl.files()
    result = hactl("create", "--yes")
    assert result.code == 4 and "hint:" in result.err
    assert hactl.files() == before
