"""What two environments cannot both have."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Several specs together"

EXPLANATIONS = (
    Explanation(
        id="across-output",
        what="two specs write into the same output folder",
        why="The folder is named like the environment and is beside the spec. The second one would treat the "
        "first one's files as its own.",
        fix="Give one environment another `name`, or put the specs into separate folders.",
    ),
    Explanation(
        id="across-multicast",
        what="two specs use the same multicast group and port",
        why="Their clusters would hear each other and copy sessions across environments.",
        fix="Leave the group out: hactl derives one from environment, balancer and cluster.",
    ),
    Explanation(
        id="across-port",
        what="two specs want the same port on the same address",
        why="If both environments run at the same time, the second process does not start. On loopback it is a "
        "warning, since the two may be meant for two machines.",
        fix="Change one port; if the two never run together, validate them one by one.",
        milder=Severity.WARNING,
    ),
    Explanation(
        id="across-listener",
        what="the balancers of two specs listen on the same address and port",
        why="Two NGINX cannot both listen there. Specs that name the same NGINX (the same absolute `base` on the same "
        "host) may share it. On loopback it is a warning.",
        fix="Let one listen elsewhere; if the two never run together, validate them one by one.",
        milder=Severity.WARNING,
    ),
    Explanation(
        id="across-server-name",
        what="two specs that share one NGINX have the same `server_name` on the same port",
        why="NGINX tells users of different environments apart by this name only. It would send all of them to "
        "the first.",
        fix="Give each environment its own `server_name`.",
    ),
)
