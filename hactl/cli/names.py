"""Names that a shell completes: of clusters, instances, hosts, runs and servers, as the spec has them.

They are only read: nothing is locked, finished or written. Where something cannot be read there are none, and nothing
is said: the line being typed is no place for a message.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from hactl.model import Environment

_FILES = ("file", "spec_file")
_NGINX = "nginx"


def clusters(context: typer.Context, incomplete: str) -> list[str]:
    """Return the clusters that are not on the line yet."""
    given = context.params.get("clusters") or ()
    return [name for name in _of_spec(context, incomplete, _cluster_names) if name not in given]


def clusters_and_instances(context: typer.Context, incomplete: str) -> list[str]:
    """Return the clusters and instances that are not on the line yet."""
    given = context.params.get("targets") or ()
    names = _of_spec(context, incomplete, lambda e: (*_cluster_names(e), *_instance_names(e)))
    return [name for name in names if name not in given]


def instances(context: typer.Context, incomplete: str) -> list[str]:
    """Return the instances."""
    return _of_spec(context, incomplete, _instance_names)


def members(context: typer.Context, incomplete: str) -> list[str]:
    """Return who runs in a lab: the instances, what a product needs beside them, and the balancer."""
    return _of_spec(context, incomplete, _member_names)


def hosts(context: typer.Context, incomplete: str) -> list[str]:
    """Return the hosts that the spec names."""
    return _of_spec(context, incomplete, _host_names)


def runs(context: typer.Context, incomplete: str) -> list[str]:
    """Return the runs that are kept, the newest first."""
    return _of_spec(context, incomplete, lambda environment: _run_names(context, environment))


def servers(incomplete: str) -> list[str]:
    """Return the servers that hactl knows: TYPE@LINE, and behind a TYPE@ the versions that its tests run, too."""
    return _quietly(lambda: [name for name in _servers(incomplete) if name.startswith(incomplete)])


def _servers(begun: str) -> list[str]:
    from hactl.servers import SERVER_TYPES

    product, at, _ = begun.partition("@")
    found = {product: SERVER_TYPES[product]} if at and product in SERVER_TYPES else SERVER_TYPES
    lines = [(name, line) for name, server in found.items() for line in server.lines.values()]
    exact = [f"{name}@{version}" for name, line in lines for version in line.artifacts] if at else []
    return list(dict.fromkeys([*(f"{name}@{line.name}" for name, line in lines), *exact]))


def _cluster_names(environment: Environment) -> Iterable[str]:
    return (cluster.name for cluster in environment.clusters)


def _instance_names(environment: Environment) -> Iterable[str]:
    return (instance.name for instance in environment.instances)


def _member_names(environment: Environment) -> Iterable[str]:
    return (*_instance_names(environment), *(each.name for each in environment.companions), _NGINX)


def _host_names(environment: Environment) -> Iterable[str]:
    return (host.name for host in environment.hosts)


def _run_names(context: typer.Context, environment: Environment) -> Iterable[str]:
    from hactl.operations import Order, places_for
    from hactl.runs.records import run_ids

    out = context.params.get("out")
    order = Order(spec=_spec_file(context.params), out=out.absolute() if out else None)
    return reversed(run_ids(places_for(order, environment).out))


def _of_spec(context: typer.Context, begun: str, names: Callable[[Environment], Iterable[str]]) -> list[str]:
    def found() -> list[str]:
        with chdir(_folder(context)):
            environment = _environment(_spec_file(context.params))
            return [name for name in dict.fromkeys(names(environment) if environment else ()) if name.startswith(begun)]

    return _quietly(found)


def _quietly(names: Callable[[], list[str]]) -> list[str]:
    try:
        return names()
    except Exception:  # whatever it is, the command itself says it when the line is complete
        return []


def _folder(context: typer.Context) -> Path:
    """Return where the command would work: -C before it, and -C behind."""
    return Path(context.find_root().params.get("directory") or "", context.params.get("directory") or "")


def _spec_file(given: Mapping[str, Any]) -> Path:
    from hactl.spec import find_spec

    named = next((Path(given[name]) for name in _FILES if given.get(name)), None)
    return find_spec(named, os.environ, Path.cwd())


def _environment(spec: Path) -> Environment | None:
    """Return what the spec says, also where its values do not fit each other."""
    from hactl.servers import known_lines
    from hactl.spec import read_spec

    return read_spec(spec, known_lines()).draft
