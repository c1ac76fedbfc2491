"""The parts of a spec as they are written: every key with its type, its default, and what is told of it."""

from hactl.spec.parts.balancer import BalancerPart, FailoverPart, ListenPart
from hactl.spec.parts.glassfish import DasPart, GlassfishPart
from hactl.spec.parts.replication import DefaultsPart, EncryptPart, MulticastPart, PortsPart, ReplicationPart
from hactl.spec.parts.spec import AppPart, ClusterPart, HostPart, InstancePart, SpecPart

__all__ = [
    "AppPart",
    "BalancerPart",
    "ClusterPart",
    "DasPart",
    "DefaultsPart",
    "EncryptPart",
    "FailoverPart",
    "GlassfishPart",
    "HostPart",
    "InstancePart",
    "ListenPart",
    "MulticastPart",
    "PortsPart",
    "ReplicationPart",
    "SpecPart",
]
