"""`make schemas`: a JSON Schema for each document, made from the types in hactl/views/shapes, into hactl/schemas/.

Draft-07: every editor and validator knows it, and the schema of a spec is written in it, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from support.source_tree import CHECKOUT

from hactl.views.document import schema
from hactl.views.shapes import RESULTS, STREAMS
from hactl.views.shapes.whole import ErrorData, ProblemData

FOLDER = CHECKOUT / "hactl" / "schemas"
DIALECT = "http://json-schema.org/draft-07/schema#"
PLAIN: Mapping[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    NoneType: "null",
    object: "",  # anything
}
EXITS = [0, 1, 2, 3, 4, 5, 6, 64, 130]  # docs/exit-codes.md; with 141 nobody is there to read
Schema = dict[str, Any]


class _Shapes:
    """Turns types into schemas; what has a name of its own comes into `definitions`."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def of(self, kind: Any) -> Schema:
        """Return the schema of a type."""
        origin, inside = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return _described(self.of(inside[0]), inside[1])
        if origin in (Union, UnionType):
            return _either([self.of(each) for each in inside])
        if origin is Literal:
            return {"type": "string", "enum": list(inside)}
        if origin in (list, tuple):
            return self._array(inside)
        if origin is not None:
            assert issubclass(origin, Mapping), kind
            return {"type": "object", "additionalProperties": self.of(inside[1])}
        if kind in PLAIN:
            return {"type": PLAIN[kind]} if PLAIN[kind] else {}
        return self._named(kind)

    def _array(self, inside: Sequence[Any]) -> Schema:
        if len(inside) == 1 or inside[-1] is Ellipsis:
            return {"type": "array", "items": self.of(inside[0])}
        both = {"minItems": len(inside), "maxItems": len(inside)}
        return {"type": "array", "items": [self.of(each) for each in inside], **both}

    def _named(self, kind: Any) -> Schema:
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return {"type": "string", "enum": [each.value for each in kind]}
        name = kind.__name__.removesuffix("Data")
        if name not in self.definitions:
            self.definitions[name] = {}  # it is on its way
            self.definitions[name] = self._object(kind)
        return {"$ref": f"#/definitions/{name}"}

    def _object(self, kind: Any) -> Schema:
        assert is_typeddict(kind) or is_dataclass(kind), kind
        hints = get_type_hints(kind, include_extras=True)
        return {
            "description": (kind.__doc__ or "").partition("\n")[0],
            "type": "object",
            "properties": {name: self.of(_inside(hint)) for name, hint in hints.items()},
            "required": [name for name, hint in hints.items() if get_origin(hint) is not NotRequired],
        }


def _inside(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def _described(made: Schema, words: str) -> Schema:
    """Return it with a description; beside `$ref` draft-07 reads nothing."""
    return {"description": words, **({"allOf": [made]} if "$ref" in made else made)}


def _either(kinds: Sequence[Schema]) -> Schema:
    if all(set(kind) == {"type"} for kind in kinds):
        return {"type": [kind["type"] for kind in kinds]}
    return {"anyOf": list(kinds)}


def _whole(command: str, result: Any) -> Schema:
    """Return the schema of a command's document."""
    shapes = _Shapes()
    problems = {"type": "array", "items": shapes.of(ProblemData)}
    error = shapes.of(ErrorData)
    found = {"result": shapes.of(result)} if result is not None else {}
    return _file(
        schema(command),
        f"What `hactl {command} --format json` prints."
        if result is not None
        else "What is printed where no command was understood.",
        {
            "command": {"const": command},
            "ok": {"description": "`exit` is 0.", "type": "boolean"},
            "exit": {"description": "The process's exit code.", "type": "integer", "enum": EXITS},
            **found,
            "error": error,
            "problems": problems,
        },
        ["command", "ok", "exit", "problems"],
        shapes,
    ) | {"oneOf": [{"required": [word]} for word in (*found, "error")]}


def _line(name: str, kind: Any) -> Schema:
    """Return the schema of a line of JSON lines."""
    shapes = _Shapes()
    made = shapes._object(kind)
    return _file(f"hactl/{name}/1", made["description"], made["properties"], made["required"], shapes)


def _file(name: str, words: str, properties: Schema, required: list[str], shapes: _Shapes) -> Schema:
    return {
        "$schema": DIALECT,
        "title": name,
        "description": words,
        "type": "object",
        "properties": {"schema": {"const": name}, **properties},
        "required": ["schema", *required],
        "definitions": shapes.definitions,
    }


def all_() -> Iterator[tuple[str, str]]:
    """Yield each file's name and text."""
    made = [_whole(command, result) for command, result in RESULTS.items()]
    made.append(_whole("", None))
    made += [_line(name, kind) for name, kind in STREAMS.items()]
    for each in made:
        yield f"{each['title'].split('/')[1]}.json", json.dumps(each, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all of them, and remove what no command has any more."""
    FOLDER.mkdir(exist_ok=True)
    texts = dict(all_())
    for file in FOLDER.glob("*.json"):
        if file.name not in texts:
            file.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
