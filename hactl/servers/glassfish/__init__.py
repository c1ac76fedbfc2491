"""GlassFish: its lines."""

from __future__ import annotations

from hactl.model import Copies, Mode
from hactl.servers.glassfish.v3 import family
from hactl.servers.interface import Artifact, Line

name = "glassfish"
title = "GlassFish"

lines = {
    "3": Line(
        name="3",
        family=family,
        newest="3.1.2.2",
        java=(8,),  # its OSGi framework starts on none newer
        uncopied="an attribute that cannot be serialized is refused by setAttribute",
        mode=Mode.ASYNC,
        copies=(Copies.ONE,),
        copies_in_place=True,
        restores_on_return=False,
        finds_older=False,
        artifacts={
            "3.1.2.2": Artifact(
                coordinate="org.glassfish.main.distributions:glassfish:3.1.2.2:zip",
                sha512="479b59bd9807790344303077a248002df69545c8c11b66e00885c9f5df5d2aa9"
                "cda5909736849c799f74f4710829273184994e7b156ffcf21b3543a52dbec966",
            ),
        },
        shutdown_distance=2000,
        companion="das",
    ),
}
