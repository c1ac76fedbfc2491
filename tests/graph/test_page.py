"""docs/graph.md: its picture is today's, and every command on it works."""

from __future__ import annotations

import re
import shlex
import shutil

import pytest
from measure import graph_page
from support.command_line import Shell
from support.source_tree import CHECKOUT

from hactl import validation
from hactl.graph import picture_of
from hactl.graph.terminal import text

PAGE = (CHECKOUT / "docs" / "graph.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


def test_the_picture_in_the_readme_is_what_hactl_graph_draws_today() -> None:
    assert graph_page.FILE.read_text(encoding="utf-8") == graph_page.drawn(), "make picture"
    assert "](docs/graph.svg)" in (CHECKOUT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_draws(hactl: Shell, line: str) -> None:
    shutil.copy(graph_page.EXAMPLE, hactl.folder)
    name, *words = shlex.split(re.split(r" [|>#]", line, maxsplit=1)[0])
    drawn = hactl(*words)
    assert name == "hactl" and drawn.code == 0
    assert drawn.out or (hactl.folder / "shop.svg").read_text().startswith("<svg ")


def test_the_terminals_picture_on_the_page_is_what_a_terminal_gets() -> None:
    assert text(picture_of(validation.sound(validation.load(graph_page.EXAMPLE)))) in PAGE
