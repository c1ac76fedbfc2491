# hactl:begin ha v1 (hactl wrote what stands between these two marks; undo: hactl disable-ha)
# sha256:e084fe78d121f678080b6b60566c5592 undo:eyJhYnNlbnQiOnRydWV9
JAVA_OPTS="$JAVA_OPTS -Djava.net.preferIPv4Stack=true"
# hactl:end ha
