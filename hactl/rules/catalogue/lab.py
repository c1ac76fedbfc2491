"""What the lab lacks on this machine."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "The lab"

EXPLANATIONS = (
    Explanation(
        id="lab-program-useless",
        what="HACTL_JAVA or HACTL_NGINX names a program that does not run or does not tell its version",
        why="Ignoring it silently would start the lab with a program that you did not choose.",
        fix="Name a program that runs, or unset the variable.",
    ),
    Explanation(
        id="lab-java-missing",
        what="there is no Java on this machine that a server of the environment runs on",
        why="Each server line runs on certain versions of Java only. The lab starts real servers and no substitutes.",
        fix="Install the Java that the hint names, or name one in HACTL_JAVA.",
    ),
    Explanation(
        id="lab-nginx-missing",
        what="NGINX is not installed",
        why="The lab runs the environment's real balancer.",
        fix="Install the extra `hactl[lab]` or NGINX itself, as the hint shows, or name it in HACTL_NGINX.",
    ),
    Explanation(
        id="lab-installation-unknown",
        what="a server of this version is not on this machine, and hactl knows no archive of it",
        why="The lab cannot fetch what it does not know.",
        fix="Name a folder that contains it in HACTL_HOMES, or give the instances a `home`.",
    ),
    Explanation(
        id="lab-installation-missing",
        what="a server's archive is not on this machine, and there is no way to fetch it",
        why="No mirror is named in ~/.m2/settings.xml or HACTL_MAVEN_URL, and there is no `mvn`.",
        fix="Put the archive into a folder and name that in HACTL_HOMES, or install Maven.",
    ),
    Explanation(
        id="lab-mapped",
        what="the lab runs on 127.0.0.1 with other ports",
        why="The lab cannot have its own network on this machine, so addresses and ports differ from the spec. "
        "Everything else is as the spec says.",
        fix="Nothing needs to be done; allow user namespaces to see the spec's own addresses.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="lab-door-taken",
        what="the port on 127.0.0.1 that leads into the lab is taken",
        why="Another program, perhaps another lab, listens there.",
        fix="Choose another port, or none: hactl then takes a free one.",
    ),
)
