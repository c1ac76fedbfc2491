"""Tomcat: its lines."""

from __future__ import annotations

from hactl.servers.catalina import family
from hactl.servers.catalina.lines import (
    BIO_THREADS,
    BYPASSED,
    DISPATCH,
    JAKARTA,
    JCP,
    LEAKS,
    NOT_BYPASSED,
    REQUEST_LOST,
    SESSION_LOST,
    STAMPED,
    TOO_OLD,
    CatalinaLine,
)
from hactl.servers.interface import Artifact, Life, State
from hactl.servers.tomcat.jars import TOMCAT_6_0_53

name = "tomcat"
title = "Apache Tomcat"
_SOURCE = "https://tomcat.apache.org/whichversion.html"  # of what each line's `life` says

lines = {
    "6": CatalinaLine(
        name="6",
        life=Life(State.ENDED, "ended on 2016-12-31", _SOURCE),
        family=family,
        newest="6.0.53",
        java=(8, 11, 25, 17),  # 17 starts, but its JSP compiler fails there; see docs/tomcat.md
        artifacts={"6.0.53": TOMCAT_6_0_53},
        held_threads=BIO_THREADS,
        uncopied=SESSION_LOST,
        unencrypted="it has no EncryptInterceptor",
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
        life=Life(State.ENDED, "ended on 2021-03-31", _SOURCE),
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
        held_threads=BIO_THREADS,
        uncopied=REQUEST_LOST,
        unencrypted=TOO_OLD.format("7.0.101"),
        servlet="3.0",
        listeners=(
            "org.apache.catalina.core.JasperListener",
            "org.apache.catalina.core.JreMemoryLeakPreventionListener",
            "org.apache.catalina.core.ThreadLocalLeakPreventionListener",
        ),
        since={"7.0.100": {"ajp_open": False}, "7.0.101": {"unencrypted": ""}},
    ),
    "8.5": CatalinaLine(
        name="8.5",
        life=Life(State.ENDED, "ended on 2024-03-31", _SOURCE),
        family=family,
        newest="8.5.100",
        java=(11, 8, 25, 17, 21),  # 17 and 21 start, but its JSP compiler fails there
        artifacts={
            "8.5.100": Artifact(
                coordinate="org.apache.tomcat:tomcat:8.5.100:tar.gz",
                sha512="14d8dca911fe9c5b7e636e054ac2e70a532ddc358eda83ed3679e51df8baa7a3"
                "97cabb8a5777b815014d46064cbc33e8d9ea75b9426dccdae54fb3913d9a54f0",
            ),
        },
        uncopied=REQUEST_LOST,
        unencrypted=TOO_OLD.format("8.5.52"),
        servlet="3.1",
        namespace=JCP,
        listeners=LEAKS,
        dispatch=DISPATCH,
        cluster_listeners=(),
        backup_expires=False,
        since={"8.5.51": {"ajp_open": False}, "8.5.52": {"unencrypted": ""}},
    ),
    "9.0": CatalinaLine(
        name="9.0",
        life=Life(State.OLD, "still mended; the last line with javax.servlet", _SOURCE),
        family=family,
        newest="9.0.122",
        java=(17, 21, 11, 25, 8),
        artifacts={
            "9.0.122": Artifact(
                coordinate="org.apache.tomcat:tomcat:9.0.122:tar.gz",
                sha512="1f2f7d822a407999d954e7eb4fb1e78998c2a9372bb466d27e8cefd2521ef779"
                "183744f39dfa50a77ce3b798e7fe30bf2fd43fd1d6a2e6135617af1ddda6ba2a",
            ),
            "9.0.117": Artifact(
                coordinate="org.apache.tomcat:tomcat:9.0.117:tar.gz",
                sha512="82b15278a7bfa2685c80e07963c43246df4fd742d574b608a68f5ce67c6ffde0"
                "eff3e224cc9809925cc6bf7002a190c3bf420f50c0e4052467d3e665efc84a54",
            ),
        },
        copies_to=("8.5",),
        uncopied=REQUEST_LOST,
        unencrypted=TOO_OLD.format("9.0.32"),
        servlet="4.0",
        namespace=JCP,
        listeners=LEAKS,
        dispatch=DISPATCH,
        cluster_listeners=(),
        backup_expires=False,
        since={
            "9.0.31": {"ajp_open": False},
            "9.0.32": {"unencrypted": ""},
            "9.0.116": BYPASSED,
            "9.0.117": NOT_BYPASSED,
            "9.0.119": STAMPED,
        },
    ),
    "10.1": CatalinaLine(
        name="10.1",
        life=Life(State.CURRENT, "mended", _SOURCE),
        family=family,
        newest="10.1.59",
        java=(17, 21, 25, 11),
        artifacts={
            "10.1.59": Artifact(
                coordinate="org.apache.tomcat:tomcat:10.1.59:tar.gz",
                sha512="992a8e88fc9c0338445f018a1e4a2757c9e71708dba795e2864c9b1613f2b3b9"
                "b19c048e787682deae6d6bff9971defc746e31282085d52ef1d32192e09f7a0f",
            ),
        },
        copies_to=("8.5", "9.0"),
        uncopied=REQUEST_LOST,
        unencrypted="",
        since={"10.1.53": BYPASSED, "10.1.54": NOT_BYPASSED, "10.1.56": STAMPED},
        servlet="6.0",
        namespace=JAKARTA,
        listeners=LEAKS,
        dispatch=DISPATCH,
        cluster_listeners=(),
        backup_expires=False,
        ajp_open=False,
        jakarta=True,
    ),
    "11.0": CatalinaLine(
        name="11.0",
        life=Life(State.CURRENT, "the newest", _SOURCE),
        family=family,
        newest="11.0.24",
        java=(17, 21, 25),
        artifacts={
            "11.0.24": Artifact(
                coordinate="org.apache.tomcat:tomcat:11.0.24:tar.gz",
                sha512="a2fb1bd511735bd3d135b87f628d2b1f71a43aed7c4d7511e770092e571bad6d"
                "5ad9e97a580852119770477fd86d7ed156d83d3cee2854bce260725ce48934d0",
            ),
        },
        copies_to=("8.5", "9.0", "10.1"),
        uncopied=REQUEST_LOST,
        unencrypted="",
        successor="TLS",
        since={"11.0.19": BYPASSED, "11.0.21": NOT_BYPASSED, "11.0.23": STAMPED},
        servlet="6.1",
        namespace=JAKARTA,
        listeners=LEAKS,
        dispatch=DISPATCH,
        cluster_listeners=(),
        backup_expires=False,
        ajp_open=False,
        jakarta=True,
    ),
}
