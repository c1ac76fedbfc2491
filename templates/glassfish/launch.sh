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
