"""A person's own NGINX file: its locations that lead to our instances lead to their pool, and nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hactl.balancer.nginx import otherwise
from hactl.balancer.nginx.location import Rewired, Text, cookies, refused
from hactl.balancer.nginx.proxy_passes import Pass, https, passes
from hactl.balancer.nginx.view import PoolView, Shape
from hactl.edits import nginx_edits, nginx_syntax
from hactl.edits.marker import EditRefused
from hactl.edits.nginx_edits import Insertion
from hactl.edits.nginx_syntax import Directive
from hactl.errors import Refused
from hactl.problems import Place, Problem, Severity
from hactl.render import Render
from hactl.targets import Blob, Blocked, Desired, Fold, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRequest:
    """What the file is to be about: the environment as NGINX sees it, its include, the file's own name."""

    view: Shape
    include: str
    file: str
    names: Mapping[str, str]  # how else an instance's address may be written -> the address
    upstreams: Mapping[str, Directive]  # of all of NGINX's files
    render: Render


def fold(request: EditRequest, *, on: bool) -> Fold:
    """Return what the file becomes: its locations lead to the pools, or, with HA off, where they led before."""

    def run(found: Blob | None) -> Desired:
        if found is None:
            return Blocked((_missing(request),))
        try:
            bare = nginx_edits.strip(found.data, request.view.name)
            data, notes = _edited(bare, request) if on else (bare, ())
        except EditRefused as why:
            return Blocked((_located(why, request),))
        return Wanted.edited(found, data, notes)

    return run


def by_hand(data: bytes | None, request: EditRequest) -> str:
    """Return, for a person, what would be taken out of the file and what put in.

    Raises:
        Refused: the file is not there, or cannot be understood.
    """
    message = "there is nothing to print: your file cannot be read"
    if data is None:
        raise Refused(message, (_missing(request),))
    try:
        change = _Change(nginx_edits.strip(data, request.view.name), request)
    except EditRefused as why:
        raise Refused(message, (_located(why, request),)) from None
    parts = [f"{request.file}, line {d.line}: remove `{' '.join(d.words)}`" for d in change.held]
    for insertion in change.insertions:
        words = " ".join(insertion.inside.words).strip()
        where = f"before the end of `{words}`, which begins at line {insertion.inside.line}" if words else "at its end"
        parts.append(f"{request.file}, {where}, put:")
        parts += [f"    {line.decode('utf-8', 'replace')}" for line in insertion.lines]
    return "\n".join(parts) + "\n"


def _edited(bare: bytes, request: EditRequest) -> tuple[bytes, tuple[Problem, ...]]:
    change = _Change(bare, request)
    return nginx_edits.put(bare, request.view.name, change.insertions, change.held), change.notes


class _Change:
    """What is put into a file and taken out of it, and what a person should know. Raises EditRefused."""

    def __init__(self, bare: bytes, request: EditRequest) -> None:
        http = _http(bare)
        found = list(passes(http, request.upstreams))
        ours = [p for p in found if any(_address(s, request) for s in p.servers)]
        if not ours:
            raise otherwise.nowhere(nginx_syntax.parse(bare), found)
        text = Text(bare=bare, view=request.view, render=request.render)
        edits = [Rewired(p, number, _pool(p, request), text) for number, p in enumerate(ours, 1)]
        held = [d for edit in edits for d in edit.held]
        self.insertions = list(_insertions(http, edits, request))
        self.held = sorted([*held, *_unused(http, ours, held)], key=lambda d: d.start)
        self.notes = tuple(_notes(found, ours, request))


def _http(bare: bytes) -> Directive:
    around = https(nginx_syntax.parse(bare))
    if len(around) > 1:
        raise refused("nginx-two-https", "there are two `http` blocks", "leave one", around[1])
    return around[0]


