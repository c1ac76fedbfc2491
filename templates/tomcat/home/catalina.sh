#!/bin/sh
# Starts Tomcat 6 in the foreground. hactl wrote this for an installation that it put together from
# jars, since no archive of Tomcat 6 lies in Maven's repositories. What counts is as in Tomcat's own
# script: CATALINA_HOME, CATALINA_BASE, JAVA_HOME or JRE_HOME, JAVA_OPTS, CATALINA_OPTS, bin/setenv.sh.
: "${CATALINA_HOME:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${CATALINA_BASE:=$CATALINA_HOME}"
[ "${1:-run}" = run ] || { echo "usage: catalina.sh run" >&2; exit 64; }

if [ -r "$CATALINA_BASE/bin/setenv.sh" ]; then
    . "$CATALINA_BASE/bin/setenv.sh"
elif [ -r "$CATALINA_HOME/bin/setenv.sh" ]; then
    . "$CATALINA_HOME/bin/setenv.sh"
fi

java=${JRE_HOME:-${JAVA_HOME-}}
[ -z "$java" ] || java=$java/bin/
logging=$CATALINA_BASE/conf/logging.properties
[ ! -r "$logging" ] || LOGGING_CONFIG="-Djava.util.logging.config.file=$logging"

# shellcheck disable=SC2086  # the options are lists of words
exec "${java}java" ${LOGGING_CONFIG-} -Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager \
    ${JAVA_OPTS-} ${CATALINA_OPTS-} -classpath "$CATALINA_HOME/bin/bootstrap.jar:$CATALINA_HOME/bin/tomcat-juli.jar" \
    "-Dcatalina.base=$CATALINA_BASE" "-Dcatalina.home=$CATALINA_HOME" \
    "-Djava.io.tmpdir=${CATALINA_TMPDIR:-$CATALINA_BASE/temp}" org.apache.catalina.startup.Bootstrap start
