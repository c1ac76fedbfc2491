"""What may stand before a command, how much is said and in which colour; the words that other tools have."""

from __future__ import annotations

import pytest
from support.command_line import SHOP, Shell

from hactl.cli import table
from hactl.cli.manner import Manner, taken

WRONG = SHOP.replace("10.0.0.11, 10.0.0.12", "10.0.0.11")


@pytest.mark.parametrize(
    ("words", "manner", "rest"),
    [
        (["status"], Manner(), ["status"]),
        (["-C", "dir", "status"], Manner(folder="dir"), ["status"]),
        (["--directory=dir", "status"], Manner(folder="dir"), ["status"]),
        (["status", "-C", "dir"], Manner(), ["status", "-C", "dir"]),
        (["-q", "create", "-v"], Manner(quiet=True, verbose=True), ["create"]),
        (["drill", "--color", "always"], Manner(colour="always"), ["drill"]),
        (["--color=never", "drill", "--", "-q"], Manner(colour="never"), ["drill", "--", "-q"]),
    ],
)
def test_the_words_that_say_how_are_told_from_those_that_say_what(
    words: list[str], manner: Manner, rest: list[str]
) -> None:
    assert taken(words) == (manner, rest)


@pytest.mark.parametrize("words", [["--color", "status"], ["--color=red", "status"], ["--color"], ["-C"]])
@pytest.mark.parametrize("more", [[], ["--format", "json"]])
def test_a_wrong_word_there_is_a_usage_error(hactl: Shell, words: list[str], more: list[str]) -> None:
    said = hactl(*more, *words)
    assert said.code == 64 and bool(said.out) is bool(more)


def test_a_command_works_in_the_folder_that_stands_before_it(hactl: Shell) -> None:
    hactl.write("there/shop.hactl.yaml", SHOP)
    assert hactl("-C", "there", "validate").code == 0
    assert "No such file" in hactl("-C", "nowhere", "validate").err


def test_quiet_leaves_results_and_problems(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", WRONG)
    quiet, usual = hactl("validate", "-q"), hactl("validate")
    assert (quiet.out, quiet.code) == (usual.out, usual.code) and "cluster-of-one" in quiet.out
    assert quiet.err == "" and "1 error in 1 spec" in usual.err


def test_quiet_provisions_without_a_word_of_progress(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    said = hactl("create", "--yes", "--quiet")
    assert said.code == 0 and said.err == "" and "next: hactl lab up" in said.out


def test_verbose_says_why_a_problem_matters(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", WRONG)
    assert "  why: There is no instance to copy sessions to" in hactl("validate", "-v").out
    assert "  why: " not in hactl("validate").out


@pytest.mark.parametrize(
    ("variables", "words", "coloured"),
    [
        ({}, [], False),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "0"}, [], False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
    ],
)
def test_colour_in_a_pipe_is_as_asked(
    hactl: Shell, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: list[str], coloured: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    hactl.write("shop.hactl.yaml", WRONG)
    assert ("\x1b[" in hactl(*words, "validate").out) is coloured
    assert ("\x1b[" in hactl(*words, "statsu").err) is coloured, "why it ended, too"


@pytest.mark.parametrize(("word", "meant"), table.ALIKE.items())
def test_the_words_of_other_tools_lead_to_the_command_that_does_it(hactl: Shell, word: str, meant: str) -> None:
    said = hactl(word)
    assert (said.code, said.out) == (64, "")
    assert f"there is no command `{word}`" in said.err and f"did you mean `hactl {meant}`?" in said.err


def test_what_those_words_lead_to_is_there() -> None:
    known = {*table.COMMANDS, *(f"lab {name}" for name in table.LAB), "--version"}
    assert set(table.ALIKE.values()) <= known and not table.ALIKE.keys() & table.COMMANDS.keys()


def test_what_other_tools_call_json_leads_to_the_option_that_does_it(hactl: Shell) -> None:
    assert "did you mean `--format json`?" in hactl("status", "--json").err
    assert "Value error" not in hactl("status", "--format", "yaml").err


def test_validate_takes_a_spec_as_every_other_command_does(hactl: Shell) -> None:
    hactl.write("good.hactl.yaml", SHOP)
    hactl.write("wrong.hactl.yaml", WRONG.replace("name: shop", "name: other"))
    assert hactl("validate", "-f", "good.hactl.yaml").code == 0
    assert hactl("validate", "-f", "good.hactl.yaml", "wrong.hactl.yaml").code == 3
