"""What `import` could not take over, or was not sure of."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "What import could not take over"

EXPLANATIONS = (
    Explanation(
        id="import-unknown",
        what="a folder is not a base of a server that hactl recognises",
        why="Without conf/server.xml, etc/jetty.xml or config/domain.xml hactl does not know what runs there.",
        fix="Name the folder that holds one of these files.",
    ),
    Explanation(
        id="import-version",
        what="nothing says which version a base is of, or it is of one that hactl does not know",
        why="What makes sessions replicate differs from version to version, so a guess will not do.",
        fix="Say it: `--server tomcat@7.0.109`; or leave a version that hactl does not know out of the import.",
    ),
    Explanation(
        id="import-unfit",
        what="a folder of GlassFish cannot become a part of the environment",
        why="Its domain.xml cannot be read, is of another GlassFish, does not have this server, or the instance "
        "stands in no cluster.",
        fix="Name folders of servers (domains/DOMAIN, nodes/NODE/INSTANCE); make a cluster with `asadmin "
        "create-cluster` and `create-instance --cluster`.",
    ),
    Explanation(
        id="import-companion",
        what="the folders of a GlassFish domain and its instances are not complete, or there are two domains",
        why="One administration server knows all instances. A change on a part of them would let it and them disagree.",
        fix="Name the missing folders too, copies from other hosts with `--root`; import a second domain into a "
        "spec of its own.",
    ),
    Explanation(
        id="import-mixed",
        what="`--cluster` names bases of two servers or versions",
        why="Instances of one cluster copy sessions to each other, which works within one version only.",
        fix="Regroup the folders: one server for each cluster.",
    ),
    Explanation(
        id="import-pair",
        what="nothing says which bases copy sessions to which, so hactl paired them in the order given",
        why="Two servers with different applications would become one cluster.",
        fix="Check the pairs, and say what is meant: `--cluster a=FOLDER,FOLDER`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="import-address",
        what="NGINX names several servers with the same port, and hactl took them in order",
        why="The instance may have been given its neighbour's address.",
        fix="Check `host` of each instance in the spec.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="import-route",
        what="the jvmRoute of a base cannot be a name in a spec, or another base has the same",
        why="The instance got another name in the spec. NGINX keeps users by a cookie of its own, so this matters "
        "only with `affinity: route`.",
        fix="Keep `affinity: cookie`, or give each server a jvmRoute of its own that is a name.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="import-manager",
        what="conf/context.xml holds a `<Manager>` of yours",
        why="It decides over the sessions of every application of that base. hactl leaves it alone, and HA cannot "
        "go on beside it.",
        fix="Say `replication: {adopt: true}`: it then stands aside while HA is on.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="import-unclear",
        what="something in a file was not understood, or there were several to choose from",
        why="The spec was written without it, or with the first of several, so it may not say what you run.",
        fix="Look at the place that is named, and write what is missing into the spec.",
        severity=Severity.WARNING,
    ),
)
