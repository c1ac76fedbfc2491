"""How an environment stands: where its files lie, whether HA is on in them, what is not copied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from hactl import machines
from hactl.model import Changes, Cluster
from hactl.operations import Draft
from hactl.servers import SERVER_TYPES, line_of
from hactl.servers.interface import Line
from hactl.spec import switched
from hactl.targets import Location, Owner

IN_PLACE = "changes inside an attribute without setAttribute"
ITSELF = "an attribute that cannot be serialized"
OF_ONE_INSTANCE = "data of one instance"
State = Literal["on", "off", "mixed", "absent", "elsewhere"]


def folders(draft: Draft) -> dict[str, str]:
    """Return the name of an instance or companion (and "balancer") -> the folder its files lie in."""
    return {base.name: _folder(draft, base.location) for base in machines.bases(draft.environment)}


def _folder(draft: Draft, location: Location) -> str:
    return str(location) if location in draft.elsewhere else draft.places.text(location)


def states(draft: Draft) -> dict[str, State]:
    """Return each cluster's HA as its files on disk have it; of files on other machines, what the spec remembers.

    "elsewhere": none of its instances is here, and nothing is remembered of them.
    """
    return {cluster.name: _state(draft, cluster) for cluster in draft.environment.clusters}


def _state(draft: Draft, cluster: Cluster) -> State:
    on_disk = draft.plan.on_disk
    owners = {str(Owner(cluster.name, i.name)): Location(i.host.name, i.base) for i in cluster.instances}
    return _all_of(on_disk.get(o) for o, base in owners.items() if o in on_disk or base not in draft.elsewhere)


def wanted_states(draft: Draft) -> dict[str, State]:
    """Return each cluster's HA as the files have it once the plan is carried out."""
    said = switched.read(draft.spec.data)
    here = {c.name for c in draft.environment.clusters if _bases_of(c) - draft.elsewhere}
    return {
        c.name: _all_of(said[c.name].values() if c.name in said else [c.ha] if c.name in here else [])
        for c in draft.environment.clusters
    }


def _bases_of(cluster: Cluster) -> set[Location]:
    return {Location(i.host.name, i.base) for i in cluster.instances}


def _all_of(states: Iterable[bool | None]) -> State:
    seen = set(states)
    if len(seen) != 1:
        return "mixed" if seen else "elsewhere"
    only = seen.pop()
    return "absent" if only is None else "on" if only else "off"


def uncopied(draft: Draft) -> dict[str, str]:
    """Return product and line -> what of a session is not copied, where HA is on in the spec and not yet on disk."""
    found = {}
    for cluster in draft.environment.clusters:
        if cluster.ha and _state(draft, cluster) != "on":
            line = line_of(cluster.server)
            title = f"{SERVER_TYPES[cluster.server.type].title} {line.name}"
            found[title] = "; ".join((*_left_out(cluster, line), OF_ONE_INSTANCE))
    return found


def _left_out(cluster: Cluster, line: Line) -> Iterable[str]:
    if line.copies_in_place:
        return (line.uncopied,)
    return (ITSELF,) if cluster.replication.changes is Changes.ALL else (line.uncopied, IN_PLACE)
