#!/bin/sh
# Tomcat 7.0.109 and 11.0.24, Java 17.
# Expected: a connector whose port is a word (a template's token that nobody replaced, `port="@http@"`) stops the start.
# Seen: one WARNING about a property. Tomcat 7 then listens on a port of the kernel's choice, another at each start;
# Tomcat 11 goes on with port -1, which is no port. `configtest` ends with 0 on both.
set -eu
t=$(mktemp -d); pid=; trap '[ -z "$pid" ] || kill $pid 2>/dev/null || :; rm -rf "$t"' EXIT
export JAVA_HOME="${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}" CATALINA_BASE="$t/base"
mkdir -p "$t/base/conf" "$t/base/logs" "$t/base/webapps" "$t/base/work" "$t/base/temp"
for version in 7.0.109 11.0.24; do
    mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact=org.apache.tomcat:tomcat:$version:tar.gz -DoutputDirectory="$t" >/dev/null
    tar -xzf "$t/tomcat-$version.tar.gz" -C "$t"
done
catalina() { # version verb: the exit code; what it said is in $t/log
    version=$1; shift; rc=0; timeout 60 sh "$t/apache-tomcat-$version/bin/catalina.sh" "$@" >"$t/log" 2>&1 || rc=$?; echo $rc
}
cat >"$t/base/conf/server.xml" <<'X'
<Server port="-1"><Service name="Catalina"><Connector port="@http@" address="127.0.0.1"/>
<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine></Service></Server>
X
for version in 7.0.109 11.0.24; do
    rc=$(catalina $version configtest)
    name=$(sed -n 's/.*Initializing ProtocolHandler \["\(.*\)"\].*/\1/p' "$t/log")
    echo "Tomcat $version: exit code $rc, $(grep -c '@http@' "$t/log") warning, connector $name"
    case "$version $rc $name" in
    "7.0.109 0 http-bio-127.0.0.1-auto-1" | "11.0.24 0 http-nio-127.0.0.1--1") ;;
    *) echo CHANGED; exit 1 ;;
    esac
done
