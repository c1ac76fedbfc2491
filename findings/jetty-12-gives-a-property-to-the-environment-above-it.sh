#!/bin/sh
# Jetty 12.1.12 (jetty-home), Java 17: a start.ini of three lines, --module=http, --module=ee10-deploy, jetty.http.port=N.
# Expected: the port of the server; the order of modules and properties in an ini file has no meaning.
# Seen: a property that stands below a line which enables a module of an environment (ee8, ee9, ee10, ee11) belongs to that
# environment. The server does not have it: it listens on 8080, without a word. With the two lines the other way round it is
# the server's. `--list-config` shows each under its heading.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.eclipse.jetty:jetty-home:12.1.12:zip -DoutputDirectory="$t" >/dev/null
python3 -m zipfile -e "$t/jetty-home-12.1.12.zip" "$t"
where() { # base: the heading below which jetty.http.port stands
    java -jar "$t/jetty-home-12.1.12/start.jar" jetty.home="$t/jetty-home-12.1.12" jetty.base="$1" --list-config 2>/dev/null |
        awk '/^[A-Za-z].*:?$/ { heading = $0 } /jetty\.http\.port = 28081/ { print heading; exit }'
}
mkdir -p "$t/below/webapps" "$t/above/webapps"
printf -- '--module=http\n--module=ee10-deploy\njetty.http.port=28081\n' >"$t/below/start.ini"
printf -- '--module=http\njetty.http.port=28081\n--module=ee10-deploy\n' >"$t/above/start.ini"
below=$(where "$t/below") above=$(where "$t/above")
echo "Jetty 12.1.12: below --module=ee10-deploy the port stands under \"$below\", above it under \"$above\""
case $below in *ee10*) ;; *) exit 1 ;; esac
case $above in *ee10*) exit 1 ;; esac
