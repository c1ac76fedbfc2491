"""From the parts of a spec to how a cluster replicates: merged key by key, and a multicast group of its own."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Address
from typing import TypeVar

from hactl.model import Applications, Changes, Copies, Discovery, Encryption, Mode, Multicast, Replication
from hactl.problems import KeyPath
from hactl.spec.parts import ReplicationPart
from hactl.spec.servers import KnownLine
from hactl.spec.setting import Setting
from hactl.spec.told import default_of
from hactl.spec.trail import Trail
from hactl.spec.values import milliseconds, variable

GROUPS = IPv4Address("239.192.0.0")  # organization-local scope (RFC 2365): 239.192.0.0/14
GROUP_COUNT = 1 << 18
MULTICAST_PORTS = range(45000, 49000)

SHARED = "spec, defaults.replication"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Merged:
    """A value of a cluster, else of the defaults, key by key."""

    trail: Trail
    at: KeyPath
    own: ReplicationPart
    shared: ReplicationPart

    def text(self, key: str, default: str, origin: str = "default") -> str:
        shared: str | None = getattr(self.shared, key)
        if shared is not None:
            default, origin = shared, SHARED
        own: str | None = getattr(self.own, key)
        return self.trail.pick((*self.at, key), own, default, origin)

    def usual(self, key: str) -> str:
        return self.text(key, default_of(ReplicationPart, key))

    def flag(self, key: str) -> bool:
        shared: bool | None = getattr(self.shared, key)
        own: bool | None = getattr(self.own, key)
        default, origin = (default_of(ReplicationPart, key), "default") if shared is None else (shared, SHARED)
        return self.trail.pick((*self.at, key), own, default, origin)

    def milliseconds(self, key: str) -> int:
        found = milliseconds(self.usual(key))
        assert found is not None  # the schema has seen to it
        return found

    def multicast(self, derived: Multicast) -> Multicast:
        own, shared = self.own.multicast, self.shared.multicast
        return Multicast(
            address=self._of_group("address", own.address, shared.address, derived.address),
            port=self._of_group("port", own.port, shared.port, derived.port),
        )

    def encrypt(self) -> Encryption | None:
        own, shared = self.own.encrypt, self.shared.encrypt
        if own is None and shared is None:
            return self.trail.note((*self.at, "encrypt"), None, "default")
        written = own.key if own else None
        key = self.trail.pick((*self.at, "encrypt", "key"), written, shared.key if shared else "", SHARED)
        return Encryption(variable=variable(key))

    def _of_group(self, key: str, own: T | None, shared: T | None, derived: T) -> T:
        path = (*self.at, "multicast", key)
        if shared is not None:
            return self.trail.pick(path, own, shared, SHARED)
        return self.trail.pick(path, own, derived, "derived from environment, balancer address and cluster")


def resolve_replication(setting: Setting, cluster: str, part: ReplicationPart, line: KnownLine) -> Replication:
    """Return how the cluster copies sessions, with every value decided."""
    at: KeyPath = ("clusters", cluster, "replication")
    merged = _Merged(setting.trail, at, part, setting.spec.defaults.replication)
    environment = setting.spec.name
    return Replication(
        mode=Mode(merged.text("mode", line.mode)),
        discovery=Discovery(merged.usual("discovery")),
        applications=Applications(merged.usual("applications")),
        heartbeat_ms=merged.milliseconds("heartbeat"),
        drop_after_ms=merged.milliseconds("drop_after"),
        multicast=merged.multicast(derived_multicast(environment, setting.balancer_address, cluster)),
        adopt=merged.flag("adopt"),
        copies=Copies(merged.text("copies", line.copies)),
        encrypt=merged.encrypt(),
        changes=Changes(merged.text("changes", line.changes)),
        domain=setting.trail.note((*at, "domain"), f"{environment}-{cluster}", "derived from environment and cluster"),
    )


def derived_multicast(environment: str, balancer_address: str, cluster: str) -> Multicast:
    """Return a group that only these three names decide, so that it stays when other clusters come and go."""
    digest = sha256("\0".join((environment, balancer_address, cluster)).encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    group, rest = number % GROUP_COUNT, number // GROUP_COUNT
    return Multicast(address=str(GROUPS + group), port=MULTICAST_PORTS[rest % len(MULTICAST_PORTS)])
