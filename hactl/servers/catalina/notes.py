"""What a person should know about a server.xml that hactl did not write, before it bites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hactl.edits import xml
from hactl.model import Instance
from hactl.problems import Place, Problem, Severity

ENCRYPTS = "org.apache.catalina.tribes.group.interceptors.EncryptInterceptor"
CONNECTOR = "Server/Service/Connector"
AJP = ("ajp", "org.apache.jk.")  # in the protocol: "AJP/1.3", or the name of one of the classes behind it
LOOPBACK = ("127.", "::1", "localhost", "${")  # an address that starts so is closed, or for the person to know


def notes(document: xml.Document, *, instance: Instance, ajp_open: bool, file: str) -> Iterator[Problem]:
    """Yield the notes on one instance's server.xml; `ajp_open`: this line's AJP is open unless told otherwise."""
    connectors = document.elements(CONNECTOR)
    yield from _port(connectors, instance, file)
    for connector in connectors:
        if ajp_open and _is_open(connector.attributes):
            yield _open_ajp(connector, file)


def unsealed(clusters: Iterable[xml.Element], document: xml.Document, file: str) -> Iterator[Problem]:
    """Yield each `<Cluster>` of a person's that encrypts, where the one that takes its place does not."""
    for cluster in clusters:
        inside = document.elements(f"{cluster.path}/Channel/Interceptor")
        if any(each.attributes.get("className") == ENCRYPTS for each in inside):
            yield Problem(
                id="encrypt-set-aside",
                message="your own <Cluster> encrypts what it copies; hactl's, which takes its place, would not",
                hint="put the key into the servers' environment, and name it: `replication: {encrypt: …}`",
                severity=Severity.WARNING,
                place=Place(file, cluster.line, cluster.column),
            )


def _port(connectors: list[xml.Element], instance: Instance, file: str) -> Iterator[Problem]:
    ports = [c.attributes.get("port", "") for c in connectors]
    if str(instance.ports.http) not in ports and all(port.isdigit() for port in ports):  # `${…}`, `@…@`: not known here
        yield Problem(
            id="server-xml-port",
            message=f"the balancer calls {instance.name} at port {instance.ports.http}, "
            f"but this file's connectors listen on {', '.join(ports) or 'nothing'}",
            hint=f"give {instance.name} `ports: {{http: …}}` in the spec, or change the connector",
            severity=Severity.WARNING,
            place=Place(file, connectors[0].line if connectors else 0, connectors[0].column if connectors else 0),
        )


def _is_open(attributes: dict[str, str]) -> bool:
    protocol = attributes.get("protocol", "").lower()
    if not any(word in protocol for word in AJP):
        return False
    return not attributes.get("address", "").startswith(LOOPBACK) and "requiredSecret" not in attributes


def _open_ajp(connector: xml.Element, file: str) -> Problem:
    port, address = connector.attributes.get("port", ""), connector.attributes.get("address", "every address")
    return Problem(
        id="server-xml-ajp",
        message=f"an AJP connector listens on port {port} of {address} and requires no secret, so anyone who "
        "reaches it can read any file of the applications (CVE-2020-1938). hactl's balancer speaks HTTP to the server",
        hint='comment the connector out, or give it address="127.0.0.1"',
        severity=Severity.WARNING,
        place=Place(file, connector.line, connector.column),
    )
