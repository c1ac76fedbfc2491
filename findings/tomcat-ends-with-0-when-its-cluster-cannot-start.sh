#!/bin/sh
# Tomcat 7.0.109 and 11.0.24, Java 17.
# Expected: a server that cannot start ends with a code other than 0, so that a unit's Restart=on-failure or a
# container's restart policy takes it for a failure.
# Seen: where the <Cluster> cannot bind its receiver ("The required Server component failed to start so Tomcat is unable
# to start"), the process ends at once with 0: a unit with Restart=on-failure stays down, Result=success.
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
<Server port="-1"><Service name="Catalina"><Engine name="Catalina" defaultHost="localhost">
<Cluster className="org.apache.catalina.ha.tcp.SimpleTcpCluster"><Channel className="org.apache.catalina.tribes.group.GroupChannel">
<Receiver className="org.apache.catalina.tribes.transport.nio.NioReceiver" address="192.0.2.1" port="14000" autoBind="0"/>
</Channel></Cluster><Host name="localhost" appBase="webapps"/></Engine></Service></Server>
X
for version in 7.0.109 11.0.24; do
    rc=$(catalina $version run)
    echo "Tomcat $version: exit code $rc; $(grep -o 'The required Server component failed to start' "$t/log" | head -n 1)"
    [ "$rc" = 0 ] && grep -q 'required Server component failed to start' "$t/log" || { echo CHANGED; exit 1; }
done
