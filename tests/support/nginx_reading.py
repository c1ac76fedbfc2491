"""Reading generated files with a parser that is not ours: what is defined, what is used, what leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import crossplane

from support.nginx_binaries import lay_out

_VARIABLE = re.compile(r"\$(ha_[a-z0-9_]+)")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A directive: its words, and the block it opens."""

    name: str
    args: tuple[str, ...]
    block: tuple[Statement, ...] = ()


def statements(texts: Mapping[PurePosixPath, str], folder: Path) -> tuple[Statement, ...]:
    """Return all that stands in http {}, includes followed."""
    lay_out(texts, folder)
    parsed = crossplane.parse(str(folder / "nginx.conf"), combine=True)
    assert parsed["status"] == "ok", parsed["errors"]
    tree = [_statement(item) for item in parsed["config"][0]["parsed"]]
    return next(item.block for item in tree if item.name == "http")


def _statement(item: Mapping[str, Any]) -> Statement:
    inner = tuple(_statement(child) for child in item.get("block", ()))
    return Statement(name=item["directive"], args=tuple(item["args"]), block=inner)


def walk(tree: tuple[Statement, ...]) -> Iterator[Statement]:
    for item in tree:
        yield item
        yield from walk(item.block)


def arguments(tree: tuple[Statement, ...], name: str) -> list[tuple[str, ...]]:
    return [item.args for item in walk(tree) if item.name == name]


def variables(tree: tuple[Statement, ...]) -> list[str]:
    """Return the variables that maps define."""
    return [args[1][1:] for args in arguments(tree, "map")]


def the_map(tree: tuple[Statement, ...], ending: str) -> list[dict[str, str]]:
    """Return the maps whose variable ends so: key → value."""
    maps = [item for item in walk(tree) if item.name == "map" and item.args[1].endswith(ending)]
    return [{entry.name: entry.args[0] for entry in item.block} for item in maps]


def unresolved(tree: tuple[Statement, ...]) -> set[str]:
    """Return what is used and not there, as `nginx -t` does not look for it: upstreams, named locations, variables."""
    upstreams = {args[0] for args in arguments(tree, "upstream")}
    named = {args[0] for args in arguments(tree, "location") if args[0].startswith("@")}
    defined = set(variables(tree))
    passed = {args[0].removeprefix("http://") for args in arguments(tree, "proxy_pass")}
    before = {word.partition("$")[0] for word in passed if "$" in word}  # `k.$ha_shop_all_pool`
    maps = [entries for ending in ("_pool", "_left", "_next") for entries in the_map(tree, ending)]
    values = {value for entries in maps for value in entries.values() if value and not value.startswith("$")}
    chosen = {word + value for word in before for value in values}
    used = {v for item in walk(tree) for word in (item.name, *item.args) for v in _VARIABLE.findall(word)}
    return {
        *({word for word in passed if "$" not in word} - upstreams),
        *(chosen - upstreams),
        *({args[-1] for args in arguments(tree, "error_page")} - named),
        *{variable for variable in used - defined if not f"${variable}".startswith("$cookie_")},
    }
