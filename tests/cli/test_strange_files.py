"""A pipe, a device, an endless or a damaged file in place of what hactl reads: one message, and never a wait."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from support.command_line import Shell

SPEC, MANIFEST, PLAN = "shop.hactl.yaml", "shop/.hactl/manifest.json", "plan.json"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def endless(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def nested(path: Path) -> None:
    path.write_text("[" * 100_000)


def folder(path: Path) -> None:
    path.mkdir()


STRANGE = pytest.mark.parametrize("lay", [pipe, device, endless, nested, folder], ids=lambda lay: lay.__name__)
Lay = Callable[[Path], None]


def swap(shell: Shell, name: str, lay: Lay) -> None:
    """Put something strange in place of a file."""
    file = shell.folder / name
    file.unlink(missing_ok=True)
    lay(file)


@STRANGE
@pytest.mark.parametrize("words", [("validate",), ("diff",), ("status",), ("show",), ("disable-ha", "--yes")])
def test_as_a_spec(lay: Lay, words: tuple[str, ...], shop: Shell) -> None:
    swap(shop, SPEC, lay)
    done = shop(*words, "-f", SPEC) if words[0] != "validate" else shop(*words, SPEC)
    assert done.code in (1, 3, 64) and SPEC in done.out + done.err and "has a bug" not in done.err


@STRANGE
@pytest.mark.parametrize("words", [("diff",), ("status",), ("apply", "--yes"), ("disable-ha", "--yes")])
def test_as_a_manifest(lay: Lay, words: tuple[str, ...], shop: Shell) -> None:
    swap(shop, MANIFEST, lay)
    done = shop(*words)
    assert done.code == 3 and "manifest-broken" in done.err


@STRANGE
def test_as_a_journal(lay: Lay, shop: Shell) -> None:
    lay(shop.folder / "shop/.hactl/journal.commit")
    done = shop("apply", "--yes")
    assert done.code == 4 and "journal" in done.err


@STRANGE
@pytest.mark.parametrize("name", ["run.json", "changes.json", "events.jsonl", "spec.yaml"])
def test_as_the_record_of_a_run(lay: Lay, name: str, shop: Shell) -> None:
    (newest,) = (shop.folder / "shop/.hactl/runs").iterdir()
    swap(shop, f"shop/.hactl/runs/{newest.name}/{name}", lay)
    for words in (("history",), ("history", newest.name), ("rollback", newest.name, "--dry-run"), ("status",)):
        done = shop(*words)
        assert done.code in (0, 3, 4, 64) and "has a bug" not in done.err


@STRANGE
def test_as_a_saved_plan(lay: Lay, shop: Shell) -> None:
    lay(shop.folder / PLAN)
    assert shop("apply", "--plan", PLAN, "--yes").code == 64
    assert shop("diff", "--save", PLAN).code == 64


@STRANGE
def test_as_an_application(lay: Lay, shop: Shell) -> None:
    text = (shop.folder / SPEC).read_text()
    shop.write(SPEC, text + "apps: {app: {war: app.war, path: /}}\n")
    lay(shop.folder / "app.war")
    done = shop("diff")
    assert done.code in (0, 1) and "has a bug" not in done.err


@pytest.mark.parametrize(
    "field", [{"started": 1e300}, {"started": "x"}, {"ended": []}, {"command": 7}, {"pid": "x"}, {"outcome": None}]
)
def test_a_record_with_other_values_is_left_out(field: dict[str, object], shop: Shell) -> None:
    (newest,) = (shop.folder / "shop/.hactl/runs").iterdir()
    record = newest / "run.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), **field}))
    assert shop("history").code == 0
    assert shop("history", newest.name).code == 64
    assert shop("status").code == 0


AS_NOBODY = """\
import importlib, os, pkgutil, sys
import hactl
from hactl.cli.main import run
for module in pkgutil.walk_packages(hactl.__path__, "hactl."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
for words in ("validate", "diff", "show", "history"):
    run([words])  # as root: the checkout may be closed to others
print("nobody", file=sys.stderr)
os.setgroups([]), os.setgid(65534), os.setuid(65534)
for words in ("status", "diff", "history", "validate", "show", "apply --yes", "disable-ha --yes", "rollback --dry-run"):
    print(words, run(words.split()), file=sys.stderr)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("closed", [".", ".hactl", ".hactl/runs", ".hactl/manifest.json"])
def test_an_environment_of_another_user(closed: str, shop: Shell) -> None:
    own = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "HOME": "/nonexistent", "XDG_STATE_HOME": ""}
    with TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        work = Path(top, "work")
        shutil.copytree(shop.folder, work)
        work.chmod(0o755)  # pytest closes its folders
        before = _contents(work)
        (work / "shop" / closed).chmod(0)
        words = [sys.executable, "-c", AS_NOBODY]
        done = subprocess.run(words, cwd=work, env=own, capture_output=True, text=True, check=False)
        assert _contents(work) == before
    said = done.stderr.partition("nobody\n")[2]
    assert "validate 0" in said and "has a bug" not in said and "Traceback" not in said, done.stderr
    assert "Permission denied" in said


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
