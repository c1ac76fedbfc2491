"""Man pages: one for each command, all its options in it, and nothing in it that `man` complains of."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer.main
from hypothesis import given
from hypothesis import strategies as st
from measure import share

from hactl.cli import app, examples, man, table

MANUAL = share.SHARE / "man/man1"
NAMES = ["", *table.COMMANDS, *(f"lab {name}" for name in table.LAB)]
PAGES = man.pages()
READERS = (("man", "--warnings", "-l"), ("mandoc", "-Tutf8"))


def _page(name: str) -> str:
    return "-".join(["hactl", *name.split()])


def _command(name: str) -> object:
    command: object = typer.main.get_command(app.build([]))
    for word in name.split():
        command = getattr(command, "commands")[word]  # noqa: B009 - typer hides the type of a group
    return command


def _read(page: Path, reader: tuple[str, ...]) -> str:
    """Return what a person sees."""
    if not shutil.which(reader[0]):
        pytest.skip(f"there is no `{reader[0]}` on this machine")
    around = {**os.environ, "MANWIDTH": "80", "MAN_KEEP_FORMATTING": "", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"}
    done = subprocess.run([*reader, page], env=around, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return re.sub("\x1b\\[[0-9;]*m|.\b", "", done.stdout)


def test_the_files_of_share_are_what_the_commands_say_today() -> None:
    written = {path: path.read_text(encoding="utf-8") for path in share.SHARE.rglob("*") if path.is_file()}
    assert written == share.files(), "`make share` writes them anew"


def test_each_command_has_a_page() -> None:
    assert sorted(PAGES) == sorted(map(_page, NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_names_every_option_and_argument(name: str) -> None:
    text = PAGES[_page(name)].replace("\\-", "-")
    for each in getattr(_command(name), "params"):  # noqa: B009
        for word in (*each.opts, *each.secondary_opts) if each.param_type_name == "option" else [each.metavar or ""]:
            assert f"\\fB{word}" in text, word


@pytest.mark.parametrize("name", [name for name in NAMES if name in examples.ALL])
def test_a_page_has_the_examples_of_help(name: str) -> None:
    text = PAGES[_page(name)].replace("\\-", "-")
    assert all(f"\n{line}" in text for line, _ in examples.ALL[name])


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["", "drill", "lab up", "enable-ha"])
def test_a_page_is_read_as_it_was_meant(name: str, reader: tuple[str, ...]) -> None:
    shown = _read(MANUAL / f"{_page(name)}.1", reader)
    assert f"{_page(name)} - " in " ".join(shown.split())
    assert "--help" in shown and "\\f" not in shown and "`" not in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_mandoc_finds_nothing_to_say_of_any_page() -> None:
    if not shutil.which("mandoc"):
        pytest.skip("there is no `mandoc` on this machine")
    pages = sorted(MANUAL.glob("*.1"))
    done = subprocess.run(["mandoc", "-Tlint", *pages], capture_output=True, text=True, check=False, timeout=60)
    assert pages and not done.stdout + done.stderr


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1))
def test_no_text_becomes_a_request_of_roff(text: str) -> None:
    line = man.escaped(text)
    assert not line.startswith((".", "'"))
    assert not re.sub(r"\\[e&-]|\\\((ti|ha)", "", line).count("\\")
    assert not [each for each in man.prose(text).splitlines() if each.startswith((".", "'"))]
