"""What a server product, or a version of it, cannot do or does differently."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Servers and their versions"

EXPLANATIONS = (
    Explanation(
        id="server-version-moves",
        what="the instances of a cluster are to start as another version of their server",
        why="hactl writes the files of the new version; it installs none and rebuilds no application. What the plan "
        "says of sessions holds if the new version is there and starts with your applications.",
        fix="Before the restarts, install the version on each host and let `CATALINA_HOME`, `JETTY_HOME` or "
        "`GLASSFISH_HOME`, or `home` in the spec, name it. Between `javax` and `jakarta`, give `war` an archive built "
        "for the new one.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="server-version-untested",
        what="a cluster runs on a version that the tests of hactl do not run on",
        why="It is of a line that hactl knows, so it will probably work, but that version has not been drilled: "
        "killed, and its sessions counted.",
        fix="Check it on your machine with `hactl lab up` and `hactl drill`, with the server's folder in HACTL_HOMES.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="class-gone",
        what="your file names a class that this line of Tomcat or TomEE no longer has",
        why="In server.xml it ends the start with exit code 1; in a context.xml every application that reads the file "
        "is unavailable. hactl never turns your file into the new line's.",
        fix="Change or take out the element, as the hint says. What hactl wrote itself it changes by itself.",
    ),
    Explanation(
        id="connector-gone",
        what="a connector of yours is written for an older line",
        why="The server starts, says that it is up, and this port stays closed: a protocol class that is gone, or from "
        "Tomcat 10 on a certificate in attributes of the connector itself.",
        fix="Write the protocol's name (`HTTP/1.1`), and certificates as `<SSLHostConfig>`.",
    ),
    Explanation(
        id="application-namespace",
        what="an application was built for `javax.servlet`, and its server loads `jakarta.servlet`; or the reverse",
        why="The names of all servlet classes changed with Tomcat 10, TomEE 9, Jetty 12 and GlassFish 6. The server "
        "starts, and the application answers 404 or 500.",
        fix="Deploy the archive that was built for this server. Where clusters of both kinds serve one application, "
        "`wars` names an archive for each.",
    ),
    Explanation(
        id="java-untested",
        severity=Severity.WARNING,
        what="a server's own files name a Java that is older or newer than all that its version line was tested with",
        why="Most servers do not start on such a Java; some start and fail later: TomEE 8 on Java 25 answers pages "
        "while TomEE itself is dead. Only files that are at hand are read: `bin/setenv.sh`, GlassFish's `asenv.conf`, "
        "and the file `release` of the Java.",
        fix="Name a Java of the list in the message, or try this one in a lab, with the command in the hint.",
    ),
    Explanation(
        id="framework-state",
        severity=Severity.WARNING,
        what="an application uses a framework that keeps something beside the session, or changes it unseen",
        why="Then a user loses a page or a login after a failover, though the session was copied: secrets of one "
        "server (MyFaces), pages on its disk (Wicket), tickets and logins in its memory (CAS, JSPWiki), views that are "
        "not set again (Mojarra). Told by the names of the jars in WEB-INF/lib; each was seen with the versions in the "
        "message. A note where it depends on how the application uses it.",
        fix="The hint says what helps. If you have seen to it, say `--ignore framework-state`.",
    ),
    Explanation(
        id="copies-not-here",
        what="`copies` asks for a number of copies that this server cannot make",
        why="Some servers always copy to all instances of a cluster, others always to one. The setting would have "
        "no effect.",
        fix="Leave `copies` out; the message says what the server does.",
    ),
    Explanation(
        id="copies-one-distributable",
        what="a Tomcat line is used with `copies: one` and `applications: all`",
        why="On this line the BackupManager fails in conf/context.xml with a NullPointerException, and no "
        "application starts.",
        fix="Say `applications: distributable` and give each application `<distributable/>` in its web.xml, or "
        "leave `copies` out.",
    ),
    Explanation(
        id="tomcat-static-late",
        what="a Tomcat or TomEE cluster uses `discovery: static`",
        why="An instance sees a partner that starts 3 to 4 s after it answers. Sessions that begin meanwhile are "
        "copied at their next change only.",
        fix="Use `discovery: multicast` where the network allows it; it has no such gap.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="changes-all-copies-one",
        what="a Tomcat or TomEE cluster has `changes: all` and `copies: one`",
        why="hactl's session manager, which finds what was changed in place, copies to every instance. With one copy "
        "Tomcat's BackupManager keeps the sessions.",
        fix="Leave `copies` out, or `changes`.",
    ),
    Explanation(
        id="changes-all-cost",
        what="hactl lays its session manager into the lib folder of a Tomcat or TomEE, as `changes: all` asks for",
        why="At the end of a request it reads the attributes that the request fetched, and copies those that changed. "
        "A request that fetches none costs nothing.",
        fix="Nothing to fix. `changes: set`, the default, is the server's own behaviour.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="changes-all-loader",
        what="with `changes: all`, a base's own conf/catalina.properties keeps its lib folder from being read",
        why="hactl's session manager is a jar in that folder. Without it no application of the base would start.",
        fix='Add `"${catalina.base}/lib/*.jar"` to `common.loader`, as in the stock file, or leave `changes` out.',
    ),
    Explanation(
        id="changes-all-anyway",
        what="a Jetty or GlassFish cluster has `changes: set`",
        why="There a session is copied as a whole, so what an application changes in place is copied too.",
        fix="Leave `changes` out.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="jetty-static-late",
        what="a Jetty cluster uses `discovery: static`",
        why="Jetty 6 sees a partner seconds late, and until then its sessions are not copied.",
        fix="Use `discovery: multicast` where the network allows it; it has no such gap.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="jetty-path-steps",
        what="an application on Jetty has a path with several steps, such as /shop/admin",
        why="Jetty takes the path from the file's name in webapps/, where there is no slash.",
        fix="Give it a path like /shop, or leave `war` out and write a context file of your own: in contexts/ of "
        "Jetty 6, in webapps/ of later ones.",
    ),
    Explanation(
        id="jetty-jar-missing",
        what="a jar that replication on Jetty needs is not on this machine",
        why="hactl ships only its own jars. Without this one the server does not start.",
        fix="Fetch it with the `mvn dependency:get` that the hint shows and run the command again, or name its "
        "folder in HACTL_JARS.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="jetty-line",
        what="a base is of a Jetty that hactl does not know, or its jetty.xml is of another one than the spec says",
        why="Each line has its own session classes: replication written for one would not start on another. hactl "
        "knows Jetty 6, 9.4, 10, 11 and 12.",
        fix="Leave this base out of the spec or the import, or keep it with `ha: false`.",
    ),
    Explanation(
        id="glassfish-sync",
        what="a GlassFish cluster uses `mode: sync`",
        why="GlassFish then ends each session 3 s late, and answers up to 3 s late while it has not yet noticed "
        "that a partner died.",
        fix="Use `mode: async`, the default for GlassFish: it sends every 2 ms and has neither delay.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="glassfish-one-domain",
        what="two GlassFish clusters of one environment have different versions",
        why="All clusters belong to one domain, which one administration server leads. Its instances must have "
        "its version.",
        fix="Give both the same `server`.",
    ),
    Explanation(
        id="glassfish-key-stores",
        what="a new GlassFish domain gets its key stores and key files from the installation",
        why="hactl ships no key stores. Each start.sh copies those of the installation when it first starts, so "
        "the stock keys are in use unless you provide your own.",
        fix="Put your own key stores into the config folders before the first start.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="glassfish-lone-domain",
        what="the base of an instance is the domain of an administration server (DAS)",
        why="A DAS cannot be a member of a cluster, so the applications on it cannot be switched to HA in place.",
        fix="Name this folder as `glassfish: {das: {base: ...}}` and give the instances their own folders; "
        "name the applications' `war` so that they run there too.",
    ),
)
