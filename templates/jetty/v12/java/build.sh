#!/bin/sh
# Compiles hactl-LINE-ha.jar. Usage: build.sh LINE JARS_FOLDER [JAR]
# LINE is a folder beside this file (jetty12); JARS_FOLDER holds the jars that LINE/jars.txt names. Where LINE has a
# file like.sed, it is another line's source with these words changed, and its own files in place of that one's.
# The jar is kept in the repository, since whoever runs hactl need not have a compiler; a test builds it again and
# compares the bytes. Made with javac 17, without debug information; its entries are sorted, stored and dated 1980.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
line=${1:?usage: build.sh LINE JARS_FOLDER [JAR]}
jars=${2:?usage: build.sh LINE JARS_FOLDER [JAR]}
jar=${3:-$here/../lib/hactl-$line-ha.jar}
release=$(sed -n 's/^# release //p' "$here/$line/jars.txt")
classes=$(mktemp -d) sources=$(mktemp -d)
trap 'rm -rf "$classes" "$sources"' EXIT
cp -R "$here/shared/hactl" "$sources"
if [ -f "$here/$line/like.sed" ]; then
  other=$(sed -n 's/^# of //p' "$here/$line/like.sed")
  mkdir "$sources/hactl/$line"
  for file in "$here/$other/hactl/$other"/*.java; do
    sed -f "$here/$line/like.sed" -e "s/$other/$line/g" "$file" >"$sources/hactl/$line/${file##*/}"
  done
fi
if [ -d "$here/$line/hactl" ]; then cp -R "$here/$line/hactl/." "$sources/hactl"; fi
path=
for name in $(grep -v '^#' "$here/$line/jars.txt" | sed 's/[^:]*:\([^:]*\):\(.*\)/\1-\2.jar/'); do path="$path:$jars/$name"; done
# shellcheck disable=SC2046 # our own file names hold no blanks
(cd "$sources" && "${JAVAC:-javac}" --release "$release" -encoding UTF-8 -g:none -proc:none -implicit:none \
  -Xlint:all,-options,-serial,-classfile,-path,-try -Werror -classpath "${path#:}" -d "$classes" \
  $(find hactl -name '*.java' | LC_ALL=C sort))
"${PYTHON:-python3}" - "$classes" "$jar" <<'PACK'
import sys
import zipfile
from pathlib import Path

classes, jar = map(Path, sys.argv[1:])
entries = {p.relative_to(classes).as_posix(): p.read_bytes() for p in classes.rglob("*.class")}
entries["META-INF/MANIFEST.MF"] = b"Manifest-Version: 1.0\r\nCreated-By: hactl\r\n\r\n"
with zipfile.ZipFile(jar, "w", zipfile.ZIP_STORED) as out:
    for name in sorted(entries, key=lambda n: (not n.startswith("META-INF/"), n)):
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.create_system = 3
        info.external_attr = 0o644 << 16
        out.writestr(info, entries[name])
PACK
