"""`hactl fmt` lays specs out, writes as carefully as hactl writes a spec, and never touches what it cannot read."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from support.command_line import SHOP, Shell

from hactl.cli.schema import FILE as SCHEMA
from hactl.files.journal import Ledger, State

MESSY = SHOP.replace("  a: [10.0.0.11, 10.0.0.12]", "    a:   [ 10.0.0.11,10.0.0.12 ]").replace("  b:", "    b:")


def test_it_writes_the_spec_and_says_which(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", MESSY)
    hactl.write("tidy.hactl.yaml", SHOP)
    done = hactl("fmt")
    assert (done.code, done.out, done.err) == (0, "shop.hactl.yaml\n", "1 of 2 specs was formatted\n")
    assert (hactl.folder / "shop.hactl.yaml").read_text() == SHOP
    again = hactl("fmt", "shop.hactl.yaml")
    assert (again.code, again.out, again.err) == (0, "", "nothing to do in 1 spec\n")


@pytest.mark.parametrize("words", [("--check",), ("--diff",), ("--check", "--diff")])
def test_it_only_says_what_it_would_do(hactl: Shell, words: tuple[str, ...]) -> None:
    hactl.write("shop.hactl.yaml", MESSY)
    before = hactl.files()
    done = hactl("fmt", *words)
    assert done.code == (3 if "--check" in words else 0)
    assert "1 of 1 spec would be formatted" in done.err and hactl.files() == before
    shown = {"-    a:   [ 10.0.0.11,10.0.0.12 ]   # a pair", "+  a: [10.0.0.11, 10.0.0.12]   # a pair"}
    assert shown <= {*done.out.splitlines()} if "--diff" in words else done.out == "shop.hactl.yaml\n"


def test_check_is_content_with_what_is_laid_out(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    assert hactl("fmt", "--check").code == 0


BROKEN = {
    "a: [1\n": "spec-syntax",
    "a: 1\na: 2\n": "spec-duplicate-key",
    "a: !!str 1\n": "spec-tag",
    "\xff": "spec-not-utf8",
    "": "spec-empty",
    "a:\n    b: |\n        text": "spec-layout",
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_cannot_be_read_stays_and_the_others_are_laid_out(hactl: Shell, text: str) -> None:
    broken = hactl.write("broken.hactl.yaml", text.encode("latin-1"))
    hactl.write("shop.hactl.yaml", MESSY)
    done = hactl("fmt", "broken.hactl.yaml", "shop.hactl.yaml")
    assert done.code == 3 and f"[{BROKEN[text]}]" in done.err and done.out == "shop.hactl.yaml\n"
    assert broken.read_bytes() == text.encode("latin-1")


def test_where_there_is_no_spec_it_says_so(hactl: Shell) -> None:
    assert hactl("fmt").code == 64
    assert hactl("fmt", "none.hactl.yaml").code == 64
    assert hactl("fmt", "-", "none.hactl.yaml").code == 64


def test_mode_links_byte_order_mark_and_line_ends_stay(hactl: Shell) -> None:
    file = hactl.write("real/shop.hactl.yaml", b"\xef\xbb\xbf" + MESSY.replace("\n", "\r\n").encode())
    file.chmod(0o640)
    (hactl.folder / "shop.hactl.yaml").symlink_to("real/shop.hactl.yaml")
    assert hactl("fmt", "shop.hactl.yaml").code == 0
    assert file.read_bytes() == b"\xef\xbb\xbf" + SHOP.replace("\n", "\r\n").encode()
    assert file.stat().st_mode & 0o7777 == 0o640 and (hactl.folder / "shop.hactl.yaml").is_symlink()
    assert [each.name for each in file.parent.iterdir()] == ["shop.hactl.yaml"]


def test_nothing_is_to_do_for_an_environment_whose_spec_was_laid_out(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", MESSY)
    before = shop("history").out
    assert shop("fmt").code == 0
    assert shop("diff", "--exit-code").code == 0 and shop("history").out == before
    assert shop("disable-ha", "--yes").code == 0
    assert shop("fmt", "--check").code == 0
    assert shop("enable-ha", "--yes").code == 0
    assert (shop.folder / "shop.hactl.yaml").read_text() == SHOP


def test_while_a_run_is_unfinished_the_spec_stays(shop: Shell) -> None:
    file = shop.write("shop.hactl.yaml", MESSY)
    ledger = Ledger(str(shop.folder / "shop"))
    Path(ledger.path(State.COMMIT)).write_bytes(b"not to be understood")
    done = shop("fmt")
    assert done.code == 4 and file.read_text() == MESSY
    assert shop("fmt", "--check").code == 3


class _Stream(io.TextIOWrapper):
    def __init__(self, data: bytes = b"") -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")


def test_an_editor_hands_a_spec_over_on_stdin(hactl: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stream(MESSY.encode()))
    done = hactl("fmt", "-")
    assert (done.code, done.out) == (0, SHOP)
    monkeypatch.setattr(sys, "stdin", _Stream(b"a: [1\n"))
    assert hactl("fmt", "-").code == 3


INIT = [
    ("shop",),
    ("shop", "--no-ha"),
    ("shop", "--server", "glassfish@3.1.2.2"),
    ("shop", "--cluster", "a-long-name=10.0.0.1:8081", "--balancer", "10.0.0.9"),
]


@pytest.mark.parametrize("words", INIT)
def test_what_init_writes_is_laid_out(hactl: Shell, words: tuple[str, ...]) -> None:
    assert hactl("init", *words).code == 0
    assert hactl("fmt", "--check").code == 0
    assert (hactl.folder / SCHEMA).exists()


def test_what_import_writes_is_laid_out(shop: Shell) -> None:
    (shop.folder / "shop.hactl.yaml").unlink()
    bases = [f"shop/10.0.0.{n}/{name}" for n, name in ((11, "a-1"), (12, "a-2"), (21, "b-1"), (22, "b-2"))]
    assert shop("import", *bases, "--nginx", "shop/10.0.0.5/nginx/nginx.conf").code == 0
    assert shop("fmt", "--check").code == 0
