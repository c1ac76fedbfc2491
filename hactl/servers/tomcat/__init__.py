"""Tomcat: its lines."""

from __future__ import annotations

from hactl.servers.catalina import family
from hactl.servers.catalina.lines import REQUEST_LOST, SESSION_LOST, CatalinaLine
from hactl.servers.interface import Artifact
from hactl.servers.tomcat.jars import TOMCAT_6_0_53

name = "tomcat"
title = "Apache Tomcat"

lines = {
    "6": CatalinaLine(
        name="6",
        family=family,
        newest="6.0.53",
        java=(8, 11, 25, 17),  # 17 starts, but its JSP compiler fails there; see docs/tomcat.md
        artifacts={"6.0.53": TOMCAT_6_0_53},
        uncopied=SESSION_LOST,
        servlet="2.5",
        listeners=(
            "org.apache.catalina.core.JasperListener",
            "org.apache.catalina.core.JreMemoryLeakPreventionListener",
        ),
        shutdown_address=False,
        backup_anywhere=False,  # BackupManager.start asks for the cluster, which only that one gives it: seen on 6.0.53
    ),
    "7": CatalinaLine(
        name="7",
        family=family,
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
        servlet="3.0",
        listeners=(
            "org.apache.catalina.core.JasperListener",
            "org.apache.catalina.core.JreMemoryLeakPreventionListener",
            "org.apache.catalina.core.ThreadLocalLeakPreventionListener",
        ),
        since={"7.0.100": {"ajp_open": False}},
    ),
    "9.0": CatalinaLine(
        name="9.0",
        family=family,
        newest="9.0.117",
        java=(17, 21, 11, 25, 8),
        artifacts={
            "9.0.117": Artifact(
                coordinate="org.apache.tomcat:tomcat:9.0.117:tar.gz",
                sha512="82b15278a7bfa2685c80e07963c43246df4fd742d574b608a68f5ce67c6ffde0"
                "eff3e224cc9809925cc6bf7002a190c3bf420f50c0e4052467d3e665efc84a54",
            ),
        },
        uncopied=REQUEST_LOST,
        servlet="4.0",
        namespace="http://xmlns.jcp.org/xml/ns/javaee",
        listeners=(
            "org.apache.catalina.core.JreMemoryLeakPreventionListener",
            "org.apache.catalina.core.ThreadLocalLeakPreventionListener",
        ),
        dispatch="org.apache.catalina.tribes.group.interceptors.MessageDispatchInterceptor",
        cluster_listeners=(),
        backup_expires=False,
        since={"9.0.31": {"ajp_open": False}},
    ),
}
