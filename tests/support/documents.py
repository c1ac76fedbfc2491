"""What a program reads of hactl: exactly one document, of the shape that its schema's name promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft7Validator

from support.source_tree import CHECKOUT

SCHEMAS = CHECKOUT / "hactl" / "schemas"


def document(out: str, code: int) -> dict[str, Any]:
    """Return the one document; `out` is all of stdout, `code` how the process ended."""
    *stream, last = map(json.loads, out.splitlines())
    for line in stream:
        assert line["schema"].endswith("-line/1"), "more than one document"
        check(line)
    check(last)
    assert last["exit"] == code and last["ok"] is (code == 0), last
    found: dict[str, Any] = last
    return found


def result(out: str, code: int = 0) -> dict[str, Any]:
    """Return the result in the one document."""
    found: dict[str, Any] = document(out, code)["result"]
    return found


def check(told: dict[str, Any]) -> None:
    """Hold it against the schema that it names; here, what the schema does not name is wrong, too."""
    tool, name, version = told["schema"].split("/")
    assert (tool, version) == ("hactl", "1")
    found = list(_validator(name).iter_errors(told))
    assert not found, f"{told['schema']}: {found}"


@cache
def _validator(name: str) -> Any:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    for each in _objects(schema):
        each["additionalProperties"] = False
    return Draft7Validator(schema)


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield each part that says which members an object has."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for below in schema.values():
            yield from _objects(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from _objects(below)
