"""The environment as a tree: what `create` ends with, and what `show` and `status` begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hactl.model import Cluster, Companion, Discovery, Environment, Instance, Pool
from hactl.plan import Restart
from hactl.protection import Protection
from hactl.targets import BALANCER
from hactl.views import protection as protection_view
from hactl.views import restarts
from hactl.views.look import PLAIN, Look, clean

if TYPE_CHECKING:
    from hactl.views.shapes.status import ClusterData, CompanionData, StatusData

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
State = Literal["on", "off", "mixed", "absent", "elsewhere"]  # HA of a cluster as its files on disk have it
MOST_FILES = 40  # in text; JSON has all


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What is shown of an environment.

    `folders`: name of the instance (and "balancer") → where its files lie. `states`:
    cluster → HA on disk; without one only the spec's word is shown. `running`:
    instance → what is known of its process, one or two words. `uncopied`: product →
    what of a session stays on its instance, to be said when HA goes on. `files`: file → two letters, see `drift`.
    `protection`: which applications are not protected; None: not asked. `ends`: the last line.
    """

    environment: Environment
    folders: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    running: Mapping[str, str] = field(default_factory=dict)
    restarts: Sequence[Restart] = ()
    uncopied: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    next_command: str = ""
    protection: Protection | None = None
    ends: str = ""


@dataclass(frozen=True, slots=True)
class _Node:
    """One line of the tree: its facts in columns, and what hangs below it."""

    facts: tuple[str, ...]
    below: tuple[_Node, ...] = ()


def text(overview: Overview, *, look: Look = PLAIN) -> str:
    """Return the tree, then the restarts that are needed, what is not copied, and the next command."""
    environment = overview.environment
    head = f"{look.paint(environment.name, 'bold')}  {look.paint(f'({clean(environment.source)})', 'dim')}"
    clusters = (_cluster(overview, cluster, look) for cluster in environment.clusters)
    nodes = (_balancer(overview), *(_companion(overview, each) for each in environment.companions), *clusters)
    parts = ["\n".join([head, *_drawn(nodes, "", look)]) + "\n"]
    if overview.files:
        parts.append(_files(overview.files, look))
    if overview.restarts:
        parts.append(restarts.text(overview.restarts, look=look))
    if overview.uncopied:
        parts.append("".join(f"not copied by {name}: {what}\n" for name, what in overview.uncopied.items()))
    if overview.next_command:
        parts.append(f"next: {look.paint(overview.next_command, 'bold')}\n")
    if overview.ends:
        parts.append(look.paint(overview.ends, "bold", "yellow") + "\n")
    return "\n".join(parts)


def _files(files: Mapping[str, str], look: Look) -> str:
    """Return the files with their letters: since hactl wrote them, and by apply."""
    shown = [f"  {look.paint(both, 'yellow')}  {clean(file)}" for file, both in list(files.items())[:MOST_FILES]]
    more = [f"  … and {len(files) - MOST_FILES} more"] if len(files) > MOST_FILES else []
    head = "files (M changed, D deleted since hactl wrote it; C, U, D: apply would create, update, delete it):"
    return "\n".join([head, *shown, *more]) + "\n"


def _balancer(overview: Overview) -> _Node:
    balancer = overview.environment.balancer
    listen = ", ".join(f"{balancer.host.address}:{port}" for port in balancer.listen)
    kind = f"{balancer.kind} {balancer.version}".strip()
    facts = ("balancer", listen, kind, *_found(overview, BALANCER))
    pools = overview.environment.pools()
    told = len(pools) > 1 or any(app.path != "/" for pool in pools for app in pool.apps)
    return _Node(tuple(filter(None, facts)), tuple(map(_pool, pools)) if told else ())


def _companion(overview: Overview, companion: Companion) -> _Node:
    ports = [f"admin port {companion.port}", *(f"{cluster}: {port}" for cluster, port in companion.receivers)]
    facts = (companion.name, companion.host.address, str(companion.server), ", ".join(ports))
    return _Node(tuple(filter(None, (*facts, *_found(overview, companion.name)))))


def _pool(pool: Pool) -> _Node:
    apps = ", ".join(f"{clean(app.path)} ({app.name})" for app in pool.apps)
    return _Node((f"pool {pool.name}", apps, "clusters " + ", ".join(c.name for c in pool.clusters)))


def _cluster(overview: Overview, cluster: Cluster, look: Look) -> _Node:
    facts = (f"cluster {cluster.name}", str(cluster.server), _ha(cluster, overview.states.get(cluster.name), look))
    replication = _replication(cluster) if cluster.ha else ""
    instances = tuple(_instance(overview, i, cluster) for i in cluster.instances)
    return _Node((*facts, replication), (*instances, *_applications(overview, cluster)))


def _applications(overview: Overview, cluster: Cluster) -> tuple[_Node, ...]:
    rows = tuple(_Node(tuple(map(clean, row.facts()))) for row in _rows(overview, cluster)) if cluster.ha else ()
    return (_Node(("applications",), rows),) if rows else ()


def _rows(overview: Overview, cluster: Cluster) -> Iterator[protection_view.Row]:
    if overview.protection is not None:
        state = overview.states.get(cluster.name, "on" if cluster.ha else "off")
        yield from protection_view.rows(overview.environment, cluster, overview.protection, state)


_NOT_HERE: dict[State, str] = {"absent": "not created yet", "elsewhere": "its files are on other machines"}


def _ha(cluster: Cluster, state: State | None, look: Look) -> str:
    """Return the word for HA: the spec's, and the disk's where that is another."""
    word = "on" if cluster.ha else "off"
    if state is None or state == word:
        return look.paint(f"HA {word}", "green" if cluster.ha else "yellow")
    if state in _NOT_HERE:
        return look.paint(f"HA {word}, {_NOT_HERE[state]}", "yellow")
    return look.paint(f"HA {state} on disk, {word} in the spec", "red")


