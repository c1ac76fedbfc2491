#!/bin/sh
# Written by hactl from case.hactl.yaml; change the spec and run `hactl apply`.
# Starts domain domain1, the DAS: before all instances in the foreground, on the JDK 8 that JAVA_HOME or AS_JAVA names.
GLASSFISH_BASE=$(cd "$(dirname "$0")" && pwd) || exit 1
: "${GLASSFISH_HOME:?set GLASSFISH_HOME to the folder of GlassFish 3.1.2.2, the one with bin/asadmin}"
GLASSFISH_CONFIG=
# Key stores and realms are the installation's own: hactl writes and ships none of them.
cd "$GLASSFISH_BASE" || exit 1
stock=$GLASSFISH_HOME/glassfish/domains/domain1/config
take() {
  if [ -e "config/$2" ]; then return; fi
  mkdir -p "config/$(dirname "$2")"
  if ! cp "$stock/$1" "config/$2"; then
    echo "hactl: copy config/$2 of a domain of this GlassFish into $GLASSFISH_BASE/config" >&2
    exit 1
  fi
}
for file in admin-keyfile keyfile cacerts.jks keystore.jks domain-passwords login.conf server.policy logging.properties; do
  take "$file" "$file"
done
parent=$(dirname "$GLASSFISH_BASE")
name=$(basename "$GLASSFISH_BASE")
if [ -n "$GLASSFISH_CONFIG" ]; then
  take logging.properties "$GLASSFISH_CONFIG/logging.properties"
  set -- start-local-instance --_dry-run --nodedir "$(dirname "$parent")" --node "$(basename "$parent")" --sync none "$name"
else
  set -- start-domain --_dry-run --domaindir "$parent" "$name"
fi
export AS_JAVA="${AS_JAVA:-$JAVA_HOME}"
# asadmin would start the server and end, so that nobody knew its pid; its dry run says the command.
if ! said=$("$GLASSFISH_HOME/bin/asadmin" --interactive=false "$@"); then
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

