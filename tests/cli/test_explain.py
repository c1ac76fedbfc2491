"""`hactl explain`: a person has an id from a message, and wants to know more."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from support.command_line import Shell
from support.source_tree import CHECKOUT

from hactl.rules import catalogue
from hactl.views import explain as view
from hactl.views.look import Look


def test_an_id_is_explained_with_its_reason_and_its_fix(hactl: Shell) -> None:
    said = hactl("explain", "receiver-public")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("receiver-public: error, since 0.1\n")
    assert [line[:8] for line in said.out.splitlines()[1:]] == ["  what  ", "  why   ", "  fix   "]
    assert "run code" in said.out and "`cluster_address`" in said.out


def test_one_that_can_matter_less_says_both(hactl: Shell) -> None:
    assert hactl("explain", "across-port").out.startswith("across-port: error or warning, since")


def test_the_id_of_a_message_can_be_pasted_with_its_brackets(hactl: Shell) -> None:
    hactl.write("x.hactl.yaml", "hactl: 1\nname: X\n")
    [pasted, *_] = re.findall(r"\[[a-z-]+\]", hactl("validate").out)
    assert hactl("explain", pasted).code == 0


def test_a_mistyped_id_is_a_usage_error_that_names_the_nearest(hactl: Shell) -> None:
    said = hactl("explain", "reciever-public")
    assert (said.code, said.out) == (64, "")
    assert "did you mean `receiver-public`?" in said.err
    assert "`hactl explain` lists all ids" in hactl("explain", "§").err


def test_without_an_id_all_are_listed_with_what_was_seen(hactl: Shell) -> None:
    lines = hactl("explain").out.splitlines()
    for each in catalogue.ALL.values():
        assert any(line.split()[:1] == [each.id] and line.endswith(each.what) for line in lines)


def test_programs_get_the_same(hactl: Shell) -> None:
    one = hactl("explain", "heartbeat", "--format", "json").result
    every = hactl("explain", "--format", "json").result["problems"]
    assert one["problems"] == [each for each in every if each["id"] == "heartbeat"]
    assert [each["id"] for each in every] == list(catalogue.ALL)


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_longer_than_the_terminal(width: int) -> None:
    look = Look(width=width)
    texts = [view.listed(catalogue.GROUPS, look=look), *(view.text(each, look=look) for each in catalogue.ALL.values())]
    words = {word for each in catalogue.ALL.values() for word in f"{each.what} {each.why} {each.fix}".split()}
    cannot = {word for word in words if len(word) > width - 12}
    long = [line for text in texts for line in text.splitlines() if len(line) > width]
    assert not [line for line in long if not any(word in line for word in cannot)]


@pytest.mark.parametrize("words", [["validate", "examples/shop.hactl.yaml"], ["--help"]], ids=lambda words: words[0])
def test_nothing_else_loads_the_catalogue(words: list[str]) -> None:
    code = f"import sys; from hactl.cli.main import run; assert run({words}) == 0; "
    code += "print([m for m in sys.modules if m.startswith('hactl.rules.catalogue')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
