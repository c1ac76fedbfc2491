"""What `import` could not take over, or was not sure of."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "What import could not take over"

EXPLANATIONS = (
    Explanation(
        id="import-unknown",
        what="a folder is not a base of a server that hactl recognises",
        why="Without conf/server.xml, etc/jetty.xml, start.d/*.ini or config/domain.xml hactl does not know what runs "
        "there.",
        fix="Name the folder that holds one of these files.",
    ),
    Explanation(
        id="import-version",
        what="nothing says which version a base is of, or it is of one that hactl does not know",
        why="What makes sessions replicate differs from version to version, so hactl does not guess.",
        fix="Say it: `--server tomcat@7.0.109`; or leave a version that hactl does not know out of the import.",
    ),
    Explanation(
        id="import-unfit",
        what="a GlassFish folder cannot become a part of the environment",
        why="Its domain.xml cannot be read, is of another GlassFish, does not have this server, or the instance "
        "is in no cluster.",
        fix="Name folders of servers (domains/DOMAIN, nodes/NODE/INSTANCE); make a cluster with `asadmin "
        "create-cluster` and `create-instance --cluster`.",
    ),
    Explanation(
        id="import-companion",
        what="the folders of a GlassFish domain and its instances are not complete, or there are two domains",
        why="One administration server knows all instances. Changing only some of them would make them inconsistent.",
        fix="Name the missing folders too, copies from other hosts with `--root`; import a second domain into its own "
        "spec.",
    ),
    Explanation(
        id="import-mixed",
        what="`--cluster` names bases of different servers or versions",
        why="Instances of one cluster copy sessions to each other, which works within one version only.",
        fix="Regroup the folders: one server for each cluster.",
    ),
    Explanation(
        id="import-pair",
        what="nothing says which bases copy sessions to which, so hactl paired them in the order given",
        why="Two servers with different applications would become one cluster.",
        fix="Check the pairs, and state what is meant: `--cluster a=FOLDER,FOLDER`.",
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
        why="The instance got another name in the spec. NGINX keeps users by its own cookie, so this matters "
        "only with `affinity: route`.",
        fix="Keep `affinity: cookie`, or give each server its own jvmRoute that is a valid name.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="import-manager",
        what="conf/context.xml contains your own `<Manager>`",
        why="It controls the sessions of every application of that base. hactl leaves it alone, and HA cannot "
        "be switched on beside it.",
        fix="Say `replication: {adopt: true}`: it is then set aside while HA is on.",
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
