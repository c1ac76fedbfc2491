#!/bin/sh
# Tomcat 9.0.117 and 10.1.59, Java 17: one server.xml of 2015, a <Connector> with keystoreFile, keystorePass and
# SSLEnabled="true" beside a plain one.
# Expected: an attribute that is no longer read stops the start, or the connector falls back to something that listens.
# Seen: 9.0 answers on both ports. 10.1 logs "failed to set property [keystoreFile]" as a WARNING, gives up that connector
# alone, goes on to "Server startup in", answers on the plain port, and its HTTPS port is closed; the exit code of a stop
# is 0. What asks for "Server startup" or for the plain port calls this server healthy.
set -eu
t=$(mktemp -d); pid=; trap 'kill $pid 2>/dev/null || :; rm -rf "$t"' EXIT
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
opens() { python3 -c 'import socket, sys; sys.exit(socket.socket().connect_ex(("127.0.0.1", int(sys.argv[1]))) != 0)' "$1"; }
keytool -genkeypair -keystore "$t/k.jks" -storepass changeit -keypass changeit -alias t -keyalg RSA -dname CN=localhost \
    >/dev/null 2>&1
for version in 9.0.117 10.1.59; do
    mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact=org.apache.tomcat:tomcat:$version:tar.gz -DoutputDirectory="$t" >/dev/null
    tar -xzf "$t/tomcat-$version.tar.gz" -C "$t"
    home=$t/apache-tomcat-$version plain=$(free) tls=$(free)
    cat >"$home/conf/server.xml" <<X
<Server port="-1"><Service name="Catalina">
  <Connector port="$plain" address="127.0.0.1"/>
  <Connector port="$tls" address="127.0.0.1" SSLEnabled="true" scheme="https" secure="true" keystoreFile="$t/k.jks"
             keystorePass="changeit" clientAuth="false" sslProtocol="TLS"/>
  <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="none"/></Engine>
</Service></Server>
X
    "$home/bin/catalina.sh" run >"$t/said" 2>&1 & pid=$!
    for _ in $(seq 120); do grep -q 'Server startup in' "$t/said" && break; sleep 0.5; done
    grep -q 'Server startup in' "$t/said"
    opens "$plain" && one=open || one=closed
    opens "$tls" && other=open || other=closed
    warned=$(grep -c 'failed to set property \[keystoreFile\]' "$t/said" || :)
    kill $pid; wait $pid 2>/dev/null || :
    echo "Tomcat $version: says that it is up; plain port $one, HTTPS port $other; warnings about keystoreFile: $warned"
    case $version in 9*) want="open open 0" ;; *) want="open closed 1" ;; esac
    [ "$one $other $warned" = "$want" ]
done
