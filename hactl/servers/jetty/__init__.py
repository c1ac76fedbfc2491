"""Jetty: its lines."""

from __future__ import annotations

from hactl.servers.interface import Line
from hactl.servers.jetty.v6 import family
from hactl.servers.jetty.v6.jars import JETTY_6_1_26, REPLICATION

name = "jetty"
title = "Jetty"

lines = {
    "6": Line(
        name="6",
        family=family,
        newest="6.1.26",
        java=(8, 11, 17, 25),
        uncopied="an attribute that cannot be serialized",
        copies_in_place=True,
        artifacts={"6.1.26": JETTY_6_1_26},
        jars=REPLICATION,
    ),
}
