"""What pydantic found, said in our own words and with the place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from hactl.problems import KeyPath, Place, Problem, did_you_mean
from hactl.spec import parts
from hactl.spec.accept import short
from hactl.spec.tree import Mapping as MappingNode
from hactl.spec.tree import Node, Scalar, Source, find, key_offset, offset_of
from hactl.spec.values import RENAMED

if TYPE_CHECKING:
    from pydantic_core import ValidationError

# The maps of the format, by path; `*` is any name.
_PARTS: dict[tuple[str, ...], type[Any]] = {
    (): parts.SpecPart,
    ("hosts", "*"): parts.HostPart,
    ("defaults",): parts.DefaultsPart,
    ("defaults", "ports"): parts.PortsPart,
    ("defaults", "replication"): parts.ReplicationPart,
    ("defaults", "replication", "encrypt"): parts.EncryptPart,
    ("defaults", "replication", "multicast"): parts.MulticastPart,
    ("balancer",): parts.BalancerPart,
    ("balancer", "listen", "*"): parts.ListenPart,
    ("balancer", "failover"): parts.FailoverPart,
    ("clusters", "*"): parts.ClusterPart,
    ("clusters", "*", "instances", "*"): parts.InstancePart,
    ("clusters", "*", "instances", "*", "ports"): parts.PortsPart,
    ("clusters", "*", "replication"): parts.ReplicationPart,
    ("clusters", "*", "replication", "encrypt"): parts.EncryptPart,
    ("clusters", "*", "replication", "multicast"): parts.MulticastPart,
    ("apps", "*"): parts.AppPart,
    ("glassfish",): parts.GlassfishPart,
    ("glassfish", "das"): parts.DasPart,
}

# What belongs at a path, where a type's name alone would not help.
_BELONGS: dict[tuple[str, ...], str] = {
    ("hosts",): "a map of hosts: `app1: {address: 10.0.0.11}`",
    ("hosts", "*"): "a host: `{address: 10.0.0.11}`",
    ("balancer",): "an address like `10.0.0.5:80`, or a map with `host` and more",
    ("balancer", "listen"): "a list of ports: `[80]`",
    ("balancer", "listen", "*"): "a port, or a map with `port`, `certificate` and `key`",
    ("balancer", "listen", "*", "port"): "a port, a whole number",
    ("clusters",): "a map of clusters: `a: [10.0.0.11, 10.0.0.12]`",
    ("clusters", "*"): "a list of instances like `[10.0.0.11, 10.0.0.12]`, or a map with `instances` and more",
    ("clusters", "*", "instances"): "a list like `[10.0.0.11, 10.0.0.12]`, or a map from names to hosts or addresses",
    ("clusters", "*", "instances", "*"): "an address, address:port, the name of a host, or a map with `host` and more",
    ("clusters", "*", "server"): "a server type and its version, like `tomcat@7`",
    ("server",): "a server type and its version, like `tomcat@7`",
    ("apps",): "a map of applications: `shop: {war: shop.war, path: /shop}`",
    ("apps", "*"): "a map: `{war: shop.war, path: /shop}`",
    ("apps", "*", "clusters"): "a list of clusters: `[a, b]`",
}

_NEEDED: dict[KeyPath, str] = {
    ("hactl",): "begin the file with `hactl: 1`, the version of the format",
    ("name",): "`name: shop` names the environment",
    ("clusters",): "`clusters:` and below it `a: [10.0.0.11, 10.0.0.12]`",
    ("balancer",): "`balancer: 10.0.0.5:80` says where NGINX listens",
}
_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "`true` or `false`",
    "list_type": "a list",
    "dict_type": "a map",
    "dataclass_type": "a map",
}
_NAMED = 'write `encrypt: {key: "${SHOP_KEY}"}`'
_MANY = 1000  # of a time without a unit: these are milliseconds
_TIMES = {"heartbeat", "drop_after", "fail_timeout", "read_timeout", "write_timeout"}
_BOOLEAN_WORDS = {"on", "off", "yes", "no", "y", "n"}

Complaint = tuple[str, str, str]  # id, message, hint
Detail = Mapping[str, Any]


def complaints(found: ValidationError, tree: MappingNode, source: Source) -> list[Problem]:
    """Return a problem for every error, in the order of the file."""
    problems = [_problem(detail, tree, source) for detail in found.errors(include_url=False)]
    meant = {_meant(problem) for problem in problems if problem.id == "spec-unknown-key"}
    misnamed = {problem.at for problem in problems if problem.id == "spec-name"}
    told_once = [p for p in problems if not (_is_expected(p, meant) or _follows(p, misnamed))]
    return sorted(told_once, key=lambda problem: problem.place or Place(""))


def _is_expected(problem: Problem, meant: set[KeyPath]) -> bool:
    return problem.id == "spec-missing-key" and problem.at in meant


def _follows(problem: Problem, misnamed: set[KeyPath | None]) -> bool:
    """Tell whether a name is wrong only because it is made from the wrong name of its cluster."""
    path = problem.at or ()
    return problem.id == "spec-name" and path[2:3] == ("instances",) and path[:2] in misnamed


def _meant(problem: Problem) -> KeyPath:
    """Return the path of the key that an unknown one was probably meant to be: that one is then not missing."""
    found = re.fullmatch(r"did you mean `(\w+)`\?", problem.hint)
    return (*(problem.at or ())[:-1], found[1]) if found else ()


def _problem(detail: Detail, tree: MappingNode, source: Source) -> Problem:
    path: KeyPath = tuple(part for part in detail["loc"] if part != "[key]")
    at_key = detail["type"] == "unexpected_keyword_argument" or "[key]" in detail["loc"]
    name, message, hint = _say(detail, path, find(tree, path))
    offset = (key_offset if at_key else offset_of)(tree, path)
    return Problem(id=name, message=message, hint=hint, at=path, place=source.place(offset))


def _say(detail: Detail, path: KeyPath, node: Node) -> Complaint:
    return _SAYINGS.get(detail["type"], _wrong_type)(detail, path, node)


def _own(detail: Detail, _path: KeyPath, _node: Node) -> Complaint:
    context = detail["ctx"]
    return context["problem"], context["message"], context["hint"]


def _missing(_detail: Detail, path: KeyPath, _node: Node) -> Complaint:
    where = f"`{path[-2]}`" if len(path) > 1 else "the spec"
    needed = (
        _NEEDED.get(path)
        or (_NAMED if path[-2:-1] == ("encrypt",) else "")
        or f"add `{path[-1]}: ...`" + _belongs(path, ", ")
    )
    return "spec-missing-key", f"{where} has no `{path[-1]}`", needed


def _unknown(_detail: Detail, path: KeyPath, _node: Node) -> Complaint:
    part = _PARTS[_pattern(path[:-1])]
    word = str(path[-1])
    if word == "<<":
        hint = "merge keys are not part of the format: write the values out, or put them into `defaults`"
    else:
        hint = did_you_mean(word, [field.name for field in fields(part)])
        hint += "" if hint.startswith("did") else "; keys of your own begin with `x-`"
    return "spec-unknown-key", f"unknown key `{short(word)}`", hint


def _word(detail: Detail, path: KeyPath, _node: Node) -> Complaint:
    known = [word for word in re.findall(r"'([^']+)'", detail["ctx"]["expected"]) if word not in RENAMED]
    listed = " or ".join(f"`{word}`" for word in known)
    return (
        "spec-unknown-word",
        f"`{path[-1]}` is {listed}, not {_shown(detail['input'])}",
        _near(detail["input"], known),
    )


def _near(word: object, known: list[str]) -> str:
    hint = did_you_mean(str(word), known)
    return hint if hint.startswith("did") else ""


def _range(detail: Detail, path: KeyPath, _node: Node) -> Complaint:
    if path[-1] == "max_fails":
        return "spec-range", f"`max_fails` is a number from 1 to 1000, not {_shown(detail['input'])}", ""
    return "spec-port", f"a port is a number from 1 to 65535, not {_shown(detail['input'])}", ""


def _empty(_detail: Detail, path: KeyPath, _node: Node) -> Complaint:
    hint = "leave it out for the default" if path[:1] == ("apps",) or path[-1] == "listen" else ""
    return "spec-empty-value", f"`{path[-1]}` is empty", _belongs(path, "write ") or hint


def _wrong_type(detail: Detail, path: KeyPath, node: Node) -> Complaint:
    if path and path[-1] == "encrypt":  # perhaps the key itself
        return "spec-secret", "`encrypt` names the variable that holds the key, and nothing else", _NAMED
    expected = _BELONGS.get(_pattern(path)) or _TYPES.get(detail["type"], "something else")
    expected = "a time, like `500ms`" if path and path[-1] in _TIMES else expected
    expected = "a size, like `64k`" if path and path[-1] == "header_size" else expected
    given = detail["input"]
    if detail["type"] == "bool_type" and str(given).lower() in _BOOLEAN_WORDS:
        word = "true" if str(given).lower() in ("on", "yes", "y") else "false"
        return "spec-boolean-word", f"`{given}` is just a word in YAML 1.2, neither true nor false", f"write `{word}`"
    if isinstance(given, float) and path[-1] in ("server", "version"):
        text = node.text if isinstance(node, Scalar) else str(given)
        hint = f'put it into quotes: `"{text}"`' if path[-1] == "version" else "write type and version: `tomcat@7`"
        return "spec-float-version", f"`{text}` is a number to YAML, so that 1.10 and 1.1 are the same", hint
    named = next((part for part in reversed(path) if isinstance(part, str)), "the spec")
    message = f"`{named}` is {expected}, not {_shown(given)}"
    return "spec-wrong-type", message, _mend(detail, path, node)


def _mend(detail: Detail, path: KeyPath, node: Node) -> str:
    if path and path[-1] in _TIMES and isinstance(detail["input"], int):
        unit = "ms" if path[-1] == "heartbeat" or detail["input"] >= _MANY else "s"
        return f"with its unit: `{detail['input']}{unit}`"
    if isinstance(node, Scalar) and detail["type"] == "string_type":
        return f'put it into quotes: `"{node.text}"`'
    if isinstance(node, Scalar) and not node.plain and detail["type"] in ("int_type", "bool_type"):
        return "write it without quotes"
    return ""


def _belongs(path: KeyPath, before: str) -> str:
    text = _BELONGS.get(_pattern(path))
    return before + text if text else ""


def _pattern(path: KeyPath) -> tuple[str, ...]:
    """Return the path with `*` for every name that a person chose."""
    chosen = {1: ("hosts", "clusters", "apps"), 2: ("listen",), 3: ("instances",)}
    return tuple(
        "*" if index in chosen and path[index - 1] in chosen[index] else str(part) for index, part in enumerate(path)
    )


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a map" if value else "an empty map"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"the number {value}" if isinstance(value, int | float) else f"`{short(str(value))}`"


_SAYINGS: dict[str, Callable[[Detail, KeyPath, Node], Complaint]] = {
    "spec": _own,
    "missing": _missing,
    "unexpected_keyword_argument": _unknown,
    "literal_error": _word,
    "greater_than_equal": _range,
    "less_than_equal": _range,
    "too_short": _empty,
    "string_too_short": _empty,
}
