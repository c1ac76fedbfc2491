"""Every case: the spec gives exactly these files, and real NGINX, old and new, takes them without a word.

A case is a folder `cases/<name>/` with `spec.yaml` and `nginx/`, the balancer's base. `make golden` writes the latter
anew; look at the difference before you commit.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import crossplane
import pytest
from support.nginx_binaries import each_nginx, files, judge, lay_out, version

from hactl.balancer.nginx import room
from hactl.model import Environment
from hactl.problems import errors
from hactl.servers import known_lines
from hactl.spec import read_spec

HERE = Path(__file__).parent
CASES = sorted(p.parent for p in HERE.glob("cases/*/spec.yaml"))
each_case = pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)


def environment_of(case: Path) -> Environment:
    spec = read_spec(case / "spec.yaml", known=known_lines())
    assert spec.environment is not None, spec.problems
    assert not errors(spec.problems)
    return spec.environment


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


@each_case
def test_the_spec_gives_these_files(case: Path) -> None:
    made = {str(path): text for path, text in files(environment_of(case)).items()}
    if os.environ.get("HACTL_GOLDEN"):
        shutil.rmtree(case / "nginx", ignore_errors=True)
        for name, text in made.items():
            (case / "nginx" / name).parent.mkdir(parents=True, exist_ok=True)
            (case / "nginx" / name).write_text(text, encoding="utf-8")
    assert made == tree(case / "nginx")


@each_case
@each_nginx
def test_real_nginx_takes_every_file_without_a_word(case: Path, binary: Path, tmp_path: Path) -> None:
    lay_out(files(environment_of(case)), tmp_path)
    objections = judge(binary, tmp_path)
    assert ("http2" in objections) if case.name == "tls-new" and version(binary) < (1, 25, 1) else objections == ""


@each_nginx
def test_all_environments_fit_into_one_nginx(binary: Path, tmp_path: Path) -> None:
    for case in (case for case in CASES if case.name != "tls-new" or version(binary) >= (1, 25, 1)):
        lay_out(files(environment_of(case)), tmp_path)
    said = [line for line in judge(binary, tmp_path).splitlines() if "conflicting server name" not in line]
    assert not said


@each_case
def test_the_rules_have_nothing_against_it(case: Path) -> None:
    assert not list(room.check(environment_of(case)))


@each_case
def test_another_parser_reads_the_same(case: Path, tmp_path: Path) -> None:
    lay_out(files(environment_of(case)), tmp_path)
    parsed = crossplane.parse(str(tmp_path / "nginx.conf"))
    assert not parsed["errors"]
    assert len(parsed["config"]) == len(files(environment_of(case)))


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line and not line.isspace())


@each_case
def test_every_file_says_who_wrote_it_from_what_and_when_it_may_be_changed(case: Path) -> None:
    for path, text in files(environment_of(case)).items():
        head = " ".join([line for line in _lines(text) if line.startswith("#")][:2])
        assert "by hactl from spec.yaml" in head, path
        assert ("change the spec" in head) != ("Once you change it, it is yours" in head), path
