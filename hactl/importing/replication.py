"""Whether HA is on in a cluster's bases now, and what of it the spec has to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hactl.importing.survey import FoundInstance, Survey
from hactl.model import Server
from hactl.servers import line_of
from hactl.servers.interface import FoundReplication
from hactl.spec.replication import derived_multicast


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The word `ha`, why it is off where a person's own replication is on, and the cluster's `replication`."""

    ha: bool
    why: str = ""
    replication: Mapping[str, object] = field(default_factory=dict)


USUAL = {"discovery": "multicast", "applications": "all", "changes": "set", "heartbeat": "500ms", "drop_after": "3s"}


def state(survey: Survey, cluster: str, members: tuple[FoundInstance, ...]) -> State:
    """Return how replication stands in these bases."""
    on = [r for d in members if (r := d.what.found.replication) is not None]
    ours = [r for r in on if r.ours]
    if ours:
        return State(ha=True, replication=_ours(survey, cluster, members[0].what.server, ours[0]))
    if not on:
        return State(ha=False)
    group = _group(survey, on)
    consent = any(r.consent for r in on)
    if survey.adopt and not any(r.copies for r in on):
        return State(ha=False, replication={"adopt": True})
    if survey.adopt:
        return State(ha=True, replication={"adopt": True, **group} if consent else group)
    element = on[0].element.partition(" at ")[0] or "<Cluster>"
    what, say = (f"a {element}", "`replication: {adopt: true}`") if consent else ("replication", "`ha: true`")
    return State(
        ha=False, why=f"{what} of your own is on; hactl leaves it alone until you say {say}", replication=group
    )


def _ours(survey: Survey, cluster: str, server: Server, on: FoundReplication) -> Mapping[str, object]:
    usual = {**USUAL, "mode": line_of(server).mode.value}
    said = {
        "mode": on.mode,
        "discovery": on.discovery,
        "applications": on.applications,
        "changes": on.changes,
        "heartbeat": _time(on.heartbeat_ms),
        "drop_after": _time(on.drop_after_ms),
    }
    words: dict[str, object] = {n: v for n, v in said.items() if v is not None and v != usual[n]}
    if on.key:
        words["encrypt"] = {"key": f"${{{on.key}}}"}
    derived = derived_multicast(survey.name, survey.balancer_host[1], cluster)
    if on.address is not None and (on.address, on.port) != (derived.address, derived.port):
        words["multicast"] = {"address": on.address, "port": on.port}
    return words


def _group(survey: Survey, on: list[FoundReplication]) -> Mapping[str, object]:
    """Return a person's own group where the cluster has one of its own."""
    mine = {(r.address, r.port) for r in on}
    everyone = [
        {(r.address, r.port) for d in members if (r := d.what.found.replication) is not None}
        for members in survey.clusters.values()
    ]
    if len(mine) != 1 or all(r.stock for r in on) or sum(bool(mine & groups) for groups in everyone) > 1:
        return {}
    address, port = mine.pop()
    return {"multicast": {"address": address, "port": port}}


def _time(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    return f"{milliseconds}ms" if milliseconds % 1000 else f"{milliseconds // 1000}s"
