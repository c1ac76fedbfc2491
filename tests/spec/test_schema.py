"""The JSON Schema of a spec says of a file what hactl says, as far as one value can be judged without the others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic_core import PydanticCustomError
from support.bad_specs import VALUES
from support.source_tree import CHECKOUT
from support.spec_texts import BANK, SHOP, shop

from hactl.model import Copies, Mode
from hactl.problems import errors
from hactl.servers import known_lines
from hactl.spec import accept, patterns, read_text
from hactl.spec.compose import compose, decode
from hactl.spec.json_schema import json_schema
from hactl.spec.parts import ReplicationPart
from hactl.spec.servers import KnownLine
from hactl.spec.told import default_of
from hactl.spec.tree import plain

SCHEMA = json_schema(known_lines())
VALIDATOR = Draft7Validator(SCHEMA)
EXAMPLES = [path for where in ("examples", "tests") for path in sorted((CHECKOUT / where).rglob("*.yaml"))]
OTHERS = {"spec-unknown-host", "spec-address", "spec-unknown-cluster"}  # what one name says of another


def fits(values: object) -> bool:
    return not list(VALIDATOR.iter_errors(values))


def values_of(data: bytes) -> object:
    tree, problems = compose(decode(data, "t")[0])
    assert tree is not None and not problems
    return plain(tree)


def test_it_is_a_schema_of_draft_07() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_every_spec_of_the_examples_and_the_tests_fits_if_validate_takes_it(path: Path) -> None:
    data = path.read_bytes()
    problems = list(VALIDATOR.iter_errors(values_of(data)))
    assert not problems or errors(read_text(data, "t", path.parent, known_lines()).problems)


@pytest.mark.parametrize(
    "text", [SHOP, BANK, shop(server="", clusters="{a: {server: jetty@6, instances: [10.0.0.1]}}")]
)
def test_short_and_long_forms_fit(text: str) -> None:
    assert fits(values_of(text.encode()))


@pytest.mark.parametrize("case", VALUES)
def test_what_validate_refuses_in_one_value_is_refused_by_the_schema_too(case: str) -> None:
    text, found = VALUES[case]
    about_others = {each.split()[1] for each in found} <= OTHERS
    assert about_others or not fits(values_of(text.encode()))


ODD: list[Any] = [
    None,
    True,
    0,
    80,
    70000,
    1.5,
    "",
    "x",
    "all",
    "10.0.0.1",
    "10.0.0.5:80",
    "sync",
    "theirs",
    "1s",
    "0s",
]
ODD += ["tomcat@7", "tomcat@7.0", "16k", "/a", "../a", [], [80], ["orders"], ["app1", {"host": "app2"}], {}]
ODD += [{"x-a": None}, {"host": "app1"}, {"address": "10.0.0.1"}]
KEYS = ["x-own", "all", "A", "server", "ha", "mode", "ports", "http", "host", "war", "<<", "listen", "new"]


def _maps(value: Any) -> list[Any]:
    """Return all maps and lists in a value, itself included."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [*([value] if isinstance(value, dict | list) else []), *(m for each in inner for m in _maps(each))]


@st.composite
def changed_specs(draw: st.DrawFn) -> dict[str, Any]:
    """Return a spec in which some values are others, gone, or new."""
    spec: dict[str, Any] = deepcopy(draw(st.sampled_from([values_of(BANK.encode()), values_of(SHOP.encode())])))
    for _ in range(draw(st.integers(1, 3))):
        where = draw(st.sampled_from(_maps(spec)))
        keys = sorted(where) if isinstance(where, dict) else range(len(where))
        new = draw(st.booleans()) if isinstance(where, dict) else False
        if not new and not keys:
            continue
        key = draw(st.sampled_from(KEYS if new else keys))
        if draw(st.integers(0, 4)) or new:
            where[key] = deepcopy(draw(st.sampled_from(ODD)))
        else:
            del where[key]
    return spec


@given(changed_specs())
@example({"hactl": 1, "name": "s", "balancer": "10.0.0.1", "clusters": {"x-a": 1}})
def test_schema_and_validate_agree_about_any_spec(spec: dict[str, Any]) -> None:
    found = {each.id for each in errors(read_text(json.dumps(spec).encode(), "t", Path(), known_lines()).problems)}
    if fits(spec):
        assert found <= OTHERS
    elif not found:
        raise AssertionError([error.message for error in VALIDATOR.iter_errors(spec)])


PIECES = [
    "a",
    "Z",
    "0",
    "10",
    "255",
    "256",
    ".",
    "..",
    "/",
    "-",
    "_",
    "~",
    ":",
    " ",
    "#",
    "$",
    "'",
    "ms",
    "s",
    "m",
    "k",
    "ä",
    "4096",
]
TEXTS = st.one_of(st.text(max_size=6), st.lists(st.sampled_from(PIECES), max_size=7).map("".join))


@pytest.mark.parametrize("check", [c for c in patterns.OF if c is not accept.file_format], ids=lambda c: c.__name__)
@given(text=TEXTS)
def test_patterns_take_what_hactl_takes(check: Callable[[str], str], text: str) -> None:
    try:
        taken = bool(check(text))
    except PydanticCustomError:
        taken = False
    schema = patterns.OF[check]
    assert bool(re.search(schema["pattern"], text)) == taken or text.endswith("\n")


def test_what_is_told_of_a_line_is_what_lines_do_by_themselves() -> None:
    usual = KnownLine(newest="1.0")
    assert (usual.mode, usual.copies) == (
        Mode(default_of(ReplicationPart, "mode")),
        Copies(default_of(ReplicationPart, "copies")),
    )


def test_old_words_are_marked() -> None:
    words = SCHEMA["properties"]["balancer"]["properties"]["server"]
    assert words["examples"] == ["managed", "existing"] and words["then"]["deprecated"]
    assert "`ours` is called `managed` now" in words["then"]["deprecationMessage"]
    marked = Draft7Validator(words["if"])
    assert [word for word in ("ours", "theirs", "managed", "existing") if marked.is_valid(word)] == ["ours", "theirs"]


def _keys(schema: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, Any]]]:
    inner = [(f"{path}.{name}", each) for name, each in schema.get("properties", {}).items()]
    inner += [(f"{path}.*", each) for name, each in schema.get("patternProperties", {}).items() if name != "^x-"]
    inner += [(f"{path}[]", schema["items"])] if "items" in schema else []
    return [*inner, *(found for where, each in inner for found in _keys(each, where))]


def test_every_key_has_a_description_and_what_holds_without_it() -> None:
    for path, schema in _keys(SCHEMA):
        if path.endswith(("*", "[]")):
            continue
        assert schema["description"].strip(), path
        assert "Default: " in schema["description"] or path.rpartition(".")[2] in NEEDED, path


NEEDED = {"port", "hactl", "name", "balancer", "clusters", "address", "host", "instances"}


def test_a_key_that_hactl_does_not_know_fits_nowhere_but_with_an_x() -> None:
    for path, schema in _keys(SCHEMA):
        if "properties" in schema:
            assert schema["additionalProperties"] is False and "^x-" in schema["patternProperties"], path


def test_every_default_is_a_value_that_fits() -> None:
    for path, schema in _keys(SCHEMA):
        for value in [*([schema["default"]] if "default" in schema else []), *schema.get("examples", [])]:
            assert Draft7Validator(schema).is_valid(value), (path, value)
