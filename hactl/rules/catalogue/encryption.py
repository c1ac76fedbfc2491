"""Encryption of the copies on their way."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Encryption of the copies"

EXPLANATIONS = (
    Explanation(
        id="spec-secret",
        what="a key stands in the spec, or something else that is no name of a variable",
        why="A spec is kept, copied and shown. hactl never writes a secret: files name an environment variable of the "
        "servers, and only the servers know what is in it.",
        fix='Write `encrypt: {key: "${SHOP_KEY}"}`, and take another key if yours was in a file.',
    ),
    Explanation(
        id="encrypt-not-here",
        what="`encrypt` is set for a server that has no means of encryption",
        why="Tomcat has it from 7.0.101, 8.5.52 and 9.0.32 on, TomEE from 8.0.2 on, Jetty from 9.4 on through hactl's "
        "own store. Tomcat 6, TomEE 1.7, Jetty 6 and every GlassFish send copies as they are.",
        fix="Take `encrypt` out, and keep the copies on a network of their own: a VLAN, or WireGuard or IPsec between "
        "the hosts.",
    ),
    Explanation(
        id="encrypt-key-form",
        what="the variable that holds the key is set on this machine, and what it holds is no key",
        why="A key has 32, 48 or 64 hexadecimal digits. With one of another length Tomcat starts, answers every "
        "request with 200, and copies nothing.",
        fix="`openssl rand -hex 32` makes one.",
    ),
    Explanation(
        id="encrypt-key-unjudged",
        what="the variable that holds the key is not set on this machine, so nothing is said about it here",
        why="It only has to be set where the servers run. What hactl writes there checks it before a server starts.",
        fix="Nothing has to be done here.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="encrypt-bypassed",
        what="this very version accepts messages that nobody encrypted",
        why="EncryptInterceptor of Tomcat 9.0.116, 10.1.53, 11.0.19 and 11.0.20 hands on what it could not decrypt "
        "(CVE-2026-34486), so whoever reaches the port can run code, as without encryption.",
        fix="Take the next patch release.",
    ),
    Explanation(
        id="encrypt-clocks",
        what="copies are encrypted, and this version rejects messages that are too old by its own clock",
        why="From Tomcat 9.0.119, 10.1.56 and 11.0.23 on, a message whose time is more than 10 s away is thrown away. "
        "The sender has its acknowledgement by then: it reports success, and nothing is copied.",
        fix="Keep the clocks of the hosts together, and watch that.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="encrypt-deprecated",
        what="the makers of this server have deprecated its encryption",
        why="Tomcat's documentation of 11.0 names TLS in its place. No released version that hactl knows has TLS "
        "between the members of a cluster.",
        fix="Nothing has to be done yet.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="encrypt-set-aside",
        what="your own `<Cluster>` encrypts, and hactl's, which takes its place, would not",
        why="`adopt: true` sets yours aside while HA is on. Your key is in a file; hactl never takes one from there.",
        fix='Put the key into the servers\' environment and say `replication: {encrypt: {key: "${SHOP_KEY}"}}`.',
        severity=Severity.WARNING,
    ),
    Explanation(
        id="encrypt-other-source",
        what="conf/catalina.properties has `${…}` filled in from elsewhere than the environment",
        why="server.xml names the key as `${SHOP_KEY}`. The property counts, whatever else the server is told, so the "
        "name is not filled in and the cluster does not start.",
        fix="Add `,org.apache.tomcat.util.digester.EnvironmentPropertySource` behind the value.",
    ),
    Explanation(
        id="encrypt-key-logged",
        what="a listener writes the server's whole environment into its log",
        why="The key is in the environment, and a log is read by more people and programs than the server.",
        fix='Set logEnv="false" at the VersionLoggerListener.',
        severity=Severity.WARNING,
    ),
    Explanation(
        id="receiver-public-encrypted",
        what="an instance would take replication, encrypted, on a public address",
        why="Encryption keeps others from reading and forging copies. It does not keep them from using the port "
        "(CVE-2022-29885: Tomcat's documentation asks for a trusted network even so), and it was bypassed once "
        "(CVE-2026-34486).",
        fix="Declare the host with a private `cluster_address`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="receiver-not-private",
        what="an instance takes replication, not encrypted, on an address of 100.64.0.0/10",
        why="These addresses are shared by the customers of a provider, or by the members of an overlay network: "
        "whoever is on it reaches the port, which deserializes Java objects.",
        fix="Declare the host with a private `cluster_address`, or encrypt: `replication: {encrypt: …}`.",
        severity=Severity.WARNING,
    ),
)
