"""How sessions are copied, as a spec says it, and on which ports."""

from __future__ import annotations

from dataclasses import dataclass, field

from hactl.spec.told import told
from hactl.spec.values import RECEIVER_DISTANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class PortsPart:
    """Ports of an instance."""

    http: int | None = field(default=None, metadata=told("Port at which the balancer connects to it.", default=8080))
    shutdown: int | None = field(
        default=None,
        metadata=told(
            "Tomcat's shutdown port on 127.0.0.1; GlassFish's admin listener.",
            otherwise="none: a signal stops it; GlassFish: http + 2000",
            examples=(8005,),
        ),
    )
    receiver: int | None = field(
        default=None,
        metadata=told(
            "Port at which it takes copies of sessions.",
            otherwise=f"http + {RECEIVER_DISTANCE}",
            examples=(4001,),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MulticastPart:
    """The group of a cluster."""

    address: str | None = field(
        default=None,
        metadata=told(
            "Address of the group by which the instances of a cluster find each other.",
            otherwise="derived from environment, balancer and cluster, in 239.192.0.0/14",
            examples=("239.192.7.1",),
        ),
    )
    port: int | None = field(
        default=None,
        metadata=told(
            "Port of the group.",
            otherwise="derived from environment, balancer and cluster, from 45000 to 48999",
            examples=(45571,),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptPart:
    """How copies are encrypted on their way."""

    key: str = field(
        metadata=told(
            "The environment variable of the servers that holds the key, as `${NAME}`: 32, 48 or 64 hexadecimal "
            "digits. The key itself never stands in a spec.",
            otherwise="none: it has to be written",
            examples=("${SHOP_KEY}",),
            more="encryption.md",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicationPart:
    """How sessions are copied; times as written."""

    mode: str | None = field(
        default=None,
        metadata=told(
            "When an instance answers: after the session was copied, or before.",
            words={
                "sync": "an answered write is on the partner",
                "async": "faster; the last writes before a crash may be missing",
            },
            default="sync",
            otherwise="`sync`; GlassFish `async`",
        ),
    )
    discovery: str | None = field(
        default=None,
        metadata=told(
            "How the instances of a cluster find each other.",
            words={"multicast": "by their own multicast group", "static": "by name, for networks without multicast"},
            default="multicast",
        ),
    )
    applications: str | None = field(
        default=None,
        metadata=told(
            "Which applications' sessions are copied.",
            words={"all": "every application's", "distributable": "those with `<distributable/>` in their web.xml"},
            default="all",
        ),
    )
    heartbeat: str | None = field(
        default=None,
        metadata=told("How often an instance says that it is alive: a time with its unit.", default="500ms"),
    )
    drop_after: str | None = field(
        default=None,
        metadata=told("How long an instance may be silent before the others consider it dead.", default="3s"),
    )
    multicast: MulticastPart = field(
        default=MulticastPart(),
        metadata=told("The cluster's multicast group.", otherwise="a separate group for each cluster"),
    )
    adopt: bool | None = field(
        default=None,
        metadata=told(
            "What happens to your own `<Cluster>` or `<Manager>`. `true`: it is set aside while HA is on, "
            "and comes back; `false`: hactl refuses.",
            default=False,
        ),
    )
    copies: str | None = field(
        default=None,
        metadata=told(
            "Which instances have a copy of a session.",
            words={"all": "every other instance of the cluster", "one": "one of them"},
            default="all",
            otherwise="`all`; GlassFish `one`",
        ),
    )
    encrypt: EncryptPart | None = field(
        default=None,
        metadata=told(
            "Encryption of the copies on their way, by the server's own means, where it has one.",
            otherwise="none: copies travel as they are",
            more="encryption.md",
        ),
    )
    changes: str | None = field(
        default=None,
        metadata=told(
            "Which changes of a session are copied.",
            words={
                "set": "those that the application called `setAttribute` for",
                "all": "those too that it made inside of an object it had fetched",
            },
            default="set",
            otherwise="`set`; Jetty and GlassFish `all`, by what they are",
            more="changes.md",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultsPart:
    """Values that hold wherever nothing nearer is written."""

    ports: PortsPart = field(default=PortsPart(), metadata=told("Ports of every instance.", otherwise="see `ports`"))
    replication: ReplicationPart = field(
        default=ReplicationPart(),
        metadata=told("Replication of every cluster, key by key.", otherwise="see `replication`"),
    )
