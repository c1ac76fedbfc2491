#!/bin/sh
# Written by hactl from case.hactl.yaml; change the spec and run `hactl apply`.
# Switches HA in the domain.xml of a DAS that runs: sh asadmin-ha.sh on|off
# It is what `hactl enable-ha` and `hactl disable-ha` do to that file while the DAS is stopped. Say it in the spec too:
# hactl then finds nothing left to do here, writes the instances' files, and says which of them to restart.
: "${GLASSFISH_HOME:?set GLASSFISH_HOME to the folder of GlassFish 8.0.0-M12, the one with bin/asadmin}"
export AS_JAVA="${AS_JAVA:-$JAVA_HOME}"
case $1 in
  on) word=true ;;
  off) word=false ;;
  *) echo "usage: sh asadmin-ha.sh on|off" >&2; exit 64 ;;
esac
asadmin() {
  "$GLASSFISH_HOME/bin/asadmin" --interactive=false --terse=true --host 10.0.0.5 --port 4848 "$@"
}
to() {
  if ! said=$(asadmin set "$1=$2" 2>&1); then printf '%s\n' "$said" >&2; exit 1; fi
  if ! asadmin get "$1" | tr -d '\r' | grep -qxF "$1=$2"; then echo "asadmin-ha.sh: $1 is not $2" >&2; exit 1; fi
}
to configs.config.a-config.availability-service.availability-enabled "$word"
to configs.config.a-config.availability-service.web-container-availability.availability-enabled "$word"
to clusters.cluster.a.gms-enabled "$word"
echo "HA is $1 in the domain; now the spec: hactl $([ "$1" = on ] && echo enable || echo disable)-ha"
