#!/bin/sh
# Tomcat 7.0.109 and 11.0.24, Java 17.
# Expected: a <Manager> of the cluster in conf/context.xml serves the applications of the Engine that has the <Cluster>,
# and those of a second <Service>, whose Engine has none, keep their sessions to themselves, as the standard manager does.
# Seen: conf/context.xml is read for both Engines. Where there is no cluster, DeltaManager starts with a SEVERE line only,
# and then the context is not started: every application of the second Service answers 404.
set -eu
t=$(mktemp -d); pid=; trap '[ -z "$pid" ] || kill $pid 2>/dev/null || :; rm -rf "$t"' EXIT
export JAVA_HOME="${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}"
ask() { # port: the status, or 000
    python3 - "$1" <<'P'
import sys, urllib.error, urllib.request
try: print(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/", timeout=10).status)
except urllib.error.HTTPError as error: print(error.code)
except OSError: print("000")
P
}
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
service() { # name port cluster
    printf '<Service name="%s"><Connector port="%s" address="127.0.0.1"/><Engine name="%s" defaultHost="localhost">%s' "$1" "$2" "$1" "$3"
    printf '<Host name="localhost" appBase="%s"/></Engine></Service>' "$1"
}
for version in 7.0.109 11.0.24; do
    mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact=org.apache.tomcat:tomcat:$version:tar.gz -DoutputDirectory="$t" >/dev/null
    tar -xzf "$t/tomcat-$version.tar.gz" -C "$t"
    export CATALINA_BASE="$t/base-$version"; one=$(free); two=$(free); receiver=$(free)
    mkdir -p "$CATALINA_BASE/conf" "$CATALINA_BASE/logs" "$CATALINA_BASE/temp" "$CATALINA_BASE/one/ROOT" "$CATALINA_BASE/two/ROOT"
    echo "<html/>" | tee "$CATALINA_BASE/one/ROOT/index.html" >"$CATALINA_BASE/two/ROOT/index.html"
    cp "$t/apache-tomcat-$version/conf/web.xml" "$CATALINA_BASE/conf/"
    manager='<Manager className="org.apache.catalina.ha.session.DeltaManager"/>'
    channel="<Channel className=\"org.apache.catalina.tribes.group.GroupChannel\"><Receiver
        className=\"org.apache.catalina.tribes.transport.nio.NioReceiver\" address=\"127.0.0.1\" port=\"$receiver\"/></Channel>"
    cluster="<Cluster className=\"org.apache.catalina.ha.tcp.SimpleTcpCluster\" channelStartOptions=\"3\">$channel</Cluster>"
    { printf '<Server port="-1">'; service one "$one" "$cluster"; service two "$two" ""; printf '</Server>\n'; } >"$CATALINA_BASE/conf/server.xml"
    echo "<Context>$manager</Context>" >"$CATALINA_BASE/conf/context.xml"
    sh "$t/apache-tomcat-$version/bin/catalina.sh" run >"$t/log" 2>&1 & pid=$!
    i=0; while ! grep -q "Server startup in" "$t/log"; do i=$((i + 1)); [ $i -lt 90 ] || { cat "$t/log"; exit 1; }; sleep 1; done
    with=$(ask "$one"); without=$(ask "$two")
    echo "Tomcat $version: service with the cluster $with, service without $without; $(grep -ci 'no cluster associated' "$t/log") times 'no cluster associated'"
    kill $pid; wait $pid 2>/dev/null || :; pid=
    [ "$with $without" = "200 404" ] || { echo "CHANGED"; exit 1; }
done
