"""Names that a shell completes: of clusters, instances, hosts and runs, as the spec has them.

They are only read: nothing is locked, finished or written. Where something cannot be read there are none, and nothing
is said: the line being typed is no place for a message.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hactl.model import Environment


@dataclass(frozen=True, slots=True)
class Given:
    """What stands on the line so far: words of the command by name, and the folder that -C before it names."""

    words: Mapping[str, Any] = field(default_factory=dict)
    folder: str = ""


_FILES = ("file", "spec_file")
_NGINX = "nginx"


def clusters(given: Given, incomplete: str) -> list[str]:
    """Return the clusters that are not on the line yet."""
    there = given.words.get("clusters") or ()
    return [name for name in _of_spec(given, incomplete, _cluster_names) if name not in there]


def clusters_and_instances(given: Given, incomplete: str) -> list[str]:
    """Return the clusters and instances that are not on the line yet."""
    there = given.words.get("targets") or ()
    names = _of_spec(given, incomplete, lambda e: (*_cluster_names(e), *_instance_names(e)))
    return [name for name in names if name not in there]


def instances(given: Given, incomplete: str) -> list[str]:
    """Return the instances."""
    return _of_spec(given, incomplete, _instance_names)


def members(given: Given, incomplete: str) -> list[str]:
    """Return who runs in a lab: the instances, what a product needs beside them, and the balancer."""
    return _of_spec(given, incomplete, _member_names)


def hosts(given: Given, incomplete: str) -> list[str]:
    """Return the hosts that the spec names."""
    return _of_spec(given, incomplete, _host_names)


def runs(given: Given, incomplete: str) -> list[str]:
    """Return the runs that are kept, the newest first."""
    return _of_spec(given, incomplete, lambda environment: _run_names(given, environment))


def _cluster_names(environment: Environment) -> Iterable[str]:
    return (cluster.name for cluster in environment.clusters)


def _instance_names(environment: Environment) -> Iterable[str]:
    return (instance.name for instance in environment.instances)


def _member_names(environment: Environment) -> Iterable[str]:
    return (*_instance_names(environment), *(each.name for each in environment.companions), _NGINX)


def _host_names(environment: Environment) -> Iterable[str]:
    return (host.name for host in environment.hosts)


def _run_names(given: Given, environment: Environment) -> Iterable[str]:
    from hactl.operations import Order, places_for
    from hactl.runs.records import run_ids

    out = given.words.get("out")
    order = Order(spec=_spec_file(given.words), out=out.absolute() if out else None)
    return reversed(run_ids(places_for(order, environment).out))


def _of_spec(given: Given, begun: str, names: Callable[[Environment], Iterable[str]]) -> list[str]:
    def found() -> list[str]:
        with chdir(_folder(given)):
            environment = _environment(_spec_file(given.words))
            return [name for name in dict.fromkeys(names(environment) if environment else ()) if name.startswith(begun)]

    return quietly(found)


def quietly(names: Callable[[], list[str]]) -> list[str]:
    """Return the names, none where anything stops it."""
    try:
        return names()
    except Exception:  # whatever it is, the command itself says it when the line is complete
        return []


def _folder(given: Given) -> Path:
    """Return where the command would work: -C before it, and -C behind."""
    return Path(given.folder, given.words.get("directory") or "")


def _spec_file(given: Mapping[str, Any]) -> Path:
    from hactl.spec import find_spec

    named = next((Path(given[name]) for name in _FILES if given.get(name)), None)
    return find_spec(named, os.environ, Path.cwd())


def _environment(spec: Path) -> Environment | None:
    """Return what the spec says, also where its values do not fit each other."""
    from hactl.servers import known_lines
    from hactl.spec import read_spec

    return read_spec(spec, known_lines()).draft
