"""Classes and attributes that a line of Tomcat no longer has, where somebody's own files still name them.

Which are gone: the jars of 6.0.53, 7.0.109, 8.5.100, 9.0.122, 10.1.59 and 11.0.24 compared, and TomEE's 10.0.27. What
that does was seen on those: an unknown class in server.xml ends the start with exit code 1; one in a context.xml makes
every application that reads it unavailable (404); a connector of one stays closed while the server says that it is up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hactl.edits.expanded import Node
from hactl.problems import Severity
from hactl.servers.catalina.contexts import Written
from hactl.servers.unprotected import Files, Finding, spot
from hactl.spec.servers import numbers


@dataclass(frozen=True, slots=True)
class Gone:
    """The first Tomcat without it, and what to do."""

    since: str
    instead: str


_OUT = "take it out: nothing has its place"
_LOG = 'write className="org.apache.catalina.valves.AccessLogValve"'
_NIO = 'write protocol="HTTP/1.1"'
_RESOURCES = "since Tomcat 8 files from elsewhere are named by <PreResources> or <PostResources> below <Resources>"

CLASSES = {
    "org.apache.catalina.mbeans.ServerLifecycleListener": Gone("7", _OUT),
    "org.apache.catalina.valves.FastCommonAccessLogValve": Gone("7", _LOG),
    "org.apache.catalina.valves.RequestDumperValve": Gone(
        "7", "take it out; the filter org.apache.catalina.filters.RequestDumperFilter in web.xml does the same"
    ),
    "org.apache.catalina.ha.session.SimpleTcpReplicationManager": Gone("7", "hactl's <Cluster> has its place"),
    "org.apache.catalina.core.JasperListener": Gone("8", _OUT),
    "org.apache.catalina.ha.session.JvmRouteSessionIDBinderListener": Gone("8", _OUT),
    "org.apache.catalina.valves.CometConnectionManagerValve": Gone("8.5", _OUT),
    "org.apache.catalina.tribes.group.interceptors.MessageDispatch15Interceptor": Gone(
        "8.5", 'write className="org.apache.catalina.tribes.group.interceptors.MessageDispatchInterceptor"'
    ),
    "org.apache.catalina.loader.VirtualWebappLoader": Gone("8", _RESOURCES),
    "org.apache.naming.resources.VirtualDirContext": Gone("8", _RESOURCES),
    "org.apache.naming.resources.FileDirContext": Gone("8", _RESOURCES),
    "org.apache.catalina.util.SystemPropertyReplacerListener": Gone("9", _OUT),
    "org.apache.catalina.realm.JDBCRealm": Gone(
        "10", 'write className="org.apache.catalina.realm.DataSourceRealm" and name a <Resource>'
    ),
    "org.apache.catalina.session.JDBCStore": Gone(
        "10", 'write className="org.apache.catalina.session.DataSourceStore" and name a <Resource>'
    ),
    "org.apache.catalina.tribes.transport.bio.BioReceiver": Gone("10", "NioReceiver has its place"),
    "org.apache.catalina.tribes.transport.bio.PooledMultiSender": Gone("10", "PooledParallelSender has its place"),
    "org.apache.tomcat.util.http.LegacyCookieProcessor": Gone(
        "10.1", 'take it out, or write className="org.apache.tomcat.util.http.Rfc6265CookieProcessor"'
    ),
}
PROTOCOLS = {
    "org.apache.coyote.http11.Http11Protocol": Gone("9", _NIO),
    "org.apache.coyote.ajp.AjpProtocol": Gone("9", 'write protocol="AJP/1.3"'),
    "org.apache.coyote.http11.Http11AprProtocol": Gone("10.1", _NIO),
    "org.apache.coyote.ajp.AjpAprProtocol": Gone("10.1", 'write protocol="AJP/1.3"'),
}
TLS = ("keystoreFile", "SSLCertificateFile")  # on the connector itself
_SSL = Gone("10", "write <SSLHostConfig> with a <Certificate> into the connector; Tomcat 8.5 and 9.0 read both")


def of_server(server: Node | None, base: Files, tomcat: str, title: str) -> Iterator[Finding]:
    """Yield what of a server.xml keeps this line from starting, or a connector of it closed."""
    for element in _elements(server) if server is not None else ():
        if element.name == "Connector":
            yield from _connector(element, base, tomcat, title)
        elif lost := _lost(CLASSES, element.get("className"), tomcat):
            message = f"{title} does not start: it has no {element.get('className')}"
            found = spot(element, base).finding("class-gone", "", message, lost.instead)
            yield replace(found, loses=False, severity=Severity.ERROR, anyway=True)


def of_context(written: Written, app: str, tomcat: str, title: str) -> Iterator[Finding]:
    """Yield what of a `<Context>` makes the applications that read it unavailable on this line."""
    for element in written.context.walk():
        if not element.ours and (lost := _lost(CLASSES, element.get("className"), tomcat)):
            whose = f"{app} is" if app else "every application here is"
            message = f"{whose} unavailable on {title}, which has no {element.get('className')}"
            found = spot(element, written.files).finding("class-gone", app, message, lost.instead)
            yield replace(found, loses=False, severity=Severity.ERROR, anyway=True)


def _connector(connector: Node, base: Files, tomcat: str, title: str) -> Iterator[Finding]:
    port = connector.get("port")
    protocol = connector.get("protocol")
    if lost := _lost(PROTOCOLS, protocol, tomcat):
        message = f"port {port} stays closed while {title} says that it is up: it has no {protocol}"
        found = spot(connector, base).finding("connector-gone", "", message, lost.instead)
        yield replace(found, loses=False, severity=Severity.ERROR, anyway=True)
    old = [name for name in TLS if connector.get(name)]
    if old and numbers(tomcat) >= numbers(_SSL.since):
        message = f"port {port} stays closed while {title} says that it is up: it does not read {old[0]} here"
        found = spot(connector, base).finding("connector-gone", "", message, _SSL.instead)
        yield replace(found, loses=False, severity=Severity.ERROR, anyway=True)


def _elements(server: Node) -> Iterator[Node]:
    """Yield the elements of a server.xml that are not hactl's own, without those of a `<Context>`."""
    if not server.ours and server.name != "Context":
        yield server
        for child in server.children:
            yield from _elements(child)


def _lost(table: dict[str, Gone], name: str, tomcat: str) -> Gone | None:
    found = table.get(name)
    return found if found and numbers(tomcat) >= numbers(found.since) else None
