"""From a spec to the processes that a product needs beside its instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from hactl.model import Cluster, Companion
from hactl.problems import KeyPath
from hactl.spec.parts import DasPart, GlassfishPart
from hactl.spec.setting import Setting
from hactl.spec.told import default_of
from hactl.spec.trail import SPEC

RECEIVER_PORT = 9090  # of the first cluster, the others one above the other


def resolve_companions(setting: Setting, clusters: Iterable[Cluster], host: str) -> Iterator[Companion]:
    """Yield one companion for each product that needs one; `host`: where it runs unless the spec says."""
    served: dict[tuple[str, str], list[Cluster]] = {}
    served_by = tuple(clusters)
    for cluster in served_by:
        if word := setting.line(cluster.server).companion:
            served.setdefault((cluster.server.type, word), []).append(cluster)
    part = setting.spec.glassfish
    unknown = any(not cluster.server.line for cluster in served_by)
    if part is not None and not unknown and ("glassfish", "das") not in served:
        setting.trail.remark(("glassfish",), "spec-unused-product", "no cluster runs on GlassFish", "take it out")
    for (product, word), users in served.items():
        yield _companion(setting, (product, word), users, host)


def _companion(setting: Setting, at: KeyPath, users: list[Cluster], host: str) -> Companion:
    part = (setting.spec.glassfish or GlassfishPart()).das
    trail = setting.trail
    at_home = setting.hosts.find((*at, "host"), part.host or host)
    if part.host is None:
        trail.note((*at, "host"), at_home.name, "derived from the balancer's")
    return Companion(
        name=str(at[-1]),
        server=users[0].server,
        host=at_home,
        base=_base(setting, at, part),
        home=trail.note((*at, "home"), part.home, SPEC if part.home else "default"),
        port=trail.pick((*at, "admin_port"), part.admin_port, default_of(DasPart, "admin_port")),
        receivers=tuple((cluster.name, RECEIVER_PORT + number) for number, cluster in enumerate(users)),
    )


def _base(setting: Setting, at: KeyPath, part: DasPart) -> PurePosixPath:
    """Return the domain's folder: its last part is the domain's name, as `asadmin --domaindir` wants it."""
    domain = setting.trail.pick((*at, "domain"), part.domain, default_of(DasPart, "domain"))
    base = PurePosixPath(setting.trail.pick((*at, "base"), part.base, domain, "derived from domain"))
    if part.domain and base.name != part.domain:
        message = f"the domain `{part.domain}` lies in a folder of that name, and `base` ends with `{base.name}`"
        setting.trail.error((*at, "base"), "spec-domain-folder", message, "leave out `domain`, or correct `base`")
    return base