def _insertions(http: Directive, edits: Sequence[Rewired], request: EditRequest) -> Iterator[Insertion]:
    """The environment's include stands at the end of `http`: behind settings that come before the first `map`."""
    mine = cookies(request.view)
    blocks = list(dict.fromkeys(edit.way.chain[1] for edit in edits))
    outside = [b for b in blocks if not any(b.named("add_header")) and any(http.named("add_header"))]
    yield Insertion(inside=http, lines=(request.include.encode(), *(mine if outside else ())))
    for block in blocks:
        twins = [line for edit in edits if edit.way.chain[1] is block for line in edit.twins()]
        yield Insertion(inside=block, lines=(*(() if block in outside else mine), *twins))
    for edit in edits:
        yield Insertion(inside=edit.way.location, lines=tuple(edit.lines()))


def _pool(way: Pass, request: EditRequest) -> PoolView:
    """Return the pool that a location leads to: the only one with these instances, else by the application's path."""
    here = {_address(server, request) for server in way.servers}
    candidates = [pool for pool in request.view.pools if here & {i.address for i in pool.instances}]
    if len(candidates) == 1:
        return candidates[0]
    depths = {pool: max((len(p) for p in pool.paths if _below(way.path, p)), default=0) for pool in candidates}
    best = [pool for pool in candidates if depths[pool] == max(depths.values()) > 0]
    if len(best) != 1:
        message = "this location leads to servers of several applications, and hactl cannot know which one is meant"
        raise refused("nginx-which-pool", message, "give each application a location with its path", way.directive)
    return best[0]


def _below(path: str, app: str) -> bool:
    return app == "/" or path == app or path.startswith(f"{app}/")


def _unused(http: Directive, ours: Iterable[Pass], held: Sequence[Directive]) -> Iterator[Directive]:
    """Yield the upstreams that nothing leads to any more."""
    left = [w for d in http.everything() if d not in held and d.name != "upstream" for w in d.words]
    for upstream in dict.fromkeys(p.upstream for p in ours if p.upstream in http.body):
        assert upstream is not None, "it is in this file"
        name = re.compile(rf"(?:^|/){re.escape(upstream.words[1])}(?:$|[/:])", re.IGNORECASE)
        if not any(map(name.search, left)):
            yield upstream


def _notes(found: Sequence[Pass], ours: Sequence[Pass], request: EditRequest) -> Iterator[Problem]:
    strangers = {s: p for p in ours for s in p.servers if not _address(s, request)}
    for server, way in strangers.items():
        message = f"{server} no longer receives users: it is not an instance of this environment"
        hint = "add it to the spec if it should be one"
        yield _note("nginx-other-server", message, hint, Severity.WARNING, _at(request, way.upstream or way.directive))
    blocks = {id(p.chain[1]) for p in ours}
    for way in found:
        if way not in ours and id(way.chain[1]) in blocks:
            message = f"{way.directive.words[1]} is not an instance of this environment; this location stays as it is"
            hint = "if it is one, let it lead to the instance's address and port as the spec has them"
            yield _note("nginx-other-way", message, hint, Severity.NOTE, _at(request, way.directive))


def _address(server: str, request: EditRequest) -> str:
    """Return the instance's address that this "host:port" means, "" if it means none."""
    return request.names.get(server.lower(), "")


def _at(request: EditRequest, directive: Directive) -> Place:
    return Place(directive.file or request.file, directive.line, 1)


def _note(id_: str, message: str, hint: str, severity: Severity, at: Place) -> Problem:
    return Problem(id=id_, message=message, hint=hint, severity=severity, place=at)


def _missing(request: EditRequest) -> Problem:
    hint = "`config` names your own file"
    return Problem(id="nginx-config-missing", message="there is no such file", hint=hint, place=Place(request.file))


def _located(why: EditRefused, request: EditRequest) -> Problem:
    place = Place(request.file, why.line, why.column)
    return Problem(id=why.id, message=why.message, hint=why.hint, place=place)
