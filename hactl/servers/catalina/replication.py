"""A <Cluster> that is on already, hactl's or a person's, in the words of a spec."""

from __future__ import annotations

from collections.abc import Mapping

from hactl.edits import xml
from hactl.edits.document import Document, Element
from hactl.edits.marker import EditRefused
from hactl.servers import reading as settings
from hactl.servers.catalina.changes import OURS
from hactl.servers.catalina.lines import TOMCATS
from hactl.servers.interface import FoundReplication
from hactl.spec.values import variable

ENGINE = "Server/Service/Engine"
CONTEXT = "conf/context.xml"
PLACES = (f"{ENGINE}/Cluster", f"{ENGINE}/Host/Cluster")
# The group that an untouched <Cluster> is on (Tomcat's manual, config/cluster-membership).
DEFAULT_GROUP = ("228.0.0.4", 45564)
KEY = "encryptionKey"
SYNC = frozenset({"4", "6"})  # Channel.SEND_OPTIONS_SYNCHRONIZED_ACK, with and without USE_ACK


def found(document: Document, context: bytes, known: Mapping[str, str], file: str) -> FoundReplication | None:
    """Return the replication of this server.xml, None where there is none. `context`: conf/context.xml."""
    clusters = [c for path in PLACES for c in document.elements(path)]
    if not clusters:
        return _manager(context)
    cluster = clusters[0]
    ours = any(m.opened[1] <= cluster.start < m.closed[0] for m in document.marks)
    read = _Read(document, cluster, known)
    member = read.attributes("Channel/Membership")
    receiver = read.attributes("Channel/Receiver")
    everywhere = xml.has_mark(context) or b"session.DeltaManager" in context
    address = member.get("address", None if ours else DEFAULT_GROUP[0])
    port = settings.number(member.get("port")) or (None if ours else DEFAULT_GROUP[1])
    return FoundReplication(
        ours=ours,
        stock=(address, port) == DEFAULT_GROUP,
        element=f"<Cluster> at {file}:{cluster.line}",
        mode="sync" if cluster.attributes.get("channelSendOptions") in SYNC else "async",
        discovery="static" if "channelStartOptions" in cluster.attributes else "multicast",
        applications="all" if everywhere else "distributable",
        changes="all" if read.attributes("Manager").get("className", "").startswith(OURS) else "set",
        address=address,
        port=port,
        heartbeat_ms=settings.whole(member.get("frequency")),
        drop_after_ms=settings.whole(member.get("dropTime")),
        domain=member.get("domain"),
        receiver=settings.number(receiver.get("port")),
        cluster_address=settings.address(receiver.get("address")),
        key=variable(read.key()) if ours else "",
    )


def _manager(context: bytes) -> FoundReplication | None:
    """Return a `<Manager>` of a person's that decides over the sessions of every application of the base."""
    found = managers(context)
    if not found:
        return None
    stores = any(not m.attributes.get("className", TOMCATS).startswith(TOMCATS) for m in found)
    element = f"<Manager> at {CONTEXT}:{found[0].line}"
    return FoundReplication(ours=False, copies=stores, stock=True, element=element)


def managers(context: bytes) -> list[Element]:
    """Return the `<Manager>`s in conf/context.xml that hactl did not write; none where it cannot be read."""
    try:
        document = xml.parse(context)
    except EditRefused:
        return []
    ours = [(mark.opened[1], mark.closed[0]) for mark in document.marks]
    found = document.elements("Context/Manager")
    return [m for m in found if not any(first <= m.start < last for first, last in ours)]


class _Read:
    """Elements below one <Cluster>."""

    def __init__(self, document: Document, cluster: Element, known: Mapping[str, str]) -> None:
        self._document, self._cluster, self._known = document, cluster, known

    def key(self) -> str:
        """Return what stands where the key of encryption is named."""
        found = self._document.elements(f"{self._cluster.path}/Channel/Interceptor")
        return next((e.attributes[KEY] for e in found if KEY in e.attributes), "")

    def attributes(self, path: str) -> dict[str, str]:
        """Return the attributes of the first element at this path whose values are known."""
        below = self._document.elements(f"{self._cluster.path}/{path}")
        end = self._cluster.end if self._cluster.children else self._cluster.start
        mine = next((e for e in below if self._cluster.start < e.start < end), None)
        if mine is None:
            return {}
        filled = ((name, settings.filled(value, self._known)) for name, value in mine.attributes.items())
        return {name: value for name, value in filled if value is not None}
