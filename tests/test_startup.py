"""hactl answers at once: a cheap question loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support.source_tree import CHECKOUT

import hactl

HEAVY = {"typer", "click", "pydantic", "pydantic_core", "jinja2", "lxml", "ruamel", "rich"}


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60)


def _imported_by(*arguments: str) -> set[str]:
    """Return the top-level packages that `python -m hactl ARGUMENTS` imports, as -X importtime lists them."""
    done = _python("-X", "importtime", "-m", "hactl", *arguments)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert lines, done.stderr
    return {line.rpartition("|")[2].strip().split(".")[0] for line in lines}


def test_the_list_of_imports_sees_a_heavy_one() -> None:
    assert "jinja2" in _python("-X", "importtime", "-c", "import jinja2").stderr


def test_version_is_answered_without_anything_heavy() -> None:
    done = _python("-m", "hactl", "--version")
    assert done.returncode == 0, done.stderr
    assert hactl.__version__ in done.stdout
    assert not HEAVY & _imported_by("--version")


@pytest.mark.parametrize("unneeded", ["jinja2", "lxml"])
def test_help_loads_neither_templates_nor_xml(unneeded: str) -> None:
    assert unneeded not in _imported_by("--help")
