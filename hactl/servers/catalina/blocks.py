"""The texts that go into a base: what is the same for a whole cluster is rendered once.

Why each value of the replication block is as it is, and what was measured: docs/tomcat.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from hactl import model
from hactl.model import Copies, Discovery, Instance, Mode
from hactl.render import Render, verbatim
from hactl.servers.bases import head as first_head
from hactl.servers.catalina.changes import managers
from hactl.servers.catalina.lines import CatalinaLine
from hactl.servers.encryption import ALGORITHM
from hactl.servers.tribes import unique_id

STATE_TRANSFER_SECONDS = 20  # the longest stall of an application's start; Tomcat's default is 60

MIME = (
    ("css", "text/css"),
    ("gif", "image/gif"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "application/javascript"),
    ("json", "application/json"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What the bases of one cluster share: seeds by file name, the Manager, the start script's text."""

    seeds: tuple[tuple[str, bytes], ...]
    context_alone: bytes
    manager: str
    script: bytes

    @classmethod
    def of(cls, source: str, title: str, cluster: model.Cluster, line: CatalinaLine, render: Render) -> Common:
        """Render what the cluster's bases share."""
        head = first_head(source)
        manager = render(
            "tomcat/manager.xml.j2",
            transfer_seconds=STATE_TRANSFER_SECONDS,
            one=cluster.replication.copies is Copies.ONE,
            managers=managers(cluster.replication),
            line=line,
            sync=cluster.replication.mode is Mode.SYNC,
        )
        script = render(
            "tomcat/start.sh.j2",
            source=source,
            title=title,
            version=cluster.server.version,
            service=verbatim("service.sh"),
        )
        return cls(
            seeds=(
                ("conf/web.xml", render("tomcat/web.xml.j2", head=head, line=line, mime=MIME)),
                ("conf/context.xml", render("tomcat/context.xml.j2", head=head)),
                ("conf/logging.properties", render("tomcat/logging.properties.j2", head=head)),
                *((path, render(template, head=head)) for path, template in line.seeds),
            ),
            context_alone=render("tomcat/context.xml.j2", head="Not here before hactl; disable-ha takes it away."),
            manager=manager.decode(),
            script=script,
        )

    def start(self, instance: Instance) -> bytes:
        """Return the instance's start script; the installation is named nowhere else."""
        home = f': "${{CATALINA_HOME:={instance.home}}}"\n' if instance.home else ""
        return self.script.replace(b"@home@\n", home.encode()).replace(b"@instance@", instance.name.encode())


def cluster(cluster: model.Cluster, instance: Instance, line: CatalinaLine, render: Render) -> str:
    """Return the replication block of one instance, with every value that matters written out."""
    replication = cluster.replication
    return render(
        "tomcat/cluster.xml.j2",
        sync=replication.mode is Mode.SYNC,
        one=replication.copies is Copies.ONE,
        managers=managers(replication),
        static=replication.discovery is Discovery.STATIC,
        transfer_seconds=STATE_TRANSFER_SECONDS,
        multicast=replication.multicast,
        domain=replication.domain,
        heartbeat_ms=replication.heartbeat_ms,
        drop_after_ms=replication.drop_after_ms,
        address=instance.host.cluster_address,
        receiver=instance.ports.receiver,
        line=line,
        encryption=replication.encrypt,
        algorithm=ALGORITHM,
        peers=[_member(replication.domain, peer) for peer in cluster.peers(instance)],
    ).decode()


def _member(domain: str, peer: Instance) -> dict[str, object]:
    return {"host": peer.host.cluster_address, "port": peer.ports.receiver, "unique": unique_id(domain, peer)}
