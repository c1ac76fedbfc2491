#!/bin/sh
# Fetches the jars that the tests of Jetty 6's session manager compile against into Maven's local repository.
set -eu
for jar in org.mortbay.jetty:jetty:6.1.26 org.mortbay.jetty:jetty-util:6.1.26 org.mortbay.jetty:servlet-api:2.5-20081211 \
  org.mortbay.jetty:start:6.1.26 org.apache.tomcat:tribes:6.0.53 org.apache.tomcat:juli:6.0.53; do
  mvn -q -B dependency:get -Dtransitive=false "-Dartifact=$jar"
done
