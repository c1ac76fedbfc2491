"""The jars that a Jetty 6 consists of (Maven's repositories hold no archive of it), and those of replication.

Which jar goes where: start.jar's own start.config.
"""

from __future__ import annotations

from dataclasses import replace

from hactl.servers.interface import Artifact, Jar

START = Jar(
    coordinate="org.mortbay.jetty:start:6.1.26:jar",
    sha512="0a1085baf7dd19ee9a502439abd57a103db1352290274b5f5cb85b93105daf84"
    "13c0cd8500650dec015340629ffcff7fb5911d6d0fea9cc2aa5c27275959ee2c",
    folder="",
    name="start.jar",
)
SERVER = (
    Jar(
        coordinate="org.mortbay.jetty:jetty:6.1.26:jar",
        sha512="4646b044a05424f1df113c5fddfc066c1fef47933b631efe63701170acc197e5"
        "31330e583ae0e5000cf8ad38151c91a9e61b2864876de05cfd3ba710481ed484",
    ),
    Jar(
        coordinate="org.mortbay.jetty:jetty-util:6.1.26:jar",
        sha512="695bfbfc0ecd8f410fea7c44451f1765a610ccfe427d91e2cf900cab18068e89"
        "ad98b75dc37d0fec9b83255e698fb7e26d7089c91dd1d85085e99ca7a9af0ec5",
    ),
    Jar(
        coordinate="org.mortbay.jetty:servlet-api:2.5-20081211:jar",
        sha512="c8efafb5c1900991b7e86160b56b39ab2be9d05f3bf86304dd50dd63756f0190"
        "96a5cc19d6d6c522ebb23c5b2aee0199b074405c3db58782fdf019ca661f106b",
    ),
)
OWN = "lib/ext"  # start.jar takes all that lies there; names of our own, since a person may have the same jar there
SPARE = "lib/hactl"  # in the lab's own installation: it must not depend on what is found on the machine

REPLICATION = (  # tribes logs by juli
    Jar(
        coordinate="org.apache.tomcat:tribes:6.0.53:jar",
        sha512="effd4ebca939157e333e4e0e65987e40eeee658ad29666265823061deca53471"
        "d314563c35956f92257d3eff1430ef8474e124a27df65c62aa0ddaedbeabe5f7",
        folder=OWN,
        name="hactl-tribes-6.0.53.jar",
    ),
    Jar(
        coordinate="org.apache.tomcat:juli:6.0.53:jar",
        sha512="e93a2968861d9d6a674638f0283841bbd909fe2f65ee211b2d9923fac9c308d5"
        "e6a5a35cfdae969525efd953195cd396f4f1ead40078af3a3dd8004391e4d069",
        folder=OWN,
        name="hactl-juli-6.0.53.jar",
    ),
)

JETTY_6_1_26 = Artifact(
    coordinate="org.mortbay.jetty:jetty:6.1.26:jars",
    jars=(START, *SERVER, *(replace(jar, folder=SPARE) for jar in REPLICATION)),
)
