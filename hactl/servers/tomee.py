"""The TomEE room: its line as data, what it cannot do, and its files (shared with Tomcat in `_catalina`).

TomEE 1.7.5 is Tomcat 7.0.81 with Java EE 6 in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from hactl.problems import Problem
from hactl.render import Render
from hactl.servers import _catalina, _catalina_found, _catalina_unprotected
from hactl.servers._catalina import CatalinaRuns
from hactl.servers._catalina_lines import SESSION_LOST, CatalinaLine, Product
from hactl.servers._interface import Around, Artifact, Found, Site
from hactl.servers._unprotected import Finding, Look
from hactl.targets import Target

name = "tomee"
title = "Apache TomEE"

lines = {
    "1.7": CatalinaLine(
        name="1.7",
        newest="1.7.5",
        java=(8,),  # from 9 on: no JAXB, and its script names an endorsed folder, which the JVM refuses
        artifacts={
            "1.7.5": Artifact(  # a tar.gz of this version does not exist
                coordinate="org.apache.openejb:apache-tomee:1.7.5:zip:webprofile",
                sha512="cec969325d15839b34bffdb81de32ca9b1d1392798b3f9b6d3dc0e82cf1599a8"
                "b4f271af7dfd6501a5c9eab2e1a2da44b181c267acf96f0234fce189d42be09b",
            ),
            "1.7.4": Artifact(
                coordinate="org.apache.openejb:apache-tomee:1.7.4:tar.gz:webprofile",
                sha512="edfcaae8c9c0c6e7726956809cc33614a49a410022d22b56b9000199879e669b"
                "3065844749a0dccb93506b4f8858c8d38318a43017be448b40400d064d71b336",
            ),
        },
        uncopied=SESSION_LOST,
        servlet="3.0",
        dispatch="org.apache.catalina.tribes.group.interceptors.MessageDispatch15Interceptor",
        listeners=(
            "org.apache.tomee.catalina.ServerListener",  # first: it is what makes a Tomcat a TomEE
            "org.apache.catalina.core.JasperListener",
            "org.apache.catalina.core.JreMemoryLeakPreventionListener",
            "org.apache.catalina.core.ThreadLocalLeakPreventionListener",
        ),
        seeds=(
            ("conf/tomee.xml", "tomee/tomee.xml.j2"),
            ("conf/system.properties", "tomee/system.properties.j2"),
        ),
    ),
}

runs = CatalinaRuns(heap_mb=192)


def check(site: Site) -> Iterable[Problem]:
    """Yield what TomEE cannot do as the spec wants it."""
    return _catalina.check(site, lines)


def targets(site: Site, render: Render) -> Iterable[Target]:
    """Yield what each file of each instance's base shall be."""
    return _catalina.targets(site, Product(title=title, lines=lines), render)


def unprotected(look: Look) -> Iterable[Finding]:
    """Yield what keeps an application's sessions from being copied although HA is on."""
    return _catalina_unprotected.unprotected(look)


def recognise(around: Around) -> Found | None:
    """Return what stands in a base of TomEE; None where neither the installation nor a conf/tomee.xml says so."""
    called, _, version = _catalina_found.server_info(around).partition("/")
    says = "tomee" in called.lower()
    if not _catalina_found.is_base(around.base) or not (says or around.base.read("conf/tomee.xml") is not None):
        return None
    return _catalina_found.read(around, version if says else None)
