"""Jetty: its lines."""

from __future__ import annotations

from hactl.servers.interface import Artifact, Life, Line, State
from hactl.servers.jetty.v6 import family as v6
from hactl.servers.jetty.v6.jars import JETTY_6_1_26, REPLICATION
from hactl.servers.jetty.v12 import family as v12
from hactl.servers.jetty.v12.lines import TRIBES_9, TRIBES_11, JettyLine

name = "jetty"
title = "Jetty"
_SOURCE = "https://github.com/jetty/jetty.project/issues"  # of what each line's `life` says

UNCOPIED = "an attribute that cannot be serialized"
DTD_9 = "https://www.eclipse.org/jetty/configure_9_3.dtd"
DTD_10 = "https://www.eclipse.org/jetty/configure_10_0.dtd"
DTD_12 = "https://jetty.org/configure_10_0.dtd"
EE_8 = ("ee8-deploy", "ee8-annotations", "ee8-jsp", "ee8-websocket-javax")
EE_10 = ("ee10-deploy", "ee10-annotations", "ee10-jsp", "ee10-websocket-jakarta")

lines = {
    "6": Line(
        name="6",
        life=Life(State.ENDED, "no release since 6.1.26 of 2010", f"{_SOURCE}/7958"),
        family=v6,
        newest="6.1.26",
        java=(8, 11, 17, 25),
        uncopied=UNCOPIED,
        unencrypted="the Tribes 6.0 that copies its sessions has no EncryptInterceptor",
        copies_in_place=True,
        artifacts={"6.1.26": JETTY_6_1_26},
        jars=REPLICATION,
    ),
    "9.4": JettyLine(
        name="9.4",
        life=Life(State.ENDED, "the community's support ended on 2022-06-01", f"{_SOURCE}/7958"),
        family=v12,
        newest="9.4.58.v20250814",
        java=(8, 11, 17, 21, 25),
        uncopied=UNCOPIED,
        copies_in_place=True,
        artifacts={
            "9.4.58.v20250814": Artifact(
                coordinate="org.eclipse.jetty:jetty-home:9.4.58.v20250814:zip",
                sha512="7992078f7efdf7736715f089ace78bb97a86517a14c0638e1f058e067f99088e"
                "576e5f73803e87b792e4a358345404bd948ee79434ce19e942040595c499f5aa",
                jars=TRIBES_9,
            ),
        },
        jars=TRIBES_9,
        build="jetty9",
        dtd=DTD_9,
        modules=("deploy", "annotations", "jsp", "websocket"),
        ready=("oejs.Server:main: Started @",),
    ),
    "10": JettyLine(
        name="10",
        life=Life(State.ENDED, "the community's support ended on 2024-01-01", f"{_SOURCE}/10485"),
        family=v12,
        newest="10.0.25",
        java=(11, 17, 21, 25),
        uncopied=UNCOPIED,
        copies_in_place=True,
        copies_to=("9.4",),
        artifacts={
            "10.0.25": Artifact(
                coordinate="org.eclipse.jetty:jetty-home:10.0.25:zip",
                sha512="f2c935a7cc780ac0e234be23a35baa3035c99e5a8b2e029275acef2b63538ddc"
                "8aaad81558cb9ecc6c54bdf588c41fcf7d45d64572f3ea4686b04623e01635ee",
                jars=TRIBES_9,
            ),
        },
        jars=TRIBES_9,
        build="jetty10",
        dtd=DTD_10,
        modules=("deploy", "annotations", "jsp", "websocket-javax"),
        ready=("Started Server@",),
    ),
    "11": JettyLine(
        name="11",
        life=Life(State.ENDED, "the community's support ended on 2024-01-01", f"{_SOURCE}/10485"),
        family=v12,
        newest="11.0.26",
        java=(11, 17, 21, 25),
        uncopied=UNCOPIED,
        copies_in_place=True,
        copies_to=("9.4", "10"),
        jakarta=True,
        artifacts={
            "11.0.26": Artifact(
                coordinate="org.eclipse.jetty:jetty-home:11.0.26:zip",
                sha512="2cc01d4f1086675330f460fd78991d77ef43e3540fd2378f554f1bb218e6e3a0"
                "e223c49a6e56ea76d64462cd11603789efc67c8acea2a475a08ee66a684a288f",
                jars=TRIBES_9,
            ),
        },
        jars=TRIBES_9,
        build="jetty11",
        dtd=DTD_10,
        modules=("deploy", "annotations", "jsp", "websocket-jakarta"),
        ready=("Started Server@",),
    ),
    "12.0": JettyLine(
        name="12.0",
        life=Life(State.CURRENT, "mended", f"{_SOURCE}/10485"),
        family=v12,
        newest="12.0.31",
        java=(17, 21, 25),
        uncopied=UNCOPIED,
        copies_in_place=True,
        copies_to=("9.4", "10", "11"),
        jakarta=True,
        either=True,
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
        dtd=DTD_12,
        modules=EE_10,
        javax=EE_8,
    ),
    "12.1": JettyLine(
        name="12.1",
        life=Life(State.CURRENT, "the newest", f"{_SOURCE}/10485"),
        family=v12,
        newest="12.1.12",
        java=(17, 21, 25),
        uncopied=UNCOPIED,
        copies_in_place=True,
        copies_to=("9.4", "10", "11", "12.0"),
        jakarta=True,
        either=True,
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
        dtd=DTD_12,
        modules=EE_10,
        javax=EE_8,
        folders=("environments",),
    ),
}
