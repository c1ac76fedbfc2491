#!/bin/sh
# Fetches the jars that the tests of Jetty 6's session manager compile against into Maven's local repository.
# Ends with 3 and one line where this machine cannot.
set -eu
cannot() { echo "jetty-jars: $*" >&2; exit 3; }

for jar in org.mortbay.jetty:jetty:6.1.26 org.mortbay.jetty:jetty-util:6.1.26 org.mortbay.jetty:servlet-api:2.5-20081211 \
  org.mortbay.jetty:start:6.1.26 org.apache.tomcat:tribes:6.0.53 org.apache.tomcat:juli:6.0.53; do
  version=${jar##*:} group=${jar%%:*} name=${jar#*:}
  name=${name%:*}
  [ -f "$HOME/.m2/repository/$(echo "$group" | tr . /)/$name/$version/$name-$version.jar" ] && continue
  command -v mvn >/dev/null || cannot "no mvn here, and $jar is not in its local repository"
  mvn -q -B dependency:get -Dtransitive=false "-Dartifact=$jar" >&2 || cannot "mvn could not fetch $jar"
done
