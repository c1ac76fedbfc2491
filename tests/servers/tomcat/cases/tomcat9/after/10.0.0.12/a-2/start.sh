#!/bin/sh
# Written by hactl from case.hactl.yaml; change the spec and run `hactl apply`.
# Starts instance a-2 in the foreground; any word catalina.sh knows may follow (start, stop).
CATALINA_BASE=$(cd "$(dirname "$0")" && pwd) || exit 1
: "${CATALINA_HOME:?set CATALINA_HOME to the folder of Apache Tomcat 9.0.117}"
export CATALINA_BASE CATALINA_HOME
cd "$CATALINA_BASE" || exit 1
exec "$CATALINA_HOME/bin/catalina.sh" "${1:-run}"
