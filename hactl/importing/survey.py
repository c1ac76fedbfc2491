"""The picture of what exists: clusters of instances and the NGINX in front, ready to be written down as a spec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hactl.balancer import BALANCERS
from hactl.balancer.interface import FoundBalancer
from hactl.disk import disk_folder
from hactl.errors import HasProblems
from hactl.importing import companions
from hactl.importing.clusters import group
from hactl.importing.recognise import Recognised, recognise
from hactl.importing.request import ImportRequest
from hactl.problems import Place, Problem, Severity
from hactl.spec.values import address as address_of
from hactl.spec.values import is_name

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundInstance:
    """An instance: its name, the word and the address of its host, and all that its base says."""

    name: str
    host: str
    address: str
    what: Recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What exists. `notes`: what a person has to look at.

    `balancer_host`: word and address of the host of NGINX, `balancer_base`: its folder there.
    """

    name: str
    clusters: dict[str, tuple[FoundInstance, ...]]
    companions: tuple[FoundInstance, ...]
    balancer: FoundBalancer | None
    balancer_host: tuple[str, str]
    balancer_base: str
    adopt: bool
    notes: tuple[Problem, ...] = field(default=())


def draw(request: ImportRequest) -> Survey:
    """Return what stands in these folders.

    Raises:
        HasProblems: a folder is no base that hactl knows; all such folders are named.
    """
    balancer = _balancer(request.nginx, request.root) if request.nginx else None
    known = [recognise(request, folder) for folder in request.folders]
    if wrong := [each for each in known if isinstance(each, Problem)]:
        raise HasProblems("these cannot be taken over; nothing was written", wrong)
    notes: list[Problem] = [n for each in known if isinstance(each, Recognised) for n in each.found.notes]
    bases, beside = companions.split_companions([each for each in known if isinstance(each, Recognised)])
    addresses = _addresses([*bases, *beside], balancer, notes)
    grouped = group(request, bases, balancer, notes)
    named = {name: tuple(_named(name, members, addresses, notes)) for name, members in grouped.items()}
    clusters = _told_apart(named, notes)
    if balancer is not None:
        notes += balancer.notes
    host, base = _balancer_place(request, balancer, clusters)
    return Survey(
        name=request.name,
        clusters=clusters,
        companions=tuple(_drawn(base.found.companion, base, addresses) for base in beside),
        balancer=balancer,
        balancer_host=host,
        balancer_base=base,
        adopt=request.adopt,
        notes=tuple(notes),
    )


def _balancer(main: Path, root: Path | None) -> FoundBalancer:
    folder = disk_folder(main.parent, root)
    return BALANCERS["nginx"].find(folder, main.name, folder.own_path)


def _addresses(bases: list[Recognised], balancer: FoundBalancer | None, notes: list[Problem]) -> dict[Path, str]:
    """Return where the balancer calls each base: its own word, its folder's name, a server of NGINX, else this host."""
    free = [(host, port) for host, port in (balancer.servers if balancer else ()) if _is_address(host)]
    found: dict[Path, str] = {}
    for base in bases:
        word = base.host if base.host and _is_address(base.host) else base.found.address
        fitting = [server for server in free if server[1] == base.found.http and word in (None, server[0])]
        if fitting:
            free.remove(fitting[0])
        if word is None and len({host for host, _ in fitting}) > 1:
            notes.append(_unsure(base, fitting[0][0]))
        found[base.folder] = word or (fitting[0][0] if fitting else LOOPBACK)
    return found


def _unsure(base: Recognised, address: str) -> Problem:
    return Problem(
        id="import-address",
        message=f"NGINX names several servers with port {base.found.http}; this base was taken for {address}, in order",
        hint="look at `host` in the spec",
        severity=Severity.WARNING,
        place=Place(str(base.folder)),
    )


def _named(
    cluster: str, members: list[Recognised], addresses: dict[Path, str], notes: list[Problem]
) -> Iterator[FoundInstance]:
    for number, base in enumerate(members, 1):
        route = base.found.instance or base.found.route
        if route is not None and not is_name(route):
            notes.append(_odd_route(base, route, f"{cluster}-{number}"))
            route = None
        yield _drawn(route or f"{cluster}-{number}", base, addresses)


def _told_apart(
    clusters: dict[str, tuple[FoundInstance, ...]], notes: list[Problem]
) -> dict[str, tuple[FoundInstance, ...]]:
    """Give instances that have one name between them (a jvmRoute that was copied with its file) names of their own."""
    times = Counter(one.name for members in clusters.values() for one in members)
    return {cluster: tuple(_own_names(cluster, members, times, notes)) for cluster, members in clusters.items()}


def _own_names(
    cluster: str, members: tuple[FoundInstance, ...], times: Mapping[str, int], notes: list[Problem]
) -> Iterator[FoundInstance]:
    for number, one in enumerate(members, 1):
        if times[one.name] == 1:
            yield one
            continue
        own = f"{cluster}-{number}"
        message = f"its jvmRoute `{one.name}` is that of another instance too; it is called {own} in the spec"
        yield replace(one, name=own)
        notes.append(_route_note(one.what, message))


def _drawn(name: str, base: Recognised, addresses: dict[Path, str]) -> FoundInstance:
    address = addresses[base.folder]
    return FoundInstance(name=name, host=base.host or address, address=address, what=base)


def _odd_route(base: Recognised, route: str, name: str) -> Problem:
    return _route_note(base, f"its jvmRoute `{route}` cannot be a name in a spec; the instance is called {name} there")


def _route_note(base: Recognised, message: str) -> Problem:
    return Problem(
        id="import-route",
        message=message,
        hint="NGINX keeps users by a cookie of its own, so this matters only with `affinity: route`",
        severity=Severity.WARNING,
        place=Place(str(base.folder)),
    )


def _balancer_place(
    request: ImportRequest, balancer: FoundBalancer | None, clusters: dict[str, tuple[FoundInstance, ...]]
) -> tuple[tuple[str, str], str]:
    """Return word and address of the host NGINX runs on, and its folder there."""
    listens = balancer.address if balancer else None
    for parent, start in ((request.root, "/"), (request.out, "")):
        if request.nginx and parent and request.nginx.is_relative_to(parent):
            word, *inner = request.nginx.parent.relative_to(parent).parts
            return (word, word if _is_address(word) else listens or LOOPBACK), start + "/".join(inner)
    hosts = {d.host: d.address for members in clusters.values() for d in members}
    word = next((name for name, address in hosts.items() if address == listens), listens or LOOPBACK)
    return (word, hosts.get(word, word)), str(request.nginx.parent) if request.nginx else "nginx"


def _is_address(word: str) -> bool:
    return address_of(word) == word