def _replication(cluster: Cluster) -> str:
    replication = cluster.replication
    group = f"multicast {replication.multicast.address}:{replication.multicast.port}"
    found_by = group if replication.discovery is Discovery.MULTICAST else "static"
    sealed = ", encrypted" if replication.encrypt else ""
    return f"{replication.mode}{sealed}, {found_by}"


def _instance(overview: Overview, instance: Instance, cluster: Cluster) -> _Node:
    ports = [f"receiver {instance.host.cluster_address}:{instance.ports.receiver}"] if cluster.ha else []
    ports += [f"shutdown {instance.ports.shutdown}"] if instance.ports.shutdown else []
    ports += ["drained: no new users"] if instance.drain else []
    return _Node((instance.name, instance.address, ", ".join(ports), *_found(overview, instance.name)))


def _found(overview: Overview, name: str) -> tuple[str, str]:
    """Return what is known of the process, and the folder."""
    return clean(overview.running.get(name, "")), clean(overview.folders.get(name, ""))


def _drawn(nodes: Sequence[_Node], indent: str, look: Look) -> Iterator[str]:
    """Yield the lines: columns aligned among sisters, unless that is wider than the terminal."""
    widths = _widths(nodes)
    for node in nodes:
        last = node is nodes[-1]
        below = indent + ("    " if last else look.sign("│   "))
        branch = indent + look.sign("└── " if last else "├── ")
        yield from _row(node.facts, widths, (branch, below + (look.sign("│   ") if node.below else "    ")), look)
        yield from _drawn(node.below, below, look)


def _row(facts: tuple[str, ...], widths: Sequence[int], prefixes: tuple[str, str], look: Look) -> Iterator[str]:
    first, further = prefixes
    aligned = "  ".join(f.ljust(w + len(f) - _length(f)) for f, w in zip(facts, widths, strict=False) if w)
    line = first + aligned.rstrip()
    if not look.width or _length(line) <= look.width:
        yield line
        return
    yield from _packed([fact for fact in facts if fact], first, further, look.width)


def _packed(facts: Sequence[str], first: str, further: str, width: int) -> Iterator[str]:
    """Yield as many facts a line as fit, further lines set in."""
    line = first + facts[0]
    for fact in _parted(facts[1:], width - len(further)):
        if _length(line) + 2 + _length(fact) > width:
            yield line
            line = further + fact
        else:
            line += "  " + fact
    yield line


def _parted(facts: Sequence[str], width: int) -> Iterator[str]:
    """Yield the facts; one that is wider than all there is, in the parts between its commas or blanks."""
    for fact in facts:
        if _length(fact) <= width:
            yield fact
            continue
        for part in fact.replace(", ", ",\0").split("\0"):
            yield from (part,) if _length(part) <= width else part.split(" ")


def _widths(nodes: Sequence[_Node]) -> list[int]:
    columns = max((len(node.facts) for node in nodes), default=0)
    rows = [node.facts + ("",) * (columns - len(node.facts)) for node in nodes if len(node.facts) > 1 or columns == 1]
    return [max(_length(row[column]) for row in rows) for column in range(columns)]


def _length(shown: str) -> int:
    """Return the columns a text takes, colour codes aside."""
    return len(_COLOUR.sub("", shown))


def as_data(overview: Overview) -> StatusData:
    """Return the same for a program."""
    environment, balancer = overview.environment, overview.environment.balancer
    return {
        "environment": environment.name,
        "spec": environment.source,
        "balancer": {
            "kind": balancer.kind,
            "version": balancer.version,
            "host": balancer.host.name,
            "listen": [f"{balancer.host.address}:{port}" for port in balancer.listen],
            "folder": overview.folders.get(BALANCER),
            "running": overview.running.get(BALANCER),
        },
        "pools": [
            {"name": p.name, "apps": [a.name for a in p.apps], "clusters": [c.name for c in p.clusters]}
            for p in environment.pools()
        ],
        "companions": [_companion_data(overview, companion) for companion in environment.companions],
        "clusters": [_cluster_data(overview, cluster) for cluster in environment.clusters],
        "files": dict(overview.files),
        "restarts": restarts.as_data(overview.restarts),
        "not_copied": dict(overview.uncopied),
        "not_protected": protection_view.not_for(environment.clusters, overview.protection or Protection()),
        "next": overview.next_command,
    }


def _companion_data(overview: Overview, companion: Companion) -> CompanionData:
    return {
        "name": companion.name,
        "server": str(companion.server),
        "host": companion.host.name,
        "address": f"{companion.host.address}:{companion.port}",
        "receivers": dict(companion.receivers),
        "folder": overview.folders.get(companion.name),
        "running": overview.running.get(companion.name),
    }


def _cluster_data(overview: Overview, cluster: Cluster) -> ClusterData:
    multicast = cluster.replication.multicast
    return {
        "name": cluster.name,
        "server": str(cluster.server),
        "ha": cluster.ha,
        "on_disk": overview.states.get(cluster.name),
        "mode": cluster.replication.mode,
        "discovery": cluster.replication.discovery,
        "multicast": f"{multicast.address}:{multicast.port}",
        "instances": [
            {
                "name": i.name,
                "host": i.host.name,
                "address": i.address,
                "ports": {"http": i.ports.http, "shutdown": i.ports.shutdown, "receiver": i.ports.receiver},
                "drained": i.drain,
                "folder": overview.folders.get(i.name),
                "running": overview.running.get(i.name),
            }
            for i in cluster.instances
        ],
        "applications": [row.data() for row in _rows(overview, cluster)],
    }
