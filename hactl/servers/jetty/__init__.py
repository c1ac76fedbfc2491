"""Jetty: its lines."""

from __future__ import annotations

from hactl.servers.interface import Artifact, Line
from hactl.servers.jetty.v6 import family as v6
from hactl.servers.jetty.v6.jars import JETTY_6_1_26, REPLICATION
from hactl.servers.jetty.v12 import family as v12
from hactl.servers.jetty.v12.lines import TRIBES_11, JettyLine

name = "jetty"
title = "Jetty"

UNCOPIED = "an attribute that cannot be serialized"
DTD_10 = "https://jetty.org/configure_10_0.dtd"
EE_10 = ("ee10-deploy", "ee10-annotations", "ee10-jsp", "ee10-websocket-jakarta")

lines = {
    "6": Line(
        name="6",
        family=v6,
        newest="6.1.26",
        java=(8, 11, 17, 25),
        uncopied=UNCOPIED,
        copies_in_place=True,
        artifacts={"6.1.26": JETTY_6_1_26},
        jars=REPLICATION,
    ),
    "12.0": JettyLine(
        name="12.0",
        family=v12,
        newest="12.0.31",
        java=(17, 21, 25),
        uncopied=UNCOPIED,
        copies_in_place=True,
        jakarta=True,
        artifacts={
            "12.0.31": Artifact(
                coordinate="org.eclipse.jetty:jetty-home:12.0.31:zip",
                sha512="ad954a7f80a1820f1cf3a936b644693f88e08155146efa3e8e5f6cf6eed8db2a"
                "2720f3b622e4b8196fd19c8461924257957c1c698004f99a26e8e43fe341a726",
                jars=TRIBES_11,
            ),
        },
        jars=TRIBES_11,
        build="jetty12",
        dtd=DTD_10,
        modules=EE_10,
    ),
    "12.1": JettyLine(
        name="12.1",
        family=v12,
        newest="12.1.12",
        java=(17, 21, 25),
        uncopied=UNCOPIED,
        copies_in_place=True,
        jakarta=True,
        artifacts={
            "12.1.12": Artifact(
                coordinate="org.eclipse.jetty:jetty-home:12.1.12:zip",
                sha512="edf0ace0904404534b025cedc558c63c90b21d5f71efbd6322d2fa7dc139d719"
                "82bf963de337e2317f8bf4a944c58d2b600af3bc3ec5296530fcea36489f7b21",
                jars=TRIBES_11,
            ),
        },
        jars=TRIBES_11,
        build="jetty12",
        dtd=DTD_10,
        modules=EE_10,
        folders=("environments",),
    ),
}
