"""What stands in the way in files that a server or the balancer has already."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Files of existing servers"

EXPLANATIONS = (
    Explanation(
        id="server-xml-missing",
        what="a base of Tomcat or TomEE has no conf/server.xml that replication could be added to",
        why="hactl writes one in a new base. In one that exists already, its absence means that `base` leads "
        "elsewhere.",
        fix="Correct `base`; it is the folder that holds conf/.",
    ),
    Explanation(
        id="server-xml-cluster",
        what="server.xml contains a `<Cluster>` that hactl did not write",
        why="Two `<Cluster>` in one Engine do not work together: sessions would use only one of them.",
        fix="Say `replication: {adopt: true}` (`hactl import --adopt` writes it): yours is set aside and comes "
        "back when HA is switched off. Or leave it and set `ha: false`.",
    ),
    Explanation(
        id="server-xml-own-cluster",
        what="with HA off, the `<Cluster>` that you wrote is in use again",
        why="hactl had set it aside and gave it back, as it was before. Sessions may therefore still be copied.",
        fix="Comment it out yourself if nothing should be copied.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="server-xml-port",
        what="no connector of server.xml listens on the port that the spec gives for the instance",
        why="The balancer connects to the instance at that port, so users would get 502.",
        fix="Give the instance `ports: {http: ...}` in the spec, or change the connector.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="server-xml-ajp",
        what="an AJP connector is open to other machines and asks for no secret",
        why="Anyone who reaches it can read any file of the applications (CVE-2020-1938). hactl's balancer speaks "
        "HTTP and needs no AJP.",
        fix='Comment the connector out, or give it address="127.0.0.1".',
        severity=Severity.WARNING,
    ),
    Explanation(
        id="context-xml-manager",
        what="conf/context.xml contains a `<Manager>` that hactl did not write",
        why="It controls the sessions of every application of this base, so they would not be copied.",
        fix="Say `replication: {adopt: true}`: yours is set aside and comes back when HA is switched off. Or say "
        "`applications: distributable` and tag your applications.",
    ),
    Explanation(
        id="jetty-xml-missing",
        what="a base of Jetty has no etc/jetty.xml that replication could be added to",
        why="hactl writes one in a new base. In one that exists already, its absence means that `base` leads "
        "elsewhere.",
        fix="Correct `base`; it is the folder that holds etc/.",
    ),
    Explanation(
        id="jetty-xml-id",
        what='the `<Configure>` of jetty.xml has no id="Server"',
        why="etc/jetty-ha.xml would silently make a second, empty server, and no session would be copied.",
        fix='Write `<Configure id="Server" class="org.mortbay.jetty.Server">`.',
    ),
    Explanation(
        id="domain-xml-missing",
        what="a base of GlassFish has no config/domain.xml that replication could be added to",
        why="hactl writes one in a new base. In one that exists already, its absence means that `base` leads "
        "elsewhere.",
        fix="Correct `base`; it is the folder that holds config/.",
    ),
    Explanation(
        id="domain-line",
        what="domain.xml is that of another GlassFish than the spec says",
        why="GlassFish 2 keeps these settings in other elements, and from 4 on a domain has elements that GlassFish 3 "
        "does not know.",
        fix="Say in the spec which GlassFish it is, or name the domain of that one.",
    ),
    Explanation(
        id="jvm-option-gone",
        what="your domain has a JVM option with which this line of GlassFish does not start, or lacks one",
        why="A domain of GlassFish 5.1 has `-Djava.ext.dirs` and `-Djava.endorsed.dirs`, which no Java from 9 on "
        "takes, and `-XX:MaxPermSize`, which Java 17 does not take; GlassFish 6.2 needs grizzly-npn-api.jar in its "
        "`-Xbootclasspath`. hactl never turns your file into the new line's.",
        fix="Take the option out of the configuration that the message names, or add it, as the hint says.",
    ),
    Explanation(
        id="domain-element-missing",
        what="domain.xml lacks the element that hactl's settings belong in",
        why="hactl adds to what `asadmin` makes. Without the element around it, GlassFish would not find the setting.",
        fix="Check that this is the domain.xml of a GlassFish, and compare it with one that `asadmin "
        "create-domain` makes.",
    ),
    Explanation(
        id="domain-record-broken",
        what="the property `hactl.undo` of domain.xml cannot be read",
        why="hactl records in it what it changed, since GlassFish drops comments. Without it hactl cannot remove "
        "its settings again.",
        fix="Put the property back as it was (from version control or a backup), or delete it: what hactl wrote "
        "is then yours.",
    ),
    Explanation(
        id="balancer-kind",
        what="`balancer.kind` names a balancer that hactl does not know",
        why="hactl can write files only for the kinds that the hint lists.",
        fix="Write `kind: nginx`, or leave it out.",
    ),
    Explanation(
        id="balancer-version",
        what="`balancer.version` is older than NGINX 1.15.8, or not a version",
        why="An older NGINX cannot tell whether a server was sent a request before it failed. A payment or an "
        "order could run twice.",
        fix="Name the oldest NGINX that is to run the file, 1.15.8 or newer, in quotes.",
    ),
    Explanation(
        id="balancer-fail-timeout",
        what="`fail_timeout` is not a whole number of seconds",
        why="NGINX counts it in whole seconds and would not start with another value.",
        fix="Write whole seconds, such as `10s`.",
    ),
)
