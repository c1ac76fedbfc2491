"""hactl answers at once: a cheap question loads nothing heavy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.command_line import SHOP
from support.source_tree import CHECKOUT

import hactl
from hactl.servers import SERVER_TYPES

HEAVY = {"typer", "click", "pydantic", "pydantic_core", "jinja2", "lxml", "ruamel", "rich"}


MARK = "loaded modules:"
LISTED = (
    "import atexit, sys\n"
    f"atexit.register(lambda: print({MARK!r}, *sys.modules, file=sys.stderr))\n"
    "from hactl.__main__ import main\n"
    "sys.exit(main())\n"
)


def _python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command, around = [sys.executable, *arguments], {**os.environ, **variables}
    return subprocess.run(command, cwd=CHECKOUT, env=around, capture_output=True, text=True, check=False, timeout=60)


def _modules(arguments: tuple[str, ...], **variables: str) -> set[str]:
    """Return all modules that are loaded when `hactl ARGUMENTS` ends: those, too, that -X importtime does not see."""
    loaded = _python("-c", LISTED, *arguments, **variables).stderr.rpartition(MARK)[2].split()
    assert "hactl.__main__" in loaded, loaded
    return set(loaded)


def _imported_by(*arguments: str, **variables: str) -> set[str]:
    """Return the top-level packages of these modules."""
    return {name.split(".")[0] for name in _modules(arguments, **variables)}


def test_the_list_of_modules_has_what_a_command_loads() -> None:
    assert HEAVY - {"click", "rich", "pydantic"} <= _imported_by(
        "create", str(CHECKOUT / "examples/shop.hactl.yaml"), "--dry-run"
    )


def test_version_is_answered_without_anything_heavy() -> None:
    done = _python("-m", "hactl", "--version")
    assert done.returncode == 0, done.stderr
    assert hactl.__version__ in done.stdout
    assert not HEAVY & _imported_by("--version")


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("help",), (), ("lab", "--help"), ("lab",)])
def test_help_about_all_commands_is_answered_without_anything_heavy(words: tuple[str, ...]) -> None:
    assert not HEAVY & _imported_by(*words)


@pytest.mark.parametrize("line", ["hactl cre", "hactl lab "])
def test_a_shell_completes_a_command_without_anything_heavy(line: str) -> None:
    assert not HEAVY & _imported_by(_HACTL_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line)


def test_help_of_a_command_loads_neither_templates_nor_xml_nor_pydantic() -> None:
    assert not {"jinja2", "lxml", "pydantic"} & _imported_by("create", "--help")


def _spec(folder: Path, server: str) -> str:
    spec = folder / "shop.hactl.yaml"
    spec.write_text(SHOP.replace("tomcat@7.0.109", server))
    return str(spec)


def test_validate_loads_neither_templates_nor_xml_nor_what_talks_to_a_network(tmp_path: Path) -> None:
    loaded = _modules(("validate", _spec(tmp_path, "tomcat@7.0.109")))
    assert "hactl.validation" in loaded
    unneeded = ("jinja2", "lxml", "rich", "pydantic", "ssl", "http.client", "urllib.request", "email", "asyncio")
    assert not loaded.intersection(unneeded)


@pytest.mark.parametrize("server", ["tomcat@7.0.109", "jetty@6", "tomee@1.7"])
def test_a_spec_loads_only_the_rooms_of_its_servers(tmp_path: Path, server: str) -> None:
    loaded = _modules(("validate", _spec(tmp_path, server)))
    rooms = {name for name in SERVER_TYPES if f"hactl.servers.{name}" in loaded}
    assert rooms == {server.partition("@")[0]}
