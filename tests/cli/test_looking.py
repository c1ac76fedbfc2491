"""Commands that only look write nothing, over an unfinished run too; they say that it is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from support.command_line import Shell
from support.faulty_system import Killed, killed_at
from support.planted import by_a_stranger

from hactl import operations
from hactl.apply import apply_plan
from hactl.events import silent
from hactl.files import LocalFiles
from hactl.files.journal import Ledger, State
from hactl.operations import Order
from hactl.runs import Journal, Keeping

LOOKS = (
    ("diff",),
    ("diff", "--exit-code"),
    ("status",),
    ("status", "--format", "json"),
    ("show",),
    ("graph",),
    ("history",),
    ("validate",),
    ("create", "--check"),
    ("create", "--dry-run"),
    ("apply", "--dry-run"),
    ("disable-ha", "--dry-run"),
    ("enable-ha", "--dry-run"),
    ("lab", "status"),
)
ASKING = (("diff", "--exit-code"), ("status",), ("status", "--format", "json"), ("create", "--check"))
WRITES = (
    "openat,open,creat,mkdir,mkdirat,unlink,unlinkat,rmdir,rename,renameat,renameat2,link,linkat,symlink,symlinkat,"
    "chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,truncate,ftruncate,mknod,mknodat,utimensat,setxattr,fsetxattr"
)
# pipes and locks have no name; /dev is no file that stays; of `open` only what may write counts
_STAYS = re.compile(r'(?:open|openat|creat)\((?!.*(?:O_WRONLY|O_RDWR|O_CREAT|O_TRUNC))|"/dev/|ENOENT|EEXIST|resumed>')


def left_half_way(shop: Shell) -> None:
    """Kill a `disable-ha` right after it said that everything is to be put in place."""
    order = Order(spec=shop.folder / "shop.hactl.yaml", finish=True)
    for at in range(100, 1000, 7):
        draft = operations.draft(order, {"a": False})
        system = killed_at(at)
        book = Journal(draft.places, "hactl disable-ha a", keeping=Keeping(spec=draft.spec.data), system=system)
        with suppress(Killed):
            apply_plan(draft.plan, LocalFiles(draft.places, system=system), book, silent)
        if Ledger(str(draft.places.out)).state() is State.COMMIT:
            return
    raise AssertionError("no kill came after the commit")


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_looking_at_a_killed_run_changes_nothing_and_says_how_to_finish_it(words: tuple[str, ...], shop: Shell) -> None:
    left_half_way(shop)
    before = shop.files()
    seen = shop(*words)
    assert shop.files() == before
    if words in ASKING:
        assert seen.code == 4
    if words[0] in ("diff", "status", "create", "apply") and "--format" not in words:
        assert "a run was killed here" in seen.out + seen.err
        assert "`hactl apply` finishes it" in seen.out + seen.err


def test_apply_finishes_what_was_killed_and_then_all_is_settled(shop: Shell) -> None:
    left_half_way(shop)
    assert shop("apply", "--yes").code == 0
    assert shop("status").code == 0
    assert shop("diff", "--exit-code").code == 0


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_looking_at_a_strangers_journal_touches_nothing(words: tuple[str, ...], shop: Shell, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    by_a_stranger(precious, shop.folder / "shop", State.DONE)
    before = shop.files()
    seen = shop(*words)
    assert shop.files() == before
    assert seen.code == (4 if words in ASKING else seen.code)
    assert "hactl has a bug" not in seen.err


def test_a_strangers_journal_stops_every_command_that_changes_something(shop: Shell, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    by_a_stranger(precious, shop.folder / "shop", State.DONE)
    before = shop.files()
    for words in (("create",), ("apply", "--yes"), ("disable-ha", "--yes"), ("rollback", "--yes")):
        seen = shop(*words)
        assert (seen.code, shop.files()) == (4, before), words
        assert "was not written by your hactl" in seen.err and "journal.done" in seen.err


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: what looking writes was not traced")
@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_the_kernel_sees_no_write_of_a_command_that_only_looks(words: tuple[str, ...], shop: Shell) -> None:
    left_half_way(shop)
    log = shop.folder.parent / "trace"
    command = [sys.executable, "-m", "hactl", *words]
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    tracer = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={WRITES}", "-s", "300"]
    subprocess.run([*tracer, *command], cwd=shop.folder, env=variables, capture_output=True, check=False, timeout=120)
    wrote = [line for line in log.read_text().splitlines() if not _STAYS.search(line)]
    assert not wrote, "\n".join(wrote)
