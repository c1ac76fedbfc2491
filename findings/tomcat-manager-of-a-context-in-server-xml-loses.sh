#!/bin/sh
# Tomcat 7.0.109 and 11.0.24, Java 17.
# Expected: of two <Manager>s the one nearer to the application counts: that of its own <Context> in server.xml wins
# over the default of all applications in conf/context.xml, as attributes of a <Context> do.
# Seen: conf/context.xml is read after server.xml, and the last <Manager> stays. The one in server.xml is dropped without
# a line in the log; the same one in the application's META-INF/context.xml, which is read last, wins.
set -eu
t=$(mktemp -d); pid=; trap '[ -z "$pid" ] || kill $pid 2>/dev/null || :; rm -rf "$t"' EXIT
export JAVA_HOME="${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}"
asked() { # port path: the length of the session id that this manager makes
    python3 - "$1" "$2" <<'P'
import sys, urllib.request
cookie = urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}{sys.argv[2]}", timeout=30).headers["Set-Cookie"]
print(len(cookie.partition(";")[0].partition("=")[2]))
P
}
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
manager() { echo "<Manager className=\"org.apache.catalina.session.StandardManager\"><SessionIdGenerator sessionIdLength=\"$1\"/></Manager>"; }
for version in 7.0.109 11.0.24; do
    mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact=org.apache.tomcat:tomcat:$version:tar.gz -DoutputDirectory="$t" >/dev/null
    tar -xzf "$t/tomcat-$version.tar.gz" -C "$t"
    export CATALINA_BASE="$t/base-$version"; port=$(free)
    for app in a/in-server a/in-war/META-INF conf logs temp; do mkdir -p "$CATALINA_BASE/$app"; done
    echo "<html/>" | tee "$CATALINA_BASE/a/in-server/index.jsp" >"$CATALINA_BASE/a/in-war/index.jsp"  # a JSP begins a session
    cp "$t/apache-tomcat-$version/conf/web.xml" "$CATALINA_BASE/conf/"
    echo "<Context>$(manager 24)</Context>" >"$CATALINA_BASE/conf/context.xml"
    echo "<Context>$(manager 8)</Context>" >"$CATALINA_BASE/a/in-war/META-INF/context.xml"
    cat >"$CATALINA_BASE/conf/server.xml" <<X
<Server port="-1"><Service name="s"><Connector port="$port" address="127.0.0.1"/><Engine name="s" defaultHost="localhost">
<Host name="localhost" appBase="a"><Context path="/in-server" docBase="in-server">$(manager 8)</Context></Host>
</Engine></Service></Server>
X
    sh "$t/apache-tomcat-$version/bin/catalina.sh" run >"$t/log" 2>&1 & pid=$!
    i=0; while ! grep -q "Server startup in" "$t/log"; do i=$((i + 1)); [ $i -lt 90 ] || { cat "$t/log"; exit 1; }; sleep 1; done
    server=$(asked "$port" /in-server/index.jsp); war=$(asked "$port" /in-war/index.jsp)
    echo "Tomcat $version: 48 hex digits by conf/context.xml, 16 by its own: in server.xml $server, in META-INF $war; $(grep -ci manager "$t/log") lines about a manager"
    kill $pid; wait $pid 2>/dev/null || :; pid=
    [ "$server $war" = "48 16" ] || { echo "CHANGED"; exit 1; }
done
