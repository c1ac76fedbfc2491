"""What a room for a balancer must offer. A room is a module of the shape `BalancerType`, listed in BALANCERS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from hactl.folders import Folder, MachineFolder
from hactl.model import Environment
from hactl.problems import Problem
from hactl.render import Render
from hactl.targets import Location, Target

Aside = Literal["down", "standby", "drained"]
"""No user comes to an instance that is down; new ones come to one that stands by only where nobody else is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What hactl's own file says: the environment it was made from."""

    name: str
    source: str
    theirs: bool
    by_cookie: bool
    apps: tuple[tuple[str, str, tuple[str, ...]], ...]  # name, path, clusters
    clusters: dict[str, str]  # instance name: cluster
    max_fails: int
    fail_timeout: str
    read_timeout: str
    write_timeout: str
    header_size: str
    keepalive: str = "none"
    tls: tuple[tuple[int, str, str], ...] = ()  # port, certificate, key
    plain: tuple[int, ...] = ()
    redirect: str = "none"
    hsts: str | None = None
    webroot: str | None = None
    trust: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBalancer:
    """A balancer as its files have it. `servers`: what its upstreams name, host and port, in the order of the files.

    `site`: the file of the server block that was taken, by its name below the base.
    """

    base: str
    config: str
    address: str | None = None
    listen: tuple[int, ...] = ()
    server_name: str | None = None
    paths: tuple[str, ...] = ()
    servers: tuple[tuple[str, int], ...] = ()
    ours: Ours | None = None
    site: str = ""
    notes: tuple[Problem, ...] = ()


class BalancerType(Protocol):
    """A kind of balancer. `folder`, where a function takes one: a person's own configuration, None if not at hand."""

    @property
    def name(self) -> str:
        """The word in a spec: `nginx`."""
        ...

    def check(self, environment: Environment) -> Iterable[Problem]:
        """Yield what it cannot do as the spec wants it."""
        ...

    def targets(
        self, environment: Environment, render: Render, folder: MachineFolder | None = None
    ) -> Iterable[Target]:
        """Yield what each file below the balancer's base shall be."""
        ...

    def otherwise(self, environment: Environment, folder: MachineFolder) -> Iterator[Problem]:
        """Yield a warning for what a person's files do and will not do any more with HA on."""
        ...

    def even(self, environment: Environment, folder: MachineFolder | None) -> bool:
        """Tell whether every instance of a cluster gets as many new users as the next."""
        ...

    def aside(self, environment: Environment, folder: MachineFolder | None) -> Mapping[str, Aside]:
        """Return the instances, by their address, that a person's files take out or set aside, or that are drained."""
        ...

    def by_hand(
        self,
        environment: Environment,
        read_at: Callable[[Location], bytes | None],
        render: Render,
        folder: MachineFolder | None = None,
    ) -> str:
        """Return what a person is to do in their own configuration, where hactl is not to."""
        ...

    def find(self, folder: Folder, config: str, own_path: str = "") -> FoundBalancer:
        """Return what a configuration that exists says; `config`: the main file's name in its folder."""
        ...
