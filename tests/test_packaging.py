"""The wheel carries all that hactl needs: a clean environment with nothing but it works on every example."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support.source_tree import CHECKOUT

EXAMPLES = sorted(p.name for p in (CHECKOUT / "examples").glob("*.hactl.yaml"))


def _run(*command: str | Path, cwd: Path) -> str:
    """Return what the command prints; a failure shows all of it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHONPATH", "VIRTUAL_ENV", "HACTL_"))}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=CHECKOUT)
    (built,) = folder.glob("hactl-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of programs of a new environment that holds the locked packages and the wheel."""
    environment = tmp_path_factory.mktemp("clean")
    _run(sys.executable, "-m", "venv", environment, cwd=environment)
    pip: list[str | Path] = [
        environment / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    _run(*pip, "--require-hashes", "-r", CHECKOUT / "requirements.lock", cwd=environment)
    _run(*pip, "--no-deps", wheel, cwd=environment)
    return environment / "bin"


@pytest.fixture(scope="module")
def packed_examples(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the examples as the wheel brought them."""
    python = "import shutil, sys, hactl.render as r; shutil.copytree(r.data_folder('examples'), sys.argv[1])"
    folder = tmp_path_factory.mktemp("examples") / "copied"
    _run(installed / "python", "-I", "-c", python, folder, cwd=folder.parent)
    return folder


def test_the_wheel_holds_every_template_schema_and_example_and_no_test(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "examples"):
        files = [p for p in (CHECKOUT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        assert files
        assert {f"hactl/_data/{p.relative_to(CHECKOUT)}" for p in files} <= names
    assert {f"hactl/schemas/{p.name}" for p in (CHECKOUT / "hactl/schemas").glob("*.json")} <= names
    shared = [p for p in (CHECKOUT / "share").rglob("*") if p.is_file()]
    assert {p.relative_to(CHECKOUT).as_posix() for p in shared} == {n.partition("data/data/")[2] for n in names} - {""}
    assert not [n for n in names if n.startswith(("tests/", "templates/"))]
    assert any(n.endswith("licenses/LICENSE") for n in names)


def test_the_installed_command_is_the_wheels_and_not_the_checkouts(installed: Path, tmp_path: Path) -> None:
    where = _run(installed / "python", "-c", "import hactl; print(hactl.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert "hactl" in _run(installed / "hactl", "--version", cwd=tmp_path)


def test_man_and_the_shells_find_what_the_wheel_brought(installed: Path) -> None:
    for found in ("man/man1/hactl-lab-up.1", "bash-completion/completions/hactl", "zsh/site-functions/_hactl"):
        assert (installed.parent / "share" / found).is_file()
    if shutil.which("man"):
        page = _run("man", "-M", installed.parent / "share/man", "-w", "hactl-drill", cwd=installed)
        assert page.strip().endswith("man1/hactl-drill.1")


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_valid_and_makes_an_environment(example: str, installed: Path, packed_examples: Path) -> None:
    _run(installed / "hactl", "validate", example, cwd=packed_examples)
    _run(installed / "hactl", "create", "-f", example, "--yes", cwd=packed_examples)
    _run(installed / "hactl", "diff", "-f", example, "--exit-code", cwd=packed_examples)
    made = packed_examples / example.removesuffix(".hactl.yaml")
    assert list(made.rglob("start.sh")), f"no instance below {made}"
