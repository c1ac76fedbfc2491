"""What may become of a file on its way: parts gone, doubled, moved; a word in place of another; JSON of other types."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import partial
from typing import Any

WORDS = (
    b"",
    b"\0",
    b"-1",
    b"0",
    b"1e999",
    b"99999999999999999999999999",
    b"..",
    b"/",
    b"//",
    b"{",
    b"}",
    b"[",
    b"]",
    b"<",
    b">",
    b"&",
    b"&amp;",
    b"&#0;",
    b'"',
    b"'",
    b"#",
    b":",
    b"- ",
    b"? ",
    b"*a",
    b"&a ",
    b"!!python/name:x",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?x ?>",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\r",
    b"\t",
    b"\x1b[2J",
    b"true",
    b"null",
    b"~",
    b"include /etc/*;",
    b"{" * 300,
    b"[" * 3000,
    b"<a>" * 400,
    b"x" * 5000,
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e308,
    float("inf"),
    float("nan"),
    "",
    "\0",
    "..",
    "../../x",
    "/",
    "\udc80",
    "x" * 3000,
    [],
    {},
    [[]],
    {"": {}},
    [None],
)
_TOKEN = re.compile(rb"[\w.-]+|\s+|[^\w\s]")


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return the file with one to four things done to it."""
    ways = [_cut, _double, _swap, _word, _word, _insert, _end, _flip]
    if data[:1] in (b"{", b"["):
        ways += [_json] * 4
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(ways)(data, chance)
    return data


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 3, 20, 200)))


def _cut(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 40)) + data[end:]


def _swap(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return data
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def _word(data: bytes, chance: random.Random) -> bytes:
    tokens = list(_TOKEN.finditer(data))
    if not tokens:
        return data
    token = chance.choice(tokens)
    new = chance.choice((*WORDS, chance.choice(tokens)[0]))
    return data[: token.start()] + new + data[token.end() :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(WORDS) + data[at:]


def _end(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _json(data: bytes, chance: random.Random) -> bytes:
    """Put a value of another kind in place of one, or take one out."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return data
    places: list[Callable[[Any], None]] = []
    _places(tree, places)
    if not places:
        return json.dumps(chance.choice(VALUES)).encode()
    chance.choice(places)(chance.choice(VALUES))
    return json.dumps(tree).encode()


def _places(tree: Any, found: list[Callable[[Any], None]]) -> None:
    inner = list(tree.items()) if isinstance(tree, dict) else list(enumerate(tree)) if isinstance(tree, list) else []
    for key, value in inner:
        found.append(partial(tree.__setitem__, key))
        if isinstance(tree, dict):
            found.append(partial(_pop, tree, key))
        _places(value, found)


def _pop(tree: dict[Any, Any], key: object, _new: object) -> None:
    tree.pop(key, None)
