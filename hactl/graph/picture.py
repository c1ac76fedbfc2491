"""What a picture of an environment shows, in words, before anything has a place: boxes, and who belongs to whom.

Each form (SVG, dot, Mermaid, a terminal's text) draws the same `Picture`, so that no two can disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Literal

from hactl.model import Affinity, Balancer, Cluster, Companion, Copies, Discovery, Environment, Instance, Pool
from hactl.views.look import clean

DRAWN = "drawn by `hactl graph`"
MANY = 24  # instances; with more, each cluster is one box

FEW, WRAPPED = 4, 44  # names in a list; columns of one that is shown whole

Mark = Literal["", "down", "standby", "drained"]
"""What a balancer's own words say of an instance: nobody is sent there, or only where nobody else is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folding:
    """Which clusters are one box instead of a box for each instance. `all_`: None, where there are many instances.

    `unfolded`: those that are drawn whole, whatever becomes of the others; where some are named, the others are folded.
    """

    all_: bool | None = None
    unfolded: frozenset[str] = frozenset()

    def folds(self, cluster: Cluster, instances: int) -> bool:
        """Tell whether this cluster is folded, in an environment of so many instances."""
        if cluster.name in self.unfolded:
            return False
        if self.all_ is None:
            return bool(self.unfolded) or instances > MANY
        return self.all_


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known beyond the spec: an instance's mark by its address, a cluster's HA on disk by its name."""

    marks: Mapping[str, Mark] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A box with nothing in it but words. `key` is unique in the picture; `whole` says all of it in a sentence."""

    key: str
    name: str
    facts: tuple[str, ...]
    whole: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A pool: the applications that lead to the same clusters, by the keys of those."""

    key: str
    apps: str
    groups: tuple[str, ...]
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A cluster. `copies` and `meet`: who has a copy of whose session, and by what the instances find each other.

    `folded`: what is said in place of the cards; those are there all the same.
    """

    key: str
    name: str
    server: str
    on: bool
    state: str
    sync: bool
    copies: str
    meet: str
    cards: tuple[Card, ...]
    whole: str
    folded: tuple[str, ...] = ()

    @property
    def shares(self) -> bool:
        """Tell whether sessions are copied: HA is on, and there is somebody to copy to."""
        return self.on and len(self.cards) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All that is drawn. `ways` is empty where all users are led to all clusters by one path."""

    title: str
    source: str
    counts: str
    balancer: Card
    companions: tuple[Card, ...]
    groups: tuple[Group, ...]
    ways: tuple[Way, ...]

    @property
    def drawn_from(self) -> str:
        """Return what each form says of itself, by which hactl knows it again."""
        return f"{DRAWN} from {self.source}; change the spec, and draw it again"

    def ways_to(self, group: Group) -> tuple[tuple[int, Way], ...]:
        """Return the pools that a cluster is in, each with its number."""
        return tuple((number, way) for number, way in enumerate(self.ways) if group.key in way.groups)

    @property
    def whole(self) -> str:
        """Return the picture in words, for those who cannot see it."""
        parts = [self.balancer.whole, *(way.whole for way in self.ways), *(group.whole for group in self.groups)]
        return ". ".join([f"{self.counts}", *parts, *(card.whole for card in self.companions)]) + "."


def picture_of(environment: Environment, folding: Folding | None = None, seen: Seen | None = None) -> Picture:
    """Return what is to be drawn of an environment."""
    folding, seen = folding or Folding(), seen or Seen()
    keys = {cluster.name: f"c{number}" for number, cluster in enumerate(environment.clusters)}
    count = sum(len(cluster.instances) for cluster in environment.clusters)
    return Picture(
        title=environment.name,
        source=clean(environment.source),
        counts=_counts(environment),
        balancer=_balancer(environment.balancer),
        companions=tuple(_companion(n, c, environment) for n, c in enumerate(environment.companions)),
        groups=tuple(
            _group(keys[cluster.name], cluster, seen, folded=folding.folds(cluster, count))
            for cluster in environment.clusters
        ),
        ways=_ways(environment, keys),
    )


def _counts(environment: Environment) -> str:
    instances = list(environment.instances)
    parts = (
        _count(len(instances), "instance"),
        f"in {_count(len(environment.clusters), 'cluster')}",
        f"on {_count(len({i.host.name for i in instances}), 'host')}",
    )
    return " ".join(parts)


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


def _balancer(balancer: Balancer) -> Card:
    address, ports = balancer.host.address, [str(port) for port in dict.fromkeys(balancer.listen)]
    listen = f"{address}:{ports[0]}" if len(ports) == 1 else f"{address}, ports {', '.join(ports)}"
    sticky = "a cookie" if balancer.affinity is Affinity.COOKIE else "the session id"
    name = " ".join(filter(None, (balancer.kind, balancer.version)))
    named = "" if balancer.server_name in ("", "_") else clean(balancer.server_name)
    host = _host(balancer.host.name, balancer.host.address)
    listens = wrap(f"listens on {listen}", WRAPPED)  # of ports none is left out
    facts = tuple(filter(None, (host, *listens, named, f"keeps users by {sticky}")))
    return Card(key="balancer", name=name, facts=facts, whole=f"balancer {name}: {', '.join(facts)}")


def _host(name: str, address: str) -> str:
    return "" if name == address else clean(f"host {name}")


def _companion(number: int, companion: Companion, environment: Environment) -> Card:
    own = [c.name for c in environment.clusters if c.server.type == companion.server.type]
    facts = (
        str(companion.server),
        _host(companion.host.name, companion.host.address),
        f"admin {companion.host.address}:{companion.port}",
        f"administers {_few(own)}",
    )
    said = tuple(filter(None, facts))
    return Card(key=f"d{number}", name=companion.name, facts=said, whole=f"{companion.name}: {', '.join(said)}")


def _ways(environment: Environment, keys: Mapping[str, str]) -> tuple[Way, ...]:
    pools = environment.pools()
    if len(pools) == 1 and [app.path for app in pools[0].apps] == ["/"] and len(pools[0].clusters) == len(keys):
        return ()
    return tuple(_way(number, pool, keys) for number, pool in enumerate(pools))


def _way(number: int, pool: Pool, keys: Mapping[str, str]) -> Way:
    apps = ", ".join(app.path if app.path.strip("/") == app.name else f"{app.path} ({app.name})" for app in pool.apps)
    apps = clean(apps)
    every = len(pool.clusters) == len(keys)
    clusters = "all clusters" if every else _few([cluster.name for cluster in pool.clusters])
    groups = tuple(keys[cluster.name] for cluster in pool.clusters)
    return Way(key=f"p{number}", apps=apps, groups=groups, whole=f"{apps} on {clusters}")


def _group(key: str, cluster: Cluster, seen: Seen, *, folded: bool) -> Group:
    cards = tuple(_instance(f"{key}i{n}", i, cluster, seen) for n, i in enumerate(cluster.instances))
    state = _state(cluster, seen.states.get(cluster.name, ""))
    copies, meet = _copies(cluster), _meet(cluster)
    said = ", ".join(filter(None, (str(cluster.server), state, copies, meet)))
    members = ", ".join(_folded(cluster, cards)) if folded else "; ".join(card.whole for card in cards)
    return Group(
        key=key,
        name=cluster.name,
        server=str(cluster.server),
        on=cluster.ha,
        state=state,
        sync=cluster.replication.mode == "sync",
        copies=copies,
        meet=meet,
        cards=cards,
        whole=f"cluster {cluster.name}: {said}: {members}",
        folded=_folded(cluster, cards) if folded else (),
    )


def _state(cluster: Cluster, on_disk: str) -> str:
    word = "on" if cluster.ha else "off"
    return f"HA {on_disk} on disk" if on_disk in {"on", "off", "mixed"} - {word} else f"HA {word}"


def _copies(cluster: Cluster) -> str:
    """Return who has a copy of whose session."""
    count = len(cluster.instances)
    if not cluster.ha:
        return "no copies"
    if count == 1:
        return "no copies: one instance"
    if count == 2:
        return f"{cluster.replication.mode}, each to the other"
    to = f"the {count - 1} others" if cluster.replication.copies is Copies.ALL else "one other"
    return f"{cluster.replication.mode}, each to {to}"


def _meet(cluster: Cluster) -> str:
    if not cluster.ha:
        return ""
    if cluster.replication.discovery is Discovery.STATIC:
        return f"members named: {_few([i.name for i in cluster.instances])}"
    return f"multicast {cluster.replication.multicast.address}:{cluster.replication.multicast.port}"


def _instance(key: str, instance: Instance, cluster: Cluster, seen: Seen) -> Card:
    host, ports = instance.host, instance.ports
    own = f"{host.cluster_address}:" if host.cluster_address != host.address else ""
    receiver = f"receiver {own}{ports.receiver}" if cluster.ha else ""
    mark = seen.marks.get(instance.address, "")
    facts = tuple(filter(None, (_host(host.name, host.address), instance.address, receiver)))
    shutdown = f"shutdown {ports.shutdown}" if ports.shutdown else ""
    whole = ", ".join(filter(None, (*facts, shutdown, mark)))
    return Card(key=key, name=instance.name, facts=facts, mark=mark, whole=f"{instance.name}: {whole}")


def _folded(cluster: Cluster, cards: Sequence[Card]) -> tuple[str, ...]:
    """Return what is said of a cluster in place of its instances: how many, on how many hosts, by which ports."""
    instances = cluster.instances
    hosts = list(dict.fromkeys(i.host.name for i in instances))
    marks = [f"{sum(card.mark == mark for card in cards)} {mark}" for mark in ("down", "standby", "drained")]
    receivers = f", receiver {_range(i.ports.receiver for i in instances)}" if cluster.ha else ""
    lines = (
        f"{_count(len(instances), 'instance')} on {_count(len(hosts), 'host')}",
        _ends([i.name for i in instances]),
        _ends(hosts),
        f"http {_range(i.ports.http for i in instances)}{receivers}",
        ", ".join(mark for mark in marks if not mark.startswith("0 ")),
    )
    return tuple(filter(None, lines))


def _few(names: Sequence[str]) -> str:
    """Return the names; of many, the first and how many more."""
    more = len(names) - FEW
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:FEW])} and {more} more"


def _range(ports: Iterable[int]) -> str:
    seen = set(ports)
    return f"{min(seen)}–{max(seen)}" if len(seen) > 1 else f"{min(seen)}"  # noqa: RUF001 - a range


def _ends(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}" if len(names) > 2 else ", ".join(names)
