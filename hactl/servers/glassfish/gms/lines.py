"""What differs between the version lines of GlassFish, as data. Source: the stock domain.xml and default-web.xml."""

from __future__ import annotations

from dataclasses import dataclass

from hactl.model import Copies, Mode
from hactl.servers.interface import Line

INSTANCE = "${com.sun.aas.instanceRoot}"
INSTALLED = "${com.sun.aas.installRoot}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassfishLine(Line):
    """A version line of GlassFish: class names and options that differ.

    Of a new configuration: `folders`, options of the JVM that name some; `options` beside those that every line has;
    how the names of key stores end (`stores`); JACC's provider (`policy`) and its factory (`policies`); the module
    called `audit`; what tells http from https at the admin port (`finder`). Of a new default-web.xml: the servlet of
    pages (`jsp`), and which Java its code is (`jsp_java`; its own choice by default). `signed_by`: the rest of the
    name in the certificates of a stock domain. `for_group`: options without which no group is joined, and that a stock
    domain lacks. `needed`: those without which no server starts.
    `dry_run`: the option by which asadmin says how it would start a server.
    `by_default`: an application is distributable where default-web.xml says so. `servlet`, `namespace`: of an
    application's web.xml where it has none. `era`: whose elements domain.xml has.
    """

    folders: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    for_group: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    stores: str = "jks"
    policy: str
    policies: str
    audit: str = "com.sun.enterprise.security.ee.Audit"
    finder: str = "org.glassfish.grizzly.config.portunif.HttpProtocolFinder"
    jsp: str = "org.apache.jasper.servlet.JspServlet"
    jsp_java: str = ""
    signed_by: str = "O=Eclipse.org Foundation Inc,L=Ottawa,ST=Ontario,C=CA"
    dry_run: str = "--dry-run"
    by_default: bool = False
    servlet: str = "5.0"
    namespace: str = "https://jakarta.ee/xml/ns/jakartaee"
    era: str = "4 or later"
    unencrypted: str = "Shoal, its group communication, has no means to"
    mode: Mode = Mode.ASYNC
    copies: tuple[Copies, ...] = (Copies.ONE,)
    copies_in_place: bool = True
    restores_on_return: bool = False
    finds_older: bool = False
    shutdown_distance: int | None = 2000
    companion: str = "das"


def own(line: Line) -> GlassfishLine:
    """Return a line of this family's as what it is."""
    assert isinstance(line, GlassfishLine)
    return line


def opened(*packages: str) -> tuple[str, ...]:
    """Return the options that let all code reflect on these packages of the JDK."""
    return tuple(f"--add-opens={package}=ALL-UNNAMED" for package in packages)
