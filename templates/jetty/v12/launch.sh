cd "$JETTY_BASE" || exit 1
if [ -d temp ]; then JAVA_OPTIONS="$JAVA_OPTIONS -Djava.io.tmpdir=$JETTY_BASE/temp"; fi
# Multicast fails on a JVM that opens IPv6 sockets.
# shellcheck disable=SC2086 # words are meant to be split
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" $JAVA_OPTIONS -Djava.net.preferIPv4Stack=true \
  -jar "$JETTY_HOME/start.jar" jetty.home="$JETTY_HOME" jetty.base="$JETTY_BASE"
