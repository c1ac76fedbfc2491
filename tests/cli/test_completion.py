"""What a shell is told to complete hactl's words: by --show-completion, and by files in the wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from measure import share
from support.command_line import SHOP, Shell
from support.source_tree import CHECKOUT

from hactl.cli.completion import SHELLS, script

SIGNS = {"bash": "complete -o default", "zsh": "#compdef hactl", "fish": "complete --command hactl"}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("words", ["--show-completion {}", "--show-completion={}"])
def test_the_shell_that_is_named_is_shown(hactl: Shell, shell: str, words: str) -> None:
    shown = hactl(*words.format(shell).split())
    assert shown.code == 0 and SIGNS[shell] in shown.out
    assert shown.out == script(shell) == (share.SHARE / share.SHELLS[shell]).read_text()


def test_a_shell_that_hactl_does_not_know_is_a_mistake(hactl: Shell) -> None:
    wrong = hactl("--show-completion", "fsh")
    assert wrong.code == 64 and "`fsh`" in wrong.err and "did you mean `fish`" in wrong.err
    assert hactl("--show-completion", "zsh", "more").code == 64


def test_the_completion_of_a_shell_is_installed(hactl: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(hactl.folder))
    done = hactl("--install-completion", "bash")
    assert done.code == 0 and str(hactl.folder) in done.out
    assert (hactl.folder / ".bash_completions/hactl.sh").read_text().strip() == script("bash").strip()


def _asked(shell: str, *words: str, cwd: Path) -> str:
    """Return what a real shell prints."""
    if not shutil.which(shell):
        pytest.skip(f"there is no `{shell}` on this machine")
    program = cwd / "bin/hactl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={CHECKOUT} exec {sys.executable} -m hactl "$@"\n')
    program.chmod(0o755)
    around = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    done = subprocess.run([shell, *words], cwd=cwd, env=around, capture_output=True, text=True, check=True, timeout=120)
    assert not done.stderr
    return done.stdout


@pytest.mark.parametrize(("line", "names"), [("hactl lab kill b-", "b-1 b-2"), ("hactl val", "validate")])
def test_bash_completes_by_the_file_of_the_wheel(hactl: Shell, line: str, names: str) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    file, words = share.SHARE / share.SHELLS["bash"], line.split()
    asked = (
        f'. {file}; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _hactl_completion hactl; echo "${{COMPREPLY[@]}}"'
    )
    assert _asked("bash", "-c", asked, cwd=hactl.folder).strip() == names


def test_fish_completes_by_the_file_of_the_wheel(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    asked = f"source {share.SHARE / share.SHELLS['fish']}; complete --do-complete 'hactl lab kill b-'"
    assert _asked("fish", "-N", "-c", asked, cwd=hactl.folder).split() == ["b-1", "b-2"]
