"""docs/json.md says what hactl tells a program: its examples are of the shapes, and its commands work."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import documents
from support.command_line import SHOP
from support.source_tree import CHECKOUT

from hactl.rules.catalogue import endings

PAGE = (CHECKOUT / "docs" / "json.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^### (\S+)\n\n```json\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL))
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_of_the_shape_that_it_names(name: str) -> None:
    told = json.loads(EXAMPLES[name])
    documents.check(told)
    assert told["schema"] == f"hactl/{name}/1"


def test_each_shape_has_an_example_and_a_row() -> None:
    names = {file.stem for file in documents.SCHEMAS.glob("*.json")}
    assert names == EXAMPLES.keys()
    assert {Path(link).stem for link in re.findall(r"\(\.\./hactl/schemas/(\S+\.json)\)", PAGE)} == names


def test_each_id_of_an_error_is_named() -> None:
    assert {each.id for each in endings.EXPLANATIONS} <= set(re.findall(r"`([a-z-]+)`", PAGE))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_on_the_page_work(command: str, tmp_path: Path) -> None:
    (tmp_path / "shop.hactl.yaml").write_text(SHOP)
    hactl = f"{sys.executable} -m hactl"
    first = f"PYTHONPATH={CHECKOUT}; export PYTHONPATH; {hactl} create >/dev/null 2>&1; "
    piped = command if shutil.which("jq") else command.partition(" | jq")[0]
    line = piped.replace("hactl ", f"{hactl} ", 1) if piped.startswith("hactl ") else f"{sys.executable}{piped[7:]}"
    done = subprocess.run(["sh", "-c", first + line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "jq:" not in done.stderr, done.stderr


def test_the_script_on_the_page_of_exit_codes_works(tmp_path: Path) -> None:
    page = (CHECKOUT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    own = f'hactl() {{ PYTHONPATH={CHECKOUT} {sys.executable} -m hactl "$@"; }}\n'
    (tmp_path / "shop.hactl.yaml").write_text(SHOP)
    said = []
    for before in ("", "hactl create >/dev/null 2>&1\n", "rm shop.hactl.yaml\n"):
        done = subprocess.run(["sh", "-c", own + before + script], cwd=tmp_path, capture_output=True, text=True)
        said.append(done.stdout.strip())
    assert said == ["changes are pending", "nothing to do", "look at the message"]
