"""What a person's NGINX file did and does not do any more while HA is on: each is named, with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from hactl.balancer.nginx.around import Around, Words, of_server
from hactl.balancer.nginx.proxy_passes import Pass, named_servers, servers
from hactl.edits.marker import EditRefused
from hactl.edits.nginx_syntax import Directive
from hactl.problems import Place, Problem, Severity

NOT_DONE = {
    "drain": "it gets new users like the others",
    "max_conns": "the number of connections is not limited",
    "max_fails": "`balancer.failover` in the spec sets when it is given up",
    "fail_timeout": "`balancer.failover` in the spec sets when it is given up",
    "resolve": "the address is the one in the spec",
    "service": "the address is the one in the spec",
}
WAY_OUT = {
    "max_fails": "write it there: `failover: {max_fails: 3}`",
    "fail_timeout": "write it there: `failover: {fail_timeout: 10s}`",
}
ELSE = "remove the word if it does not matter; else leave HA off here"
METHODS = {"least_conn", "least_time", "hash", "random"}
USUAL = {"error", "timeout"}


def told(around: Around, names: Mapping[str, str], edited: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield a warning for each word of a person's that counts no more with HA on: of an upstream, of a location.

    `names`: "host:port" in small letters -> the instance's address; `edited`: whether hactl changes this file.
    """
    ways = around.ours(names)
    said = around.words(names)
    for upstream in dict.fromkeys(way.upstream for way in ways if way.upstream is not None):
        yield from _of_servers(upstream, names, said)
        yield from _of_methods(upstream)
    for directive in dict.fromkeys(d for way in ways for d in _passed_on(way)):
        message = (
            f"`{' '.join(directive.words)}` has no effect with HA on: only requests without an answer are passed on"
        )
        yield _warning("nginx-passed-on", message, "a POST is never sent twice, and a 5xx page is an answer", directive)
    for way in ways:
        if not edited(way.directive.file):
            message = "this location leads to an instance too, and hactl changes only the file that `config` names"
            hint = "move it there: until then users who come this way are not kept on their instance"
            yield _warning("nginx-other-file", message, hint, way.directive)


def nowhere(root: Directive, found: Iterable[Pass]) -> EditRefused:
    """Return why none of these ways leads to an instance, as far as the file shows it."""
    for way in found:
        if "$" in way.called:
            message = f"where `{way.directive.words[1]}` leads is decided at each request, and hactl cannot know it"
            hint = "let the location lead to an `upstream` or to an address by name"
            return EditRefused("nginx-variable-way", message, hint=hint, line=way.directive.line, column=1)
        if way.upstream is None and re.fullmatch(r"[A-Za-z0-9_-]*[A-Za-z_][A-Za-z0-9_-]*", way.called):
            message = f"no file that nginx.conf includes has an upstream `{way.called}` with an instance in it"
            hint = "is it a host name? then give that name to the host in the spec; else include the upstream's file"
            return EditRefused("nginx-upstream-elsewhere", message, hint=hint, line=way.directive.line, column=1)
    for stream in root.named("stream"):
        message = "`stream` forwards bytes and knows no cookies, so no user can be kept on an instance"
        hint = "forward in `http`, with a `server` block and a `location`"
        return EditRefused("nginx-stream", message, hint=hint, line=stream.line, column=1)
    message = "no `proxy_pass` in this file leads to an instance of the environment"
    return EditRefused("nginx-no-way", message, hint="name the file that has the server block in `config`")


def _of_servers(upstream: Directive, names: Mapping[str, str], said: Mapping[str, Words]) -> Iterator[Problem]:
    for directive, server in zip(named_servers(upstream), servers(upstream), strict=True):
        address = names.get(server.lower(), "")
        for word in directive.words[2:]:
            name = word.partition("=")[0]
            if address and name in NOT_DONE:
                message = f"`{word}` of {directive.words[1]} has no effect with HA on: {NOT_DONE[name]}"
                yield _warning("nginx-server-word", message, WAY_OUT.get(name, ELSE), directive)
        here = of_server(directive.words)
        if address and said[address] != here:
            words = " ".join(directive.words[2:]) or "no word"
            message = f"`{words}` of {directive.words[1]} has no effect with HA on: {_why_not(upstream, here)}"
            yield _warning("nginx-server-word", message, "use the same words for a server everywhere", directive)


def _why_not(upstream: Directive, here: Words) -> str:
    left = [s for s in map(of_server, (d.words for d in upstream.named("server"))) if not (s.standby or s.down)]
    if (here.standby or here.down) and not left:
        return "no server would be left for users"
    return "another upstream with this server comes first, and what it says applies"


def _of_methods(upstream: Directive) -> Iterator[Problem]:
    sticky = next(upstream.named("sticky"), None)
    for directive in upstream.body:
        if directive.name in METHODS:
            message = f"`{' '.join(directive.words)}` has no effect with HA on: new users are distributed round robin"
            yield _warning("nginx-method", message, "remove it if that is acceptable", directive)
        if sticky and directive.name in METHODS | {"ip_hash"} and directive.start > sticky.start:
            message = f"`sticky` (line {sticky.line}) never worked here: a method after it switches it off"
            yield _warning("nginx-sticky-off", message, f"put `{directive.name}` before `sticky`", directive)


def _passed_on(way: Pass) -> Iterator[Directive]:
    for level in reversed(way.chain):
        if found := list(level.named("proxy_next_upstream")):
            yield from (d for d in found if set(d.words[1:]) != USUAL)
            return


def _warning(id_: str, message: str, hint: str, at: Directive) -> Problem:
    return Problem(id=id_, message=message, hint=hint, severity=Severity.WARNING, place=Place(at.file, at.line, 1))
