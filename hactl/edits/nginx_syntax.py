"""NGINX's language as bytes: directives, each with the offsets it stands at; nothing is rewritten here.

The rules are those of NGINX's own reader (ngx_conf_file.c): a word ends at a blank, `;` or `{`, quotes count
only where a word begins, `${` opens no block, `#` begins a comment only where a word could begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hactl.edits.marker import EditRefused

DEEPEST = 50

_TOKEN = re.compile(
    rb"""(?P<blank>[ \t\r\n]+|\#[^\n]*)
    |(?P<sign>[{};])
    |(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<word>(?:\\.|\$\{|[^\s;{}\#"'\\])(?:\\.|\$\{|[^\s;{\\])*)""",
    re.VERBOSE | re.DOTALL,
)

_LUA = re.compile(
    rb"""--\[(?P<a>=*)\[.*?\](?P=a)\]|--[^\n]*|\[(?P<b>=*)\[.*?\](?P=b)\]
    |"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{}]""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True, eq=False, kw_only=True)
class Directive:
    """One directive: its words without quotes, the offsets of its first byte and behind its `;` or `}`.

    `inside`: the offset behind its `{`, -1 where it has no block. `line` counts from 1. `file`: which one, where
    several were read as one.
    """

    words: tuple[str, ...]
    start: int
    line: int
    end: int = -1
    inside: int = -1
    body: list[Directive] = field(default_factory=list)
    file: str = ""

    @property
    def name(self) -> str:
        """Return the first word."""
        return self.words[0]

    def named(self, name: str) -> Iterator[Directive]:
        """Yield the directives of this name right inside."""
        return (d for d in self.body if d.name == name)

    def everything(self) -> Iterator[Directive]:
        """Yield all directives inside, at any depth, in the order of the file."""
        for directive in self.body:
            yield directive
            yield from directive.everything()


def parse(data: bytes) -> Directive:
    """Return the whole file as the inside of a directive without words; what cannot be read is refused."""
    root = Directive(words=("",), start=0, line=1, inside=0)
    stack, words, start = [root], list[str](), -1
    for kind, token, at in _tokens(data):
        if kind != "sign":
            start = at if not words else start
            words.append(token)
        elif token == "}":
            if words or len(stack) == 1:
                raise _refused(data, at, "a `}` is where none is allowed, or a `;` is missing before it")
            stack.pop().end = at + 1
        else:
            if not words or (token == "{" and len(stack) >= DEEPEST):
                raise _refused(data, at, f"a `{token}` is where none is allowed")
            made = Directive(words=tuple(words), start=start, line=_line(data, start), end=at + 1)
            stack[-1].body.append(made)
            words = []
            if token == "{":
                made.inside = at + 1
                stack.append(made)
    if words or len(stack) > 1:
        at = start if words else stack[-1].start
        raise _refused(data, at, "the file ends inside what begins here: a `;` or `}` is missing")
    root.end = len(data)
    return root


def _tokens(data: bytes) -> Iterator[tuple[str, str, int]]:
    at, lua = 0, False
    while at < len(data):
        found = _TOKEN.match(data, at)
        if lua and data[at : at + 1] == b"{":
            yield "sign", "{", at
            at, lua = _behind_lua(data, at), False
            yield "sign", "}", at - 1
            continue
        if found is None:
            raise _refused(data, at, "a quote is opened here and never closed")
        kind = found.lastgroup or ""
        lua = (lua and kind != "sign") or (kind == "word" and found[0].endswith(b"_by_lua_block"))
        if kind != "blank":
            text = found[0].decode("latin-1")
            yield kind, text[1:-1] if kind == "quoted" else text, at
        at = found.end()


def _behind_lua(data: bytes, brace: int) -> int:
    """Return the offset behind the `}` that ends this block of Lua, whose strings and comments may hold any brace."""
    depth = 0
    for found in _LUA.finditer(data, brace):
        depth += {b"{": 1, b"}": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    raise _refused(data, brace, "a block of Lua begins here and never ends")


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _refused(data: bytes, at: int, message: str) -> EditRefused:
    hint = "fix it there or a little above; `nginx -t` would reject it too"
    column = at - data.rfind(b"\n", 0, at)
    return EditRefused("nginx-malformed", message, hint=hint, line=_line(data, at), column=column)
