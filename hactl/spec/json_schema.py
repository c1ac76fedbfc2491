"""The JSON Schema (draft-07) of a spec, made from what checks one (`schema`) and what is told of its keys (`parts`).

A value that may be written short or long has one schema for both: its keywords each speak of one type only, so that an
editor names the key that is wrong, and not every form that would have been right.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields

from hactl.spec import patterns
from hactl.spec.patterns import Json
from hactl.spec.schema import SPEC
from hactl.spec.servers import ServerLines
from hactl.spec.told import Told, told_of
from hactl.spec.values import RENAMED

Path = tuple[str, ...]

ANY = "*"  # in a path: a name that a person chose
DRAFT = "http://json-schema.org/draft-07/schema#"
_OWN: Json = {"^x-": {"description": "Your own key: hactl ignores it."}}
_UNNAMED = "no server: add `server: tomcat@7` at the top, or to each cluster"
_UNLESS_EMPTY: Json = {  # one of a person's own keys is nothing to hactl
    "if": {"type": "object", "propertyNames": {"pattern": "^x-"}},
    "then": {"type": "null", "errorMessage": "it is empty"},
}
_LISTEN: Path = ("balancer", "listen")
_INSTANCES: Path = ("clusters", ANY, "instances")


def json_schema(known: ServerLines) -> Json:
    """Return the schema of a whole spec; `known`: the servers that one may name."""
    spec = _Maker(known).schema(SPEC, ())
    named = {"type": "object", "required": ["server"], "errorMessage": _UNNAMED}
    unnamed = {"patternProperties": {_key(patterns.NAME): named}}
    return {
        "$schema": DRAFT,
        **spec,
        "title": "A spec of hactl",
        "description": "One environment: an NGINX and the clusters behind it.",
        "if": {"not": {"required": ["server"]}},
        "then": {"properties": {"clusters": unnamed}},
    }


def keys(core: Json = SPEC, path: Path = ()) -> Iterator[tuple[Path, Told]]:
    """Yield every key of the format with what is told of it; a name that a person chooses is ANY."""
    core = _inner(core)
    if core["type"] == "dict":
        yield from keys(core["values_schema"], (*path, ANY))
    elif core["type"] == "dataclass":
        for name, told in told_of(core["cls"]).items():
            yield (*path, name), told
            yield from keys(_field(core, name), (*path, name))


def _field(core: Json, word: str) -> Json:
    found: Json = next(each["schema"] for each in core["schema"]["fields"] if each["name"] == word)
    return found


def _inner(core: Json) -> Json:
    inner: Json = core["schema"] if core["type"] == "default" else core
    return inner


class _Maker:
    """Makes the schema of every value of the format, the short form beside the long one."""

    def __init__(self, known: ServerLines) -> None:
        self._server = patterns.server(known)

    def schema(self, core: Json, path: Path) -> Json:
        """Return the schema of the value at a path."""
        core = _inner(core)
        makers: Mapping[str, Callable[[Json, Path], Json]] = {
            "dataclass": self._part,
            "dict": self._map,
            "list": self._list,
            "literal": _words,
            "function-after": lambda core, _: patterns.OF[core["function"]["function"]],
            "str": self._string,
            "bool": lambda _core, _path: {"type": "boolean"},
            "int": lambda core, _: {"type": "integer", "minimum": core["ge"], "maximum": core["le"]},
        }
        made = makers[core["type"]](core, path)
        short = self._short(core, path)
        if not short:
            return made
        types = short["type"] if isinstance(short["type"], list) else [short["type"]]
        return {**short, **made, "type": [*types, made["type"]]}

    def _short(self, core: Json, path: Path) -> Json:
        """Return the short form of the value at a path (`longform`)."""
        if path == _LISTEN:  # one port needs no list
            return self.schema(core["items_schema"], (*path, "0"))
        if path in (_INSTANCES, _INSTANCES[:2]):
            instances = core if path == _INSTANCES else _inner(_field(core, "instances"))
            return {"type": "array", "items": self.schema(instances["values_schema"], (*_INSTANCES, ANY))}
        forms: Mapping[Path, Json] = {
            ("hosts", ANY): patterns.ADDRESS,
            ("balancer",): patterns.ENDPOINT,
            ("balancer", "listen", "0"): patterns.PORT,
            (*_INSTANCES, ANY): patterns.ENDPOINT,
        }
        return forms.get(path, {})

    def _part(self, core: Json, path: Path) -> Json:
        part, told = core["cls"], told_of(core["cls"])
        made = {name: {**self.schema(_field(core, name), (*path, name)), **_said(each)} for name, each in told.items()}
        needed = [each.name for each in fields(part) if each.default is MISSING]
        return {
            "type": "object",
            "description": part.__doc__,
            "properties": made,
            **({"required": needed} if needed else {}),
            "patternProperties": _OWN,
            "additionalProperties": False,
        }

    def _map(self, core: Json, path: Path) -> Json:
        names, one = self.schema(core["keys_schema"], ()), self.schema(core["values_schema"], (*path, ANY))
        least = _UNLESS_EMPTY if core["min_length"] else {}
        return {
            "type": "object",
            "patternProperties": {**_OWN, _key(names): one},
            "additionalProperties": False,
            **least,
        }

    def _list(self, core: Json, path: Path) -> Json:
        return {"type": "array", "items": self.schema(core["items_schema"], (*path, "0")), "minItems": 1}

    def _string(self, core: Json, path: Path) -> Json:
        known: Mapping[str, Json] = {"host": patterns.HOST, "server": self._server}
        return known.get(path[-1]) or {"type": "string", "minLength": core.get("min_length", 0)}


def _key(name: Json) -> str:
    """Return the pattern of a key that is a name, and none of a person's own keys."""
    pattern: str = name["pattern"]
    return "^(?!x-)" + pattern.removeprefix("^")


def _words(core: Json, _path: Path) -> Json:
    today = [word for word in core["expected"] if word not in RENAMED]
    if today == core["expected"]:
        return {"type": "string", "enum": today}
    old = "|".join(word for word in core["expected"] if word in RENAMED)
    instead = "; ".join(f"`{word}` is called `{now}` now" for word, now in RENAMED.items())
    return {  # an enum would offer the old words for completion
        "type": "string",
        "pattern": f"^(?:{'|'.join(today)}|{old})$",
        "patternErrorMessage": f"one of {', '.join(today)}",
        "examples": today,
        "if": {"pattern": f"^(?:{old})$"},
        "then": {"deprecated": True, "deprecationMessage": instead},
    }


def _said(told: Told) -> Json:
    text = "\n".join((told.says, *(f"- `{word}`: {meaning}" for word, meaning in told.words.items())))
    usual = told.otherwise or (f"`{_as_yaml(told.default)}`" if told.default is not None else "")
    text += f"\n\nDefault: {usual}" if usual else ""
    return {
        "description": text.replace("`", ""),
        "markdownDescription": text,
        **({} if told.default is None else {"default": _plain(told.default)}),
        **({"examples": [*told.examples]} if told.examples else {}),
    }


def _as_yaml(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
