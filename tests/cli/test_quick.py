"""Help and completion are answered before typer is loaded, with the very words that typer would say."""

from __future__ import annotations

import os

import pytest
import typer.main
from hypothesis import given
from hypothesis import strategies as st

from hactl.cli import app, main, quick, table
from hactl.cli.coercion import lighten

COMMAND = typer.main.get_command(app.build([]))
CONTEXT = typer.Context(COMMAND, info_name="hactl", help_option_names=["-h", "--help"])
LINES = ["hactl " + rest for rest in ("", "cre", "d", "lab", "lab ", "lab st", "nothing", "--", "-")]


@pytest.mark.parametrize("columns", [*range(20, 90, 3), 79, 80, 81, 82, 200])
@pytest.mark.parametrize("group", [[], ["lab"]])
def test_help_has_the_words_that_typer_makes_at_every_width(
    monkeypatch: pytest.MonkeyPatch, columns: int, group: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    command, context = COMMAND, CONTEXT
    if group:
        command = getattr(COMMAND, "commands")["lab"]  # noqa: B009 - typer hides the type of a group
        context = typer.Context(command, info_name="lab", parent=CONTEXT)
    said = command.get_help(context).replace("-h, --help", "--help, -h")  # typer lets a set say which comes first
    assert quick.overview(group).replace("-h, --help", "--help, -h") == said + "\n"


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"], ["lab", "--help"], ["help", "lab"]])
def test_help_goes_to_stdout_and_is_no_mistake(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main.run(words) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Usage: hactl") and not said.err


@pytest.mark.parametrize("words", [[], ["lab"]])
def test_no_command_at_all_is_a_mistake_that_help_answers(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main.run(words) == 64
    said = capsys.readouterr()
    assert said.err.startswith("Usage: hactl") and not said.out


@pytest.mark.parametrize("name", table.COMMANDS)
def test_help_of_a_command_is_asked_for_before_or_behind_it(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main.run(["help", name]) == 0
    first = capsys.readouterr().out
    assert main.run([name, "--help"]) == 0
    assert sorted(capsys.readouterr().out) == sorted(first) and f"hactl {name}" in first


def _asked(shell: str, line: str) -> dict[str, str]:
    typed = line.split()
    number = len(typed) if line.endswith(" ") else len(typed) - 1
    return {
        "_HACTL_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "\n".join(typed),
        "COMP_CWORD": str(number),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }


def _said(capsys: pytest.CaptureFixture[str], run: object) -> tuple[int, list[str]]:
    capsys.readouterr()
    assert callable(run)
    try:
        code = run([])
    except SystemExit as left:
        code = left.code
    return code, sorted(capsys.readouterr().out.replace("_arguments '*: :((", "").replace("))'", "").split("\n"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("line", LINES)
def test_each_shell_completes_the_words_that_typer_knows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shell: str, line: str
) -> None:
    for name, value in _asked(shell, line).items():
        monkeypatch.setenv(name, value)
    assert quick.completion(os.environ), "answered from the table"
    assert _said(capsys, main.run) == _said(capsys, app.run)


@pytest.mark.parametrize(("line", "code"), [("hactl cre", 0), ("hactl nothing", 1)])
def test_fish_offers_files_where_no_word_fits(monkeypatch: pytest.MonkeyPatch, line: str, code: int) -> None:
    for name, value in {**_asked("fish", line), "_TYPER_COMPLETE_FISH_ACTION": "is-args"}.items():
        monkeypatch.setenv(name, value)
    assert main.run([]) == code


def test_options_of_a_command_are_completed_by_its_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in _asked("bash", "hactl create --dry").items():
        monkeypatch.setenv(name, value)
    assert _said(capsys, main.run) == (0, ["", "--dry-run"])


@given(st.text("ab \"'\\=-$\n\0", max_size=20), st.sampled_from(["bash", "zsh", "fish"]), st.text("0123-x", max_size=3))
def test_no_line_of_a_shell_is_too_odd(line: str, shell: str, number: str) -> None:
    quick.completion({**_asked(shell, f"hactl {line}"), "COMP_CWORD": number})


@pytest.mark.parametrize(
    "words",
    [
        ("create", "-f", "x.yaml", "--host", "a", "--host", "b", "--keep", "3", "--format", "json"),
        ("validate", "a", "b/c", "--format", "github", "--strict"),
        ("validate",),
        ("lab", "up", "--heap", "99", "--port", "0"),
        ("explain", "spec-name"),
    ],
)
def test_words_become_the_values_that_typer_makes_of_them(words: tuple[str, ...]) -> None:
    assert _parsed(words, light=True) == _parsed(words, light=False)


def _parsed(words: tuple[str, ...], *, light: bool) -> dict[str, object]:
    command = typer.main.get_command(app.build(words))
    if light:
        lighten(command)
    context = typer.Context(command, info_name="hactl", help_option_names=["-h", "--help"])
    *groups, rest = [["lab"], list(words[1:])] if words[0] == "lab" else [list(words)]
    for (name,) in groups:
        command = getattr(command, "commands")[name]  # noqa: B009
    inner = getattr(command, "commands")[rest[0]]  # noqa: B009
    made = inner.make_context(rest[0], rest[1:], parent=context)
    return {name: (type(value), value) for name, value in made.params.items()}
