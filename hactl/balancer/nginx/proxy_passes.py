"""Where the `proxy_pass` lines of a person's NGINX file lead: which of its locations send users to our instances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hactl.edits.nginx_syntax import Directive

_PASS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[^\]]*\]|[^/:\[]+)(?::(?P<port>[0-9]+))?(?P<uri>/.*)?", re.IGNORECASE
)
_PARTS = ("if", "limit_except")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One `proxy_pass`: the directives around it from `http` (or the file) to its location, and where it leads.

    `nested`: it stands in an `if` or the like. `servers`: "host:port" of each; `upstream`: by which name of the file.
    """

    directive: Directive
    chain: tuple[Directive, ...]
    nested: bool
    scheme: str
    uri: str
    upstream: Directive | None
    servers: tuple[str, ...]

    @property
    def location(self) -> Directive:
        """Return the location it stands in."""
        return self.chain[-1]

    @property
    def called(self) -> str:
        """Return by what name NGINX calls the servers: `$proxy_host`."""
        return self.directive.words[1].partition("://")[2].partition("/")[0]

    @property
    def path(self) -> str:
        """Return the location's path, "" where it is a regular expression or a name."""
        words = self.location.words
        if len(words) < 2 or words[1].startswith("@") or words[1].startswith("~"):
            return ""
        return words[-1]


def https(root: Directive) -> list[Directive]:
    """Return the `http` blocks of a file; a file without one is included inside of one."""
    return list(root.named("http")) or [root]


def passes(http: Directive, elsewhere: Mapping[str, Directive] | None = None) -> Iterator[Pass]:
    """Yield every `proxy_pass` inside, in the order of the file; `elsewhere`: upstreams of NGINX's other files."""
    known = {**(elsewhere or {}), **upstreams(http)}
    for server in http.named("server"):
        yield from _inside(server, (http, server), known)


def upstreams(http: Directive) -> dict[str, Directive]:
    """Return the upstreams of an `http` block by name, in small letters."""
    return {u.words[1].lower(): u for u in http.named("upstream") if len(u.words) == 2}


def _inside(around: Directive, chain: tuple[Directive, ...], upstreams: Mapping[str, Directive]) -> Iterator[Pass]:
    for directive in around.body:
        if directive.name == "location" or directive.name in _PARTS:
            yield from _inside(directive, (*chain, directive), upstreams)
        elif directive.name == "proxy_pass" and len(directive.words) == 2:
            yield _read(directive, chain, upstreams)


def _read(directive: Directive, chain: tuple[Directive, ...], upstreams: Mapping[str, Directive]) -> Pass:
    found = _PASS.fullmatch(directive.words[1])
    named = upstreams.get(found["host"].lower()) if found and not found["port"] else None
    direct = (f"{found['host']}:{found['port'] or 80}",) if found and named is None else ()
    return Pass(
        directive=directive,
        chain=tuple(d for d in chain if d.name not in _PARTS),
        nested=any(d.name in _PARTS for d in chain),
        scheme=found["scheme"].lower() if found else "",
        uri=(found["uri"] or "") if found else "",
        upstream=named,
        servers=tuple(servers(named)) if named else direct,
    )


def servers(upstream: Directive) -> Iterator[str]:
    """Yield "host:port" of each server of an upstream; NGINX's own port is 80."""
    for directive in named_servers(upstream):
        word = directive.words[1]
        yield word if re.search(r":[0-9]+$", word) else f"{word}:80"


def named_servers(upstream: Directive) -> Iterator[Directive]:
    """Yield the lines of an upstream's servers that have a name or an address."""
    for directive in upstream.named("server"):
        if len(directive.words) > 1 and not directive.words[1].startswith("unix:"):
            yield directive
