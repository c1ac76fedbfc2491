"""In an editor, a spec that hactl wrote explains itself: asked of the real yaml-language-server, where there is npm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from support.language_server import Editor, editor, why_not

from hactl.cli.main import run
from hactl.cli.schema import MODELINE
from hactl.problems import KeyPath
from hactl.spec.json_schema import ANY, keys
from hactl.spec.told import Told

SMALL = "hactl: 1\nname: shop\nserver: tomcat@7\nclusters:\n  a: [10.0.0.11, 10.0.0.12]\nbalancer: 10.0.0.5:80\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which `hactl init` wrote a spec."""
    made = tmp_path_factory.mktemp("editor")
    with chdir(made):
        assert run(["init", "shop"]) == 0
    return made


@pytest.fixture(scope="module")
def at_work(folder: Path) -> Iterator[Editor]:
    """Yield an editor in that folder."""
    if reason := why_not():
        pytest.skip(reason)
    with editor(folder) as made:
        yield made


def test_nothing_is_underlined_in_what_init_writes(at_work: Editor, folder: Path) -> None:
    file = folder / "shop.hactl.yaml"
    assert at_work.underlined(file.read_text()) == []


def test_a_note_of_hactls_above_the_line_does_not_hide_it(at_work: Editor) -> None:
    note = "# hactl: HA of a: on at 10.0.0.11; still off at 10.0.0.12\n"
    assert at_work.underlined(note + MODELINE + SMALL + "hosst: {}\n") == [(9, "Property hosst is not allowed.")]


WRONG = {
    SMALL + "hosst: {}\n": (8, "Property hosst is not allowed."),
    SMALL.replace("name: shop", "name: Shop"): (3, "a name has 1 to 32 of a-z"),
    SMALL.replace("10.0.0.5:80", "{host: 10.0.0.5, failover: {max_fail: 1}}"): (7, "Property max_fail is not"),
    SMALL.replace("10.0.0.5:80", "{host: 10.0.0.5, server: theirs}"): (7, "`theirs` is called `existing` now"),
    SMALL.replace("server: tomcat@7\n", ""): (5, "no server: add `server: tomcat@7` at the top"),
    SMALL.replace("  a: [10.0.0.11, 10.0.0.12]", "  {}"): (6, "it is empty"),
    SMALL + "ha: on\n": (8, 'Incorrect type. Expected "boolean".'),
    SMALL + "defaults: {replication: {mode: asink}}\n": (8, 'Valid values: "sync", "async".'),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_underlined_in_its_line(at_work: Editor, text: str) -> None:
    (found,) = at_work.underlined(MODELINE + text)
    line, message = WRONG[text]
    assert found[0] == line and message in found[1]


def _name(each: object) -> str:
    return ".".join(each) if isinstance(each, tuple) else ""


def _written(path: KeyPath) -> str:
    """Return a spec in which this key stands, the cursor in it."""
    lines = [f"{'  ' * depth}{'n' if word == ANY else word}:" for depth, word in enumerate(path)]
    return MODELINE + "\n".join([*lines[:-1], lines[-1].replace(":", "|:")]) + " 1\n"


@pytest.mark.parametrize(("path", "told"), list(keys()), ids=_name)
def test_each_key_says_what_it_is_for(at_work: Editor, path: KeyPath, told: Told) -> None:
    assert told.says in at_work.hover(_written(path))


def _places() -> dict[KeyPath, dict[str, Told]]:
    places: dict[KeyPath, dict[str, Told]] = {}
    for path, told in keys():
        places.setdefault(path[:-1], {})[path[-1]] = told
    return places


@pytest.mark.parametrize(
    ("path", "offered"), _places().items(), ids=lambda e: ".".join(e) if isinstance(e, tuple) else ""
)
def test_each_key_is_offered_where_it_may_stand(at_work: Editor, path: KeyPath, offered: dict[str, Told]) -> None:
    lines = [f"{'  ' * depth}{'n' if word == ANY else word}:" for depth, word in enumerate(path)]
    text = MODELINE + "".join(f"{line}\n" for line in lines) + "  " * len(path) + "|"
    found = at_work.completion(text)
    assert offered.keys() <= found.keys()
    assert all(told.says in found[key] for key, told in offered.items())


@pytest.mark.parametrize("key", ["server", "balancer.affinity", "balancer.server", "defaults.replication.mode"])
def test_words_are_offered(at_work: Editor, key: str) -> None:
    words = {"server": ["tomcat@7", "jetty@6"], "balancer.affinity": ["cookie", "route"]}
    words |= {"balancer.server": ["managed", "existing"], "defaults.replication.mode": ["sync", "async"]}
    text = _written(tuple(key.split("."))).replace("|: 1\n", ": |\n")
    found = at_work.completion(text)
    assert set(words[key]) <= set(found) and "ours" not in found
