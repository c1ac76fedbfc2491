"""What an environment cannot have although each of its values is right by itself."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Clusters, ports and addresses"

EXPLANATIONS = (
    Explanation(
        id="cluster-empty",
        what="a cluster has no instances",
        why="The balancer would have no instance to send users to.",
        fix="Give it at least one instance, and two for HA: `a: [10.0.0.11, 10.0.0.12]`.",
    ),
    Explanation(
        id="cluster-of-one",
        what="a cluster with HA on has a single instance",
        why="There is no instance to copy sessions to, so they would be lost with the instance although HA is on.",
        fix="Add an instance, or say `ha: false` for this cluster.",
    ),
    Explanation(
        id="cluster-large",
        what="every session of a cluster is copied to more than four instances",
        why="Each instance holds the sessions of all, so memory and network grow with their number. Two or three "
        "instances per cluster and more clusters do the same work with less copying.",
        fix="Split it into clusters of two, or set `copies: one` if the server supports it.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="drained-all",
        what="every instance that serves an application is drained",
        why="No new users come to a drained instance, so new users would be sent nowhere.",
        fix="Leave at least one of them without `drain: true`: `hactl undrain NAME`.",
    ),
    Explanation(
        id="instance-name-twice",
        what="two clusters have an instance of the same name, or one has the name of the server beside them",
        why="The name is the instance's route, the suffix of its session ids. With two of the same name the balancer "
        "cannot tell which instance has a session.",
        fix="Rename one.",
    ),
    Explanation(
        id="heartbeat",
        what="`drop_after` is less than two heartbeats",
        why="A member is given up after this time without a heartbeat, so a single lost packet would drop a "
        "healthy one.",
        fix="Make `drop_after` at least twice as long as `heartbeat`.",
    ),
    Explanation(
        id="route-not-rewritten",
        what="`affinity: route` is used with `applications: all`",
        why="After a failover Tomcat puts the new instance into the session id, but only for applications with "
        "`<distributable/>`. The others keep the old suffix (measured on Tomcat 6 and 7), so their users are "
        "sent to the old instance first for as long as the session lives.",
        fix="Use `affinity: cookie`, or `applications: distributable`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="failover-below-stall",
        what="the balancer waits less than nine seconds for an answer, with `mode: sync`",
        why="With `mode: sync` an answer waits until the partner has the write or is given up, up to nine seconds "
        "where the partner hangs. A balancer that waits less takes the healthy instance for hung too, and "
        "answers 504 although an instance could have answered.",
        fix="Make `read_timeout` and `write_timeout` longer than 9s.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="port-twice",
        what="two processes on one machine want the same port",
        why="The second one does not start. This counts the http, receiver and shutdown port of each instance, "
        "the admin and receiver ports of a GlassFish DAS, and the balancer's. Hosts with the same address are "
        "one machine, and so are all loopback addresses. The receiver is 1000 above the http port unless the "
        "spec names it.",
        fix="Give one of them another port; the hint names the key.",
    ),
    Explanation(
        id="port-range",
        what="a port that is derived from the http port would be above 65535",
        why="There is no such port, and the server would not start.",
        fix="Choose a lower http port, or name the derived port in `ports`.",
    ),
    Explanation(
        id="base-twice",
        what="two processes have the same base, or one base is inside the other",
        why="Each writes its own files there and would overwrite the other's.",
        fix="Give each its own folder with `base`.",
    ),
    Explanation(
        id="address-unusable",
        what="a host has the address 0.0.0.0, a multicast address or the broadcast address",
        why="None of these is the address of one machine, so nothing could connect to it.",
        fix="Give the address that the host has.",
    ),
    Explanation(
        id="receiver-public",
        what="an instance with HA on would take replication on a public address",
        why="The replication port deserializes Java objects from anyone who connects, without authentication "
        '(Tomcat, Clustering How-To, "Security"). Anyone who reaches it can run code on the server.',
        fix="Declare the host with a private `cluster_address`, or say `ha: false`.",
    ),
    Explanation(
        id="loopback-mixed",
        what="some instances of a cluster replicate over loopback and others do not",
        why="The others cannot reach 127.0.0.1 of another machine, so no session would be copied between them.",
        fix="Give all of them addresses that the others can reach.",
    ),
    Explanation(
        id="multicast-class",
        what="a multicast address is not one of 224.0.0.0 to 239.255.255.255",
        why="With another address Tomcat does not start.",
        fix="Use one of 239.192.0.0/14, or leave it out: hactl derives one.",
    ),
    Explanation(
        id="multicast-scope",
        what="a multicast group is outside 239.192.0.0/14",
        why="Only these addresses are meant for use inside a site (organization-local scope, RFC 2365). Others "
        "may leave it, or conflict with another use.",
        fix="Leave the address out: hactl derives one.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="multicast-twice",
        what="two clusters use the same multicast group and port",
        why="Each would hear the other's members and copy sessions to them.",
        fix="Change one, or leave both out: hactl derives them.",
    ),
    Explanation(
        id="app-path-twice",
        what="two applications have the same path",
        why="Neither the balancer nor a server could tell them apart.",
        fix="Give each its own path.",
    ),
    Explanation(
        id="app-missing",
        what="there is nothing where an application's `war` leads",
        why="hactl puts the application into each base, and users would get 404 instead.",
        fix="Build it first, or correct `war`: a `.war` file or an unpacked application, by a path from the "
        "spec's folder.",
    ),
)
