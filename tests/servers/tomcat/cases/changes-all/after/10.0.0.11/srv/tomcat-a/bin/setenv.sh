#!/bin/sh
JAVA_OPTS="-Xmx256m"
export JAVA_OPTS
# hactl:begin ha v1 (hactl wrote what stands between these two marks; undo: hactl disable-ha)
# sha256:2dd210f5fe05f714e919b0a00ceb651d undo:eyJ1bmZpbmlzaGVkIjp0cnVlfQ==
JAVA_OPTS="$JAVA_OPTS -Djava.net.preferIPv4Stack=true"
# hactl:end ha
