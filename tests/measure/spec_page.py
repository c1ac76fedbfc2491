"""`make keys`: the table of all keys in docs/spec.md, written from what is declared of each in hactl/spec/parts/."""

from __future__ import annotations

from collections.abc import Iterator

from support.source_tree import CHECKOUT

from hactl.spec.json_schema import ANY, keys
from hactl.spec.told import Told

FILE = CHECKOUT / "docs" / "spec.md"
BEGIN, END = "<!-- made by `make keys` -->\n", "<!-- end -->\n"
_SHORTER = {  # where a key stands is said once, above the table
    "clusters.NAME.instances.NAME.ports.": "ports.",
    "clusters.NAME.instances.NAME.": "instances.NAME.",
    "clusters.NAME.replication.": "replication.",
}


def page(text: str) -> str:
    """Return the page with the table as it is today."""
    before, begin, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    assert begin and after, "the page has lost the marks of its table"
    return before + begin + table() + END + after


def table() -> str:
    """Return the table: where each key stands, what it is for, what holds without it."""
    return "| Key | What it is for | Without it |\n|---|---|---|\n" + "".join(_rows())


def _rows() -> Iterator[str]:
    for path, told in keys():
        if path[0] == "defaults" and len(path) > 2:
            continue  # the same keys as in a cluster
        where = ".".join("NAME" if word == ANY else word for word in path)
        for long, short in _SHORTER.items():
            where = short + where.removeprefix(long) if where.startswith(long) else where
        yield f"| `{where}` | {_said(told)} | {_without(told)} |\n"


def _said(told: Told) -> str:
    words = " · ".join(f"`{word}`: {meaning}" for word, meaning in told.words.items())
    more = f"[More]({told.more})" if told.more else ""
    return " ".join(part for part in (told.says, words, more) if part)


def _without(told: Told) -> str:
    if told.otherwise:
        return told.otherwise
    if told.default is None:
        return "it is needed"
    value = list(told.default) if isinstance(told.default, tuple) else told.default
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    FILE.write_text(page(FILE.read_text(encoding="utf-8")), encoding="utf-8")
