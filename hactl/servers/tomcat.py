"""The Tomcat room: its lines as data, what it cannot do, and its files (shared with TomEE in `_catalina`)."""

from __future__ import annotations

from collections.abc import Iterable

from hactl.problems import Problem
from hactl.render import Render
from hactl.servers import _catalina, _catalina_found, _catalina_unprotected
from hactl.servers._catalina import CatalinaRuns
from hactl.servers._catalina_lines import REQUEST_LOST, SESSION_LOST, CatalinaLine, Product
from hactl.servers._interface import Around, Artifact, Found, Site
from hactl.servers._tomcat_jars import TOMCAT_6_0_53
from hactl.servers._unprotected import Finding, Look
from hactl.targets import Target

name = "tomcat"
title = "Apache Tomcat"

lines = {
    "6": CatalinaLine(
        name="6",
        newest="6.0.53",
        java=(8, 11, 25, 17),  # 17 starts, but its JSP compiler fails there; see docs/tomcat.md
        artifacts={"6.0.53": TOMCAT_6_0_53},
        uncopied=SESSION_LOST,
        servlet="2.5",
        dispatch="org.apache.catalina.tribes.group.interceptors.MessageDispatch15Interceptor",
        listeners=(
            "org.apache.catalina.core.JasperListener",
            "org.apache.catalina.core.JreMemoryLeakPreventionListener",
        ),
        shutdown_address=False,
        backup_anywhere=False,  # BackupManager.start asks for the cluster, which only that one gives it: seen on 6.0.53
    ),
    "7": CatalinaLine(
        name="7",
        newest="7.0.109",
        java=(8, 11, 25, 17),  # 17 starts, but its JSP compiler fails there; see docs/tomcat.md
        artifacts={
            "7.0.109": Artifact(
                coordinate="org.apache.tomcat:tomcat:7.0.109:tar.gz",
                sha512="612e830913bf1401bc9540e2273e465b0ee7ef63750a9969a80f1e9da9edb488"
                "8aa621fcc6fa5ba23cff94a40e91eb97e3f969b8064dabd49b2d0ea29e59b57e",
            ),
            "7.0.82": Artifact(
                coordinate="org.apache.tomcat:tomcat:7.0.82:tar.gz",
                sha512="15291c1f228ac0445729f023b69f4b0e2ffca5ff0c4e4719067e5a9ef3d508e2"
                "666dd9af7e9e32dbaa7e27a893868646988241a322a60cd7cab35ee8c6f045de",
            ),
        },
        uncopied=REQUEST_LOST,
        ajp_closed_since="7.0.100",
        servlet="3.0",
        dispatch="org.apache.catalina.tribes.group.interceptors.MessageDispatch15Interceptor",
        listeners=(
            "org.apache.catalina.core.JasperListener",
            "org.apache.catalina.core.JreMemoryLeakPreventionListener",
            "org.apache.catalina.core.ThreadLocalLeakPreventionListener",
        ),
    ),
}

runs = CatalinaRuns()


def check(site: Site) -> Iterable[Problem]:
    """Yield what Tomcat cannot do as the spec wants it."""
    return _catalina.check(site, lines)


def targets(site: Site, render: Render) -> Iterable[Target]:
    """Yield what each file of each instance's base shall be."""
    return _catalina.targets(site, Product(title=title, lines=lines), render)


def unprotected(look: Look) -> Iterable[Finding]:
    """Yield what keeps an application's sessions from being copied although HA is on."""
    return _catalina_unprotected.unprotected(look)


def recognise(around: Around) -> Found | None:
    """Return what stands in a base of Tomcat; None where the installation calls itself something else, as TomEE."""
    if not _catalina_found.is_base(around.base) or around.base.read("conf/tomee.xml") is not None:
        return None
    called, _, version = _catalina_found.server_info(around).partition("/")
    if "tomee" in called.lower():
        return None
    return _catalina_found.read(around, version or None)
