"""Whom a server.xml copies to: the group, or the members it names. Source: Tomcat's manual, config/cluster."""

from __future__ import annotations

from hactl.edits import xml
from hactl.edits.document import Document, Element
from hactl.edits.marker import EditRefused
from hactl.servers.catalina.changes import as_servers_own
from hactl.servers.catalina.replication import KEY
from hactl.targets import Group

CLUSTER = "Server/Service/Engine/Cluster"
MEMBER = ("address", "port", "domain")


def group(data: bytes) -> Group | None:
    """Return it; None where no <Cluster> is on, or the file cannot be read."""
    if not xml.has_mark(data):
        return None
    try:
        document = xml.parse(data)
    except EditRefused:
        return None
    if not document.elements(CLUSTER):
        return None
    manager, member = _first(document, "Manager"), _first(document, "Channel/Membership")
    kind = as_servers_own(manager.get("className", "")) + _wire(data) + _key(document)
    if member:
        return Group(words=("multicast", kind, *(member.get(word, "") for word in MEMBER)))
    receiver = _first(document, "Channel/Receiver")
    named = (e.attributes for e in document.elements(f"{CLUSTER}/Channel/Interceptor/Member"))
    peers = {member.get("uniqueId", ""): _endpoint(member, "host") for member in named}
    return Group(words=("static", kind), own=_endpoint(receiver, "address"), peers=peers)


def _wire(data: bytes) -> str:
    """Return what tells the messages of Tomcat 6 and 7 from those of 8.5 and later, which do not read each other's."""
    return " of 7" if b"MessageDispatch15Interceptor" in data else ""


def _key(document: Document) -> str:
    """Return what the key is called, where there is one: with another one, or none, nothing of the other is read."""
    found = document.elements(f"{CLUSTER}/Channel/Interceptor")
    return next((f" {e.attributes[KEY]}" for e in found if KEY in e.attributes), "")


def _first(document: Document, path: str) -> dict[str, str]:
    found: list[Element] = document.elements(f"{CLUSTER}/{path}")
    return dict(found[0].attributes) if found else {}


def _endpoint(attributes: dict[str, str], host: str) -> str:
    return f"{attributes.get(host)}:{attributes.get('port')}"
