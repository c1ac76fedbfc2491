"""TomEE: its lines, Tomcats with Java EE in them (1.7.5 is Tomcat 7.0.81, 8.0.13 is 9.0.68, 9.0.0 is 10.0.27)."""

from __future__ import annotations

from hactl.servers.catalina import family
from hactl.servers.catalina.lines import (
    BIO_THREADS,
    DISPATCH,
    JAKARTA,
    JCP,
    LEAKS,
    REQUEST_LOST,
    SESSION_LOST,
    TOO_OLD,
    CatalinaLine,
)
from hactl.servers.interface import Artifact, Life, State

SEEDS = (
    ("conf/tomee.xml", "tomee/tomee.xml.j2"),
    ("conf/system.properties", "tomee/system.properties.j2"),
)

name = "tomee"
title = "Apache TomEE"
_SOURCE = "https://tomee.apache.org/download.html"  # of what each line's `life` says

lines = {
    "1.7": CatalinaLine(
        name="1.7",
        life=Life(State.ENDED, "no release since 2017; its Tomcat 7 ended on 2021-03-31", _SOURCE),
        family=family,
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
        held_threads=BIO_THREADS,
        uncopied=SESSION_LOST,
        unencrypted="the Tomcat in it has no EncryptInterceptor",
        tomcat="7",
        flavour="tomee",
        heap_mb=192,
        servlet="3.0",
        listeners=(
            "org.apache.tomee.catalina.ServerListener",  # first: it is what makes a Tomcat a TomEE
            "org.apache.catalina.core.JasperListener",
            "org.apache.catalina.core.JreMemoryLeakPreventionListener",
            "org.apache.catalina.core.ThreadLocalLeakPreventionListener",
        ),
        seeds=SEEDS,
    ),
    "8": CatalinaLine(
        name="8",
        life=Life(State.OLD, "no release since 8.0.16 of 2023-11", _SOURCE),
        family=family,
        newest="8.0.13",
        java=(11, 17, 8),  # on 25 pages answer, but TomEE itself does not start
        artifacts={
            "8.0.13": Artifact(
                coordinate="org.apache.tomee:apache-tomee:8.0.13:tar.gz:webprofile",
                sha512="e7100c2510d401c368b47aa70eb2b6822508027a44d7e7363cb6e68b73c475d2"
                "c7aee04bde9b9c3a882bed15ef4592dd0db09772d88d2933b6f5b611efb04adb",
            ),
        },
        uncopied=REQUEST_LOST,
        unencrypted=TOO_OLD.format("8.0.2"),
        since={"8.0.2": {"unencrypted": ""}},  # Tomcat 9.0.35
        tomcat="9.0",
        flavour="tomee",
        heap_mb=192,
        servlet="4.0",
        namespace=JCP,
        listeners=("org.apache.tomee.catalina.ServerListener", *LEAKS),  # first: it is what makes a Tomcat a TomEE
        seeds=SEEDS,
        dispatch=DISPATCH,
        cluster_listeners=(),
        backup_expires=False,
        ajp_open=False,
    ),
    "9": CatalinaLine(
        name="9",
        life=Life(State.ENDED, "no release since 9.1.3 of 2024-04; its Tomcat 10.0 ended on 2022-10-31", _SOURCE),
        family=family,
        newest="9.0.0",
        java=(17, 11),  # as 8
        artifacts={
            "9.0.0": Artifact(
                coordinate="org.apache.tomee:apache-tomee:9.0.0:tar.gz:webprofile",
                sha512="d958065c3ec9d0b30b09909c10f2f689a36fc10298cebee07f64fdfda76161b8"
                "62783a91e8a334ada0f6faceea898f4990ead02f5e91b2b9fd58839e48b499b3",
            ),
        },
        copies_to=("8",),
        uncopied=REQUEST_LOST,
        unencrypted="",
        tomcat="10.0",
        flavour="tomee",
        heap_mb=192,
        servlet="5.0",
        namespace=JAKARTA,
        listeners=("org.apache.tomee.catalina.ServerListener", *LEAKS),  # first: it is what makes a Tomcat a TomEE
        seeds=SEEDS,
        dispatch=DISPATCH,
        cluster_listeners=(),
        backup_expires=False,
        ajp_open=False,
        jakarta=True,
    ),
}
