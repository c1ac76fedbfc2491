#!/bin/sh
# Written by hactl from case.hactl.yaml; change the spec and run `hactl apply`.
# Starts instance a-1 in the foreground. JAVA_OPTIONS are added to what is below.
JETTY_BASE=$(cd "$(dirname "$0")" && pwd) || exit 1
: "${JETTY_HOME:?set JETTY_HOME to the folder of Jetty 6.1.26}"
# Jetty 6's start.jar finds everything below one jetty.home; here a base and an installation stand apart.
cd "$JETTY_BASE" || exit 1
path=$JETTY_BASE/resources
for folder in "$JETTY_BASE/lib" "$JETTY_BASE/lib/jsp-2.1" "$JETTY_BASE/lib/ext" \
  "$JETTY_HOME/lib" "$JETTY_HOME/lib/jsp-2.1" "$JETTY_HOME/lib/ext" "$JETTY_HOME/lib/hactl"; do
  if [ -d "$folder" ]; then path="$path:$folder/*"; fi
done
files=
for file in $(grep -v '^[[:space:]]*#' etc/jetty.conf 2>/dev/null || echo etc/jetty.xml); do
  if [ -r "$file" ]; then files="$files $file"; fi
done
if [ -d temp ]; then JAVA_OPTIONS="$JAVA_OPTIONS -Djava.io.tmpdir=$JETTY_BASE/temp"; fi
# Multicast fails on a JVM that opens IPv6 sockets.
# shellcheck disable=SC2086 # words are meant to be split
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" $JAVA_OPTIONS -Djava.net.preferIPv4Stack=true \
  -Djetty.home="$JETTY_BASE" -cp "$path" org.mortbay.xml.XmlConfiguration $files

