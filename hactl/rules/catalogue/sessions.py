"""What takes an application's sessions out of replication."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Sessions that would not be copied"

EXPLANATIONS = (
    Explanation(
        id="manager-of-its-own",
        what="a session manager other than hactl's keeps an application's sessions",
        why="It is read after hactl's, or hactl leaves it alone, so it applies: the sessions stay on one instance, "
        "or in a store that hactl does not know, and are lost when that instance dies.",
        fix="Remove it from the file that is named, or say `apps: NAME: {replicated: false}` if that is intended.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="manager-replaced",
        what="a `<Manager>` in a `<Context>` of server.xml will not be used while HA is on",
        why="conf/context.xml is read after it, so hactl's manager takes its place. The sessions are copied, but "
        "your settings in it have no effect.",
        fix='Remove it; `<Context override="true">` keeps it, and then the application\'s sessions are not copied.',
        severity=Severity.WARNING,
    ),
    Explanation(
        id="manager-valve",
        what="a valve remains whose `<Manager>` is replaced by hactl's",
        why="It belongs to a session store and needs its own manager: with HA on it answers each request to the "
        "application with 500.",
        fix="Remove both before you switch HA on, or leave both and set `ha: false`.",
    ),
    Explanation(
        id="changes-set-here",
        what="an application with a DeltaManager or BackupManager of its own, in a cluster with `changes: all`",
        why="Its manager is read after hactl's, so its sessions are copied, but only what it calls `setAttribute` for.",
        fix="Remove the `<Manager>` from the file that is named: hactl's takes its place.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="context-override",
        what='override="true" keeps conf/context.xml from being read for an application',
        why="hactl's manager is in that file, so the sessions of this application would not be copied.",
        fix="Remove `override`, give the application `<distributable/>`, or say `apps: NAME: {replicated: false}`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="not-distributable",
        what="an application has no `<distributable/>`, and nothing else makes the server copy its sessions",
        why="The server gives it a manager that copies nothing: with `applications: distributable`, and always for "
        "what you deployed yourself on GlassFish 5.1 or later, where an application's own web.xml alone counts.",
        fix="Add `<distributable/>` to its web.xml, say `applications: all`, or say `apps: NAME: {replicated: false}`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="attributes-filtered",
        what="a session manager copies only attributes that match its filter",
        why="Whatever does not match is missing after a failover, while the session itself continues.",
        fix="Remove the filter, unless everything that matters passes it.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="cluster-in-entity",
        what="an entity brings a `<Cluster>` into server.xml",
        why="The server uses that one instead of hactl's, so sessions would not be copied by what the spec says.",
        fix="Write the `<Cluster>` into server.xml in place of the entity; `replication: {adopt: true}` then sets "
        "it aside.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="single-sign-on",
        what="single sign-on is used and its logins are not copied",
        why="After a failover users stay logged in where they have a session; "
        "every other application asks them to log in again.",
        fix="Use the server's own means: ClusterSingleSignOn on Tomcat, sso-failover-enabled on GlassFish. "
        "Jetty 6 has nothing.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="login-not-copied",
        what='a form login has cache="false"',
        why="The login then stays in notes of the session, which are not copied: users log in again after a failover.",
        fix="Remove `cache` from the valve.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="session-cookie-renamed",
        what="the session cookie of an application has another name than JSESSIONID",
        why="With `affinity: route` the balancer does not know it, and each request may go to another instance. "
        "With `affinity: cookie` the name does not matter, and this is a note.",
        fix="Use `affinity: cookie`, or leave the name JSESSIONID.",
        severity=Severity.WARNING,
        milder=Severity.NOTE,
    ),
    Explanation(
        id="session-cookie-off",
        what="an application has no session cookie and writes the session's id into links",
        why="A link or bookmark from before a failover may name a session whose id has changed since.",
        fix="Let the application use cookies.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="route-not-known",
        what="the jvmRoute of server.xml is not the instance's name, with `affinity: route`",
        why="The balancer finds the instance by the end of the session id. It does not know this one, so each "
        "request may go to another instance. hactl never changes a jvmRoute.",
        fix="Use `affinity: cookie`, or name the instance in the spec like its jvmRoute.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="jetty-xml-starts",
        what='a file of Jetty starts the server itself (`<Call name="start"/>` or `join`)',
        why="The server then starts before etc/jetty-ha.xml is read, and sessions are not copied: 4 of 8 were "
        "kept, 8 of 8 without that line.",
        fix="Remove the call: start.jar starts the server once all files are read.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="session-module-of-its-own",
        what="a module of Jetty 9.4 or later provides a session store or a session cache, as hactl's does",
        why="Jetty does not start with two modules that provide one thing (`which is already provided by`), so none "
        "of the two is silently used instead of the other.",
        fix="Take the module out of the ini file that is named, with its settings, or say `ha: false` for this "
        "cluster. Sessions that are stored there already are not taken over.",
        milder=Severity.WARNING,
    ),
    Explanation(
        id="session-ids-of-its-own",
        what="a file of Jetty sets a session id manager that is not a HashSessionIdManager",
        why="hactl's replication replaces only the standard one, so the server does not start. For one of "
        "Jetty's own classes this is an error; your own class may extend HashSessionIdManager, so it is a "
        "warning.",
        fix="Remove it, or say `ha: false` for this cluster.",
        milder=Severity.WARNING,
    ),
    Explanation(
        id="persistence-of-its-own",
        what="an application or the cluster's configuration in GlassFish has another persistence type than "
        "`replicated`",
        why="It overrides what hactl sets: the sessions stay in memory or in a file of one instance. A "
        "`<session-manager>` without the word means `memory`.",
        fix='Write persistence-type="replicated", remove the element, or say `apps: NAME: {replicated: false}`.',
        severity=Severity.WARNING,
    ),
    Explanation(
        id="application-without-availability",
        what="an application was deployed on a GlassFish cluster without availability",
        why="Its sessions are not copied although HA is on for the cluster.",
        fix="Stop the servers and run `hactl apply`, or deploy it with `asadmin deploy --availabilityenabled=true`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="glassfish-two-requests",
        what="an application on GlassFish does not set relaxCacheVersionSemantics",
        why="A user whose browser sends two requests at the same time loses the session while HA is on, even with "
        "all servers alive: GlassFish drops a session whose version is below the request's. It reads this "
        "setting from the application's own descriptor only.",
        fix="Add the lines that the hint shows to glassfish-web.xml, or say `apps: NAME: {replicated: false}`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="unprotected-unread",
        what="a file could not be read as XML and was not searched for what keeps sessions from being copied",
        why="Something in it may keep sessions on one instance without hactl telling you. A server could not "
        "read it either.",
        fix="Fix the file at the place that is named.",
        severity=Severity.NOTE,
    ),
)
