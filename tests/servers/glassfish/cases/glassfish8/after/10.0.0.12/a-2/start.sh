#!/bin/sh
# Written by hactl from case.hactl.yaml; change the spec and run `hactl apply`.
# Runs instance a-2 on the JDK that JAVA_HOME or AS_JAVA names, best 21, or does with it what the word says that follows.
GLASSFISH_BASE=$(cd "$(dirname "$0")" && pwd) || exit 1
name=$(basename "$GLASSFISH_BASE") base=$GLASSFISH_BASE
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
: "${GLASSFISH_HOME:?set GLASSFISH_HOME to the folder of GlassFish 8.0.0-M12, the one with bin/asadmin}"
GLASSFISH_CONFIG=a-config GLASSFISH_DRY_RUN=--dry-run
# Key stores, realms and the like are the installation's own: hactl writes and ships none of them.
cd "$GLASSFISH_BASE" || exit 1
stock=$GLASSFISH_HOME/glassfish/domains/domain1/config
mkdir -p "config/$GLASSFISH_CONFIG"
for file in "$stock"/*; do
  case ${file##*/} in
    domain.xml* | pid* | local-password | lockfile) continue ;; # of that domain alone
  esac
  if [ -f "$file" ] && [ ! -e "config/${file##*/}" ]; then cp "$file" config/ || exit 1; fi
done
for file in config/admin-keyfile config/cacerts.* config/keystore.* config/logging.properties; do
  if [ ! -e "$file" ]; then
    echo "hactl: copy $file of a domain of this GlassFish into $GLASSFISH_BASE/config" >&2
    exit 1
  fi
done
parent=$(dirname "$GLASSFISH_BASE")
name=$(basename "$GLASSFISH_BASE")
if [ -n "$GLASSFISH_CONFIG" ]; then
  [ -e "config/$GLASSFISH_CONFIG/logging.properties" ] || cp config/logging.properties "config/$GLASSFISH_CONFIG/" || exit 1
  set -- start-local-instance "$GLASSFISH_DRY_RUN" --nodedir "$(dirname "$parent")" --node "$(basename "$parent")" --sync none "$name"
else
  set -- start-domain "$GLASSFISH_DRY_RUN" --domaindir "$parent" "$name"
fi
export AS_JAVA="${AS_JAVA:-$JAVA_HOME}"
# asadmin would start the server and end, so that nobody knew its pid; its dry run says the command.
# GLASSFISH_APART: run it in a network of its own. Until 7.0 it looks for the admin port at all addresses of the machine,
# and a lab has those of all hosts.
if ! ${GLASSFISH_APART:-false} true 2>/dev/null; then GLASSFISH_APART=; fi
if ! said=$($GLASSFISH_APART "$GLASSFISH_HOME/bin/asadmin" --interactive=false "$@"); then
  printf '%s\n' "$said" >&2
  exit 1
fi
set --
inside=
while IFS= read -r line; do
  case $inside$line in
    "Dump of JVM"*) inside=: ;;
    :) break ;;
    :*) set -- "$@" "$line" ;;
  esac
done <<END
$said
END
exec "$@" </dev/null

