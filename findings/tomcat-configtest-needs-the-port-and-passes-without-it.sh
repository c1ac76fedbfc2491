#!/bin/sh
# Tomcat 7.0.109 and 11.0.24, Java 17.
# Expected: `catalina.sh configtest` reads the configuration and touches nothing else, so it can be asked while the
# server runs; or it says no where a port is taken.
# Seen: it binds every connector's port. Where one is taken (by the running server itself, for example) the log has a
# SEVERE "Address already in use" with a stack trace, and the exit code is 0 all the same.
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
python3 - >"$t/port" <<'P' & pid=$!
import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); print(s.getsockname()[1], flush=True); time.sleep(300)
P
sleep 1; port=$(cat "$t/port")
cat >"$t/base/conf/server.xml" <<X
<Server port="-1"><Service name="Catalina"><Connector port="$port" address="127.0.0.1"/>
<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine></Service></Server>
X
for version in 7.0.109 11.0.24; do
    rc=$(catalina $version configtest)
    echo "Tomcat $version, port taken: exit code $rc, $(grep -c 'BindException: Address already in use' "$t/log") times BindException"
    [ "$rc" = 0 ] && grep -q SEVERE "$t/log" && grep -q 'BindException: Address already in use' "$t/log" || { echo CHANGED; exit 1; }
done
