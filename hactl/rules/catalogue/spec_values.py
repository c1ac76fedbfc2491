"""What is wrong with single values of a spec, and with words that refer to nothing."""

from __future__ import annotations

from hactl.problems import Severity
from hactl.rules.catalogue.explanation import Explanation

TITLE = "Values in the spec"

EXPLANATIONS = (
    Explanation(
        id="spec-name",
        what="a name contains something other than `a-z`, `0-9`, `-` and `_`, or is longer than 32 characters",
        why="Names become folders, routes at the end of session ids, and variables of NGINX. NGINX does not tell "
        "upper from lower case.",
        fix="Use 1 to 32 small letters, digits, `-` and `_`, with a letter or digit first.",
    ),
    Explanation(
        id="spec-reserved-name",
        what="a cluster is called `all`",
        why="`all` means every cluster on the command line, and is the name of the pool of all clusters in NGINX.",
        fix="Choose another name.",
    ),
    Explanation(
        id="spec-address",
        what="an address is not four numbers from 0 to 255",
        why="hactl does not look up names, so that nothing waits for a name server, and it configures IPv4 only. "
        "`localhost` is `127.0.0.1`.",
        fix="Give the IPv4 address of the host, or declare a name for it under `hosts`.",
    ),
    Explanation(
        id="spec-time",
        what="a time has no unit, or is not a number above 0",
        why="`3` could be seconds or milliseconds, and a wrong guess keeps dead servers in use.",
        fix="Write the number with its unit: `500ms`, `3s`, `1m`.",
    ),
    Explanation(
        id="spec-size",
        what="`header_size` is not a size from `4k` to `1m`",
        why="NGINX keeps a buffer of this size for the header of each answer. Smaller ones break ordinary logins "
        "with 502, larger ones cost memory for each connection.",
        fix="Write a number and its unit, as in `16k`.",
    ),
    Explanation(
        id="spec-port",
        what="a port is not a number from 1 to 65535",
        why="No server can listen there.",
        fix="Write a port in that range.",
    ),
    Explanation(
        id="spec-range",
        what="`max_fails` is not a number from 1 to 1000",
        why="With 0 NGINX would never give up a dead instance and would send users there again and again.",
        fix="Write a number from 1 to 1000; the default is 1.",
    ),
    Explanation(
        id="spec-unsafe-character",
        what="a path contains a blank, a quote, `$` or another special character",
        why="Paths are written into NGINX files, XML and shell scripts, where such a character ends a word or "
        "begins a variable.",
        fix="Use a path without it; where the folder exists already, a symbolic link with a plain name will do.",
    ),
    Explanation(
        id="spec-base",
        what="a base is empty, `/`, or contains `..` or `~`",
        why="hactl writes below this folder. One that leads out of it could change other people's files.",
        fix="Name a folder below the host's, such as `app1`, or an absolute one such as `/srv/app1`.",
    ),
    Explanation(
        id="spec-home",
        what="`home` is not an absolute path",
        why="`home` is where the server is installed on its host. The start script changes folders, so a relative "
        "path would lead nowhere.",
        fix="Write the whole path, such as `/opt/tomcat7`.",
    ),
    Explanation(
        id="spec-config",
        what="`balancer.config` contains `..` or `~`, or names no file",
        why="hactl edits the file that this names, so the path must be plain.",
        fix="Write a path from the balancer's `base`, such as `nginx.conf`, or an absolute one.",
    ),
    Explanation(
        id="spec-config-ours",
        what="`config` names your own file although hactl writes the server block itself",
        why="With `server: managed` hactl makes its own file and would not read yours.",
        fix="Add `server: existing` to have your file edited, or remove `config`.",
    ),
    Explanation(
        id="spec-word-renamed",
        what="`balancer.server` says `ours` or `theirs`, the former names of `managed` and `existing`",
        why="The old word is still read and means the same. Documentation and messages use only the new one.",
        fix="Write `server: managed` or `server: existing`.",
        severity=Severity.WARNING,
    ),
    Explanation(
        id="spec-war",
        what="`war` is empty or ends with `/..`",
        why="hactl takes the application from there and puts it into each base. A parent folder is not an application.",
        fix="Name a `.war` file or an unpacked application, by a path from the spec's folder.",
    ),
    Explanation(
        id="spec-app-path",
        what="an application's `path` is not a path that a server and NGINX both take literally",
        why="It becomes a location of NGINX and the place of the application on each server; other characters "
        "mean something else there.",
        fix="Write `/`, or a path like `/shop`: a slash first, none at the end, letters, digits and `-_.~`.",
    ),
    Explanation(
        id="spec-server-name",
        what="`server_name` is not a DNS name, `*.` with a DNS name, or `_`",
        why="NGINX chooses the server block by this name. A word that it does not understand would never match.",
        fix="Write the name that users enter, such as `shop.example.org`, or `_` for any.",
    ),
    Explanation(
        id="spec-file-on-host",
        what="a certificate, a key or `webroot` is not an absolute path",
        why="These files lie on the balancer's host, and NGINX would look for a relative one in a folder of its own.",
        fix="Write the path as it is on that host, such as `/etc/ssl/shop.pem`.",
    ),
    Explanation(
        id="spec-network",
        what="an entry of `trust` is neither an IPv4 address nor a network",
        why="Only balancers in front may say whom a request is from; anybody else could pose as anybody.",
        fix="Write the address of the balancer in front, such as `10.0.0.4`, or its network, such as `10.0.1.0/24`.",
    ),
    Explanation(
        id="spec-days",
        what="`hsts` is not a number of days",
        why="Browsers keep what they were told for that long, and nobody can take it back.",
        fix="Write for instance `30d`; from `1d` to `3650d`.",
    ),
    Explanation(
        id="spec-version",
        what="a version of the balancer is not numbers and dots",
        why="hactl writes what this version understands, so it must be able to compare versions.",
        fix='Write it in quotes: `version: "1.18"`.',
    ),
    Explanation(
        id="spec-unknown-server",
        what="`server` names a type or a version that hactl does not know, or no version",
        why="What makes sessions replicate differs from version to version. A guess would start and not replicate.",
        fix="Use one of the servers that the message lists, as in `tomcat@7` or `tomcat@7.0.109`.",
    ),
    Explanation(
        id="spec-unknown-host",
        what="a word is neither an address nor the name of a host under `hosts`",
        why="hactl does not know where the process runs, so no other check can say more.",
        fix="Correct the name, or declare it: `hosts: {app1: {address: 10.0.0.11}}`.",
    ),
    Explanation(
        id="spec-unused-host",
        what="nothing runs on a host that `hosts` declares",
        why="It has no effect. Perhaps an instance was meant to run there.",
        fix="Use it, or remove it.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="spec-unknown-cluster",
        what="an application names a cluster that the spec does not have",
        why="Users of the application would be sent to fewer clusters than meant.",
        fix="Correct the name, or add the cluster.",
    ),
    Explanation(
        id="spec-unused-product",
        what="the spec has a `glassfish` part and no cluster runs on GlassFish",
        why="The part has no effect.",
        fix="Remove it, or give a cluster `server: glassfish@3`.",
        severity=Severity.NOTE,
    ),
    Explanation(
        id="spec-domain-folder",
        what="`das.base` ends with a name other than `das.domain`",
        why="`asadmin` looks for a domain in a folder of the same name, and would not find this one.",
        fix="Leave `domain` out, or make `base` end with the domain's name.",
    ),
)
