"""What must not stand in the checkout: left-overs, places of one machine, addresses of registries, secrets' homes.

The forbidden words are put together from pieces, so that this file does not hold them.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support.source_tree import CHECKOUT, modules

SKIPPED = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "dist", "demo"}


def _any(*pieces: tuple[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(a + b for a, b in pieces))


LEFT_OVERS = _any(
    (r"\bTO", r"DO\b"),
    (r"\bFIX", r"ME\b"),
    (r"\bXX", r"X\b"),
    (r"NotImplemented", "Error"),
    (r"mark\.x", "fail"),
    (r"assert Tr", r"ue\b"),
)
MACHINE = _any(
    (r"/wo", r"rk/(main|shared|steering|\.)"),
    ("/fa", "rm/"),
    (r"\.lib", "rary/"),
    ("sub", "agent"),
    (r"/ro", r"ot/\.(?!m2)"),
    (r"/opt/wh", "eels"),
)
REGISTRIES = _any(
    ("repo1?\\.ma", "ven"),
    (r"ma", r"ven\.org"),
    (r"py", r"pi\.org"),
    ("python", "hosted"),
    (r"registry\.np", "mjs"),
    (r"(deb|security|snapshot)\.deb", r"ian\.org"),
)


def _listed_by_git() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True, text=True).stdout
    return [CHECKOUT / name for name in names.split("\0") if name]


def _walked() -> list[Path]:
    return [p for p in CHECKOUT.rglob("*") if not SKIPPED.intersection(p.relative_to(CHECKOUT).parts)]


@cache
def _texts() -> tuple[tuple[Path, str], ...]:
    files = _listed_by_git() if (CHECKOUT / ".git").exists() else _walked()
    read = ((p, p.read_bytes()) for p in files if p.is_file() and not p.is_symlink())
    return tuple((p, data.decode("utf-8", "replace")) for p, data in read if b"\0" not in data[:4096])


def _found(pattern: re.Pattern[str]) -> Iterator[str]:
    for path, text in _texts():
        for number, line in enumerate(text.splitlines(), 1):
            if match := pattern.search(line):
                yield f"{path.relative_to(CHECKOUT)}:{number}: {match[0]}"


def test_the_files_of_the_checkout_are_looked_at() -> None:
    seen = {str(p.relative_to(CHECKOUT)) for p, _ in _texts()}
    assert {"README.md", "Makefile", ".ci/run", "hactl/model.py", "requirements.lock"} <= seen


def test_no_left_overs() -> None:
    assert not list(_found(LEFT_OVERS))


def test_no_place_of_one_machine() -> None:
    assert not list(_found(MACHINE))


def test_no_registry_is_named_so_everybodys_own_settings_count() -> None:
    assert not list(_found(REGISTRIES))


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert not [m.name for m in (*modules("hactl"), *modules("tests")) if drawers & set(m.name.split("."))]
