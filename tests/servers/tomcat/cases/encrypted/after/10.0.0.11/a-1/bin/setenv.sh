# hactl:begin ha v1 (hactl wrote what stands between these two marks; undo: hactl disable-ha)
# sha256:202282f364e38b2c5f8d4c7555908e02 undo:eyJhYnNlbnQiOnRydWV9
JAVA_OPTS="$JAVA_OPTS -Djava.net.preferIPv4Stack=true"
JAVA_OPTS="$JAVA_OPTS -Dorg.apache.tomcat.util.digester.PROPERTY_SOURCE=org.apache.tomcat.util.digester.EnvironmentPropertySource"
case $1 in run|start|debug|jpda|configtest)
# The key of replication: from the environment, else from a file that only its owner may read.
if [ -z "$SHOP_KEY" ] && [ -e "$CATALINA_BASE/hactl-keys/SHOP_KEY" ]; then
  case $(ls -ldL "$CATALINA_BASE/hactl-keys/SHOP_KEY") in
    -???------*) IFS= read -r SHOP_KEY <"$CATALINA_BASE/hactl-keys/SHOP_KEY" ;;
    *)
      echo "others may read $CATALINA_BASE/hactl-keys/SHOP_KEY: take another key, and chmod 600 the file" >&2
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
    "set it as SHOP_KEY, or put it into $CATALINA_BASE/hactl-keys/SHOP_KEY and chmod 600 that" >&2
  exit 1
fi
export SHOP_KEY
esac
# hactl:end ha
