"""TomEE: its lines, Tomcats with Java EE in them (1.7.5 is Tomcat 7.0.81)."""

from __future__ import annotations

from hactl.servers.catalina import family
from hactl.servers.catalina.lines import SESSION_LOST, CatalinaLine
from hactl.servers.interface import Artifact

name = "tomee"
title = "Apache TomEE"

lines = {
    "1.7": CatalinaLine(
        name="1.7",
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
        uncopied=SESSION_LOST,
        flavour="tomee",
        heap_mb=192,
        servlet="3.0",
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
