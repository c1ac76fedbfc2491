#!/bin/sh
# Written by hactl from case.hactl.yaml; change the spec and run `hactl apply`.
# Runs instance a-2, or does with it what the word says that follows. JAVA_OPTIONS are added to what is below.
JETTY_BASE=$(cd "$(dirname "$0")" && pwd) || exit 1
name=a-2 base=$JETTY_BASE
# run (also without a word): in the foreground, as systemd and containers want it. start: in the background.
# stop: ask it to end, wait for that (STOP_SECONDS, 60), and say whether it has. status: 0 it runs, 3 it does not.
pid_file=$base/logs/server.pid
born() { # when a process began, so that a later one with the same number is not taken for it
  sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}
running() {
  pid=
  read -r pid since 2>/dev/null <"$pid_file" || [ -n "$pid" ] || return 1
  { kill -0 "$pid" || [ -d "/proc/$pid" ]; } 2>/dev/null && [ "$(born "$pid")" = "$since" ]
}
case ${1:-run} in
  run)
    if running; then
      echo "$name runs already: process $pid" >&2
      exit 1
    fi
    mkdir -p "$base/logs" && echo "$$ $(born $$)" >"$pid_file" || echo "$name: stop and status need $pid_file" >&2
    ;;
  start)
    if ! running; then
      mkdir -p "$base/logs" || exit 1
      nohup sh "$base/start.sh" run </dev/null >>"$base/logs/console.log" 2>&1 &
      child=$!
      until running || ! kill -0 "$child" 2>/dev/null; do sleep 1; done
      running || { echo "$name ended at once; its output is in $base/logs/console.log" >&2; exit 1; }
      echo "$name starts: process $pid; its output goes to $base/logs/console.log"
    else
      echo "$name runs already: process $pid"
    fi
    exit 0
    ;;
  stop)
    if ! running; then
      echo "$name does not run"
      exit 0
    fi
    kill "$pid" || exit 1
    left=${STOP_SECONDS:-60}
    while running; do
      if [ "$left" -le 0 ]; then
        echo "$name still runs after ${STOP_SECONDS:-60} s: process $pid" >&2
        exit 1
      fi
      left=$((left - 1))
      sleep 1
    done
    rm -f "$pid_file"
    echo "$name has stopped"
    exit 0
    ;;
  status)
    if running; then echo "$name runs: process $pid"; exit 0; fi
    echo "$name does not run"
    exit 3
    ;;
  *)
    echo "start.sh: run, start, stop or status" >&2
    exit 64
    ;;
esac
: "${JETTY_HOME:?set JETTY_HOME to the folder of Jetty 12.1.12}"
# The key of replication: from the environment, else from a file that only its owner may read.
if [ -z "$SHOP_KEY" ] && [ -e "$JETTY_BASE/hactl-keys/SHOP_KEY" ]; then
  case $(ls -ldL "$JETTY_BASE/hactl-keys/SHOP_KEY") in
    -???------*) IFS= read -r SHOP_KEY <"$JETTY_BASE/hactl-keys/SHOP_KEY" ;;
    *)
      echo "others may read $JETTY_BASE/hactl-keys/SHOP_KEY: take another key, and chmod 600 the file" >&2
      exit 1
      ;;
  esac
fi
case $SHOP_KEY in
  *[!0123456789ABCDEFabcdef]*) hactl_fits=no ;;
  *) case ${#SHOP_KEY} in 32|48|64) hactl_fits=yes ;; *) hactl_fits=no ;; esac ;;
esac
if [ $hactl_fits = no ]; then
  echo "the key of replication has to be 32, 48 or 64 hexadecimal digits:" \
    "set it as SHOP_KEY, or put it into $JETTY_BASE/hactl-keys/SHOP_KEY and chmod 600 that" >&2
  exit 1
fi
export SHOP_KEY
cd "$JETTY_BASE" || exit 1
if [ -d temp ]; then JAVA_OPTIONS="$JAVA_OPTIONS -Djava.io.tmpdir=$JETTY_BASE/temp"; fi
# Multicast fails on a JVM that opens IPv6 sockets.
# shellcheck disable=SC2086 # words are meant to be split
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" $JAVA_OPTIONS -Djava.net.preferIPv4Stack=true \
  -jar "$JETTY_HOME/start.jar" jetty.home="$JETTY_HOME" jetty.base="$JETTY_BASE"

