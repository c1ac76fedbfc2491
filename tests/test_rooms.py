"""A server product is one name in four places and one word; whatever is missing is named here."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from support.source_tree import CHECKOUT

from hactl import servers
from hactl.servers import SERVER_TYPES

ROOMS = sorted(SERVER_TYPES)


def _cases(name: str) -> list[Path]:
    return [p for p in (CHECKOUT / "tests" / "servers" / name / "cases").glob("*") if p.is_dir()]


def _examples_using(name: str) -> list[Path]:
    names_it = re.compile(rf"^[^#\n]*\bserver:\s*[\"']?{name}@", re.MULTILINE)
    return [p for p in (CHECKOUT / "examples").glob("*.yaml") if names_it.search(p.read_text(encoding="utf-8"))]


MODULES = {m.name: import_module(f"hactl.servers.{m.name}") for m in iter_modules(servers.__path__)}


def test_what_has_version_lines_is_listed_and_what_is_listed_has_them() -> None:
    written = {name for name, module in MODULES.items() if hasattr(module, "title") and hasattr(module, "lines")}
    assert written == set(ROOMS), "a room is hactl/servers/NAME, a module or a package, and a word in NAMES"


def test_every_other_package_is_the_family_of_some_line() -> None:
    families = [repr(line.family) for room in SERVER_TYPES.values() for line in room.lines.values()]
    packages = {name for name, module in MODULES.items() if hasattr(module, "__path__")} - set(ROOMS)
    assert all(any(f"hactl.servers.{name}." in family for family in families) for name in packages)


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_answers_to_its_own_name(name: str) -> None:
    assert SERVER_TYPES[name].name == name
    assert SERVER_TYPES[name].title


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_version_lines_with_a_pinned_archive_and_a_java(name: str) -> None:
    lines = SERVER_TYPES[name].lines
    assert lines, "a product without a version line cannot be named in a spec"
    for line in lines.values():
        assert line.java, f"{name}@{line.name}: which Java runs it?"
        assert line.newest in line.artifacts, f"{name}@{line.name}: {line.newest} has no pinned archive"
        # an archive has a sum of its own, an installation put together from jars has one for each
        sums = [part.sha512 for a in line.artifacts.values() for part in (a.jars or (a,))]
        assert all(re.fullmatch(r"[0-9a-f]{128}", s) for s in sums), f"{name}@{line.name}: SHA-512 is 128 hex digits"


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_templates(name: str) -> None:
    assert list((CHECKOUT / "templates" / name).glob("*")), f"templates/{name}/ is missing or empty"


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_cases_with_a_spec_and_what_comes_out(name: str) -> None:
    cases = _cases(name)
    assert cases, f"tests/servers/{name}/cases/CASE/ is missing"
    for case in cases:
        assert (case / "spec.yaml").is_file(), f"{case.relative_to(CHECKOUT)}: spec.yaml is missing"
        assert (case / "after").is_dir(), f"{case.relative_to(CHECKOUT)}: after/ is missing; make golden writes it"


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_an_example(name: str) -> None:
    assert _examples_using(name), f"no examples/*.yaml says `server: {name}@…`"


def test_every_folder_of_templates_and_cases_belongs_to_a_room_or_the_balancer() -> None:
    rooms = {*ROOMS, "nginx"}
    folders = [p for parent in ("templates", "tests/servers") for p in (CHECKOUT / parent).glob("*") if p.is_dir()]
    strangers = [p for p in folders if p.name not in rooms and not p.name.startswith("__")]
    assert not strangers, [str(p.relative_to(CHECKOUT)) for p in strangers]
