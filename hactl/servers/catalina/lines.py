"""What differs between the version lines of Tomcat and TomEE, as data."""

from __future__ import annotations

from dataclasses import dataclass

from hactl.model import Copies
from hactl.servers.interface import Line
from hactl.spec.servers import numbers

REQUEST_LOST = "an attribute that cannot be serialized, with all that the same request sets"
TOMCATS = "org.apache.catalina."  # where classes of Tomcat's own live
SESSION_LOST = "an attribute that cannot be serialized, with every later change of its session"  # Tomcat 6 and 7.0.81

BIO_THREADS = 200  # maxThreads of `protocol="HTTP/1.1"`, up to Tomcat 7 with a thread for each connection that is open

JCP, JAKARTA = "http://xmlns.jcp.org/xml/ns/javaee", "https://jakarta.ee/xml/ns/jakartaee"
DISPATCH = "org.apache.catalina.tribes.group.interceptors.MessageDispatchInterceptor"  # from 8.5 on
# EncryptInterceptor is older; what fills the key in from the environment has its name of today since: the changelog
TOO_OLD = "it has no EncryptInterceptor, or cannot read the key from its environment, before {}"
BYPASSED = {"bypassed": "CVE-2026-34486"}  # EncryptInterceptor.messageReceived handed on what it could not decrypt
NOT_BYPASSED = {"bypassed": ""}
STAMPED = {"message": 2}  # the time in each message, against replay
LEAKS = (  # all that a new server.xml of 8.5 and later needs
    "org.apache.catalina.core.JreMemoryLeakPreventionListener",
    "org.apache.catalina.core.ThreadLocalLeakPreventionListener",
)


def package(class_name: str) -> str:
    """Return the package of a class."""
    return class_name.rpartition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalinaLine(Line):
    """A version line of Tomcat or TomEE: servlet version, class names and listeners that differ.

    `servlet`, `namespace`: of a new conf/web.xml.
    `seeds`: files of a new base that its sisters do not have, each with its template.
    `listeners`: of a new server.xml. `cluster_listeners`: beside ClusterSessionListener. `dispatch`: the interceptor
    that sends later. `backup_expires`: BackupManager has `expireSessionsOnShutdown`, as DeltaManager has.
    `ajp_open`: an AJP connector listens on every address and asks for no secret unless told so (CVE-2020-1938; Tomcat's
    changelog).
    `tomcat`: the line of the Tomcat in it, where it is more than a Tomcat. `flavour`: what the installation then calls
    itself. `heap_mb`: what a lab gives it.
    `shutdown_address`: <Server> has an `address`; without the attribute the port is on localhost alone.
    `backup_anywhere`: a BackupManager in conf/context.xml starts; else it does in the cluster's own place only.
    """

    servlet: str
    listeners: tuple[str, ...]
    namespace: str = "http://java.sun.com/xml/ns/javaee"
    dispatch: str = "org.apache.catalina.tribes.group.interceptors.MessageDispatch15Interceptor"
    cluster_listeners: tuple[str, ...] = ("org.apache.catalina.ha.session.JvmRouteSessionIDBinderListener",)
    backup_expires: bool = True
    seeds: tuple[tuple[str, str], ...] = ()
    ajp_open: bool = True
    tomcat: str = ""
    flavour: str = ""
    heap_mb: int = 96
    shutdown_address: bool = True
    backup_anywhere: bool = True
    copies: tuple[Copies, ...] = (Copies.ALL, Copies.ONE)  # DeltaManager, BackupManager
    one_copy_forks: bool = True  # findings/tomcat-backup-manager-gives-two-requests-two-sessions.sh

    @property
    def inside(self) -> str:
        """Return the version of the Tomcat that it is, as far as it is known."""
        return self.tomcat or self.name

    @property
    def fragments(self) -> bool:
        """Tell whether a jar in WEB-INF/lib may have a web-fragment.xml: from Servlet 3.0 on."""
        return numbers(self.servlet) >= (3,)


def own(line: Line) -> CatalinaLine:
    """Return a line of this family's as what it is."""
    assert isinstance(line, CatalinaLine)
    return line
