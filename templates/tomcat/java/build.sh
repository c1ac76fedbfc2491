#!/bin/sh
# Compiles hactl-changes.jar. Usage: build.sh JARS_FOLDER [JAR]
# JARS_FOLDER holds catalina-6.0.53.jar, catalina-ha-6.0.53.jar, tribes-6.0.53.jar, juli-6.0.53.jar and
# servlet-api-6.0.53.jar: the oldest Tomcat, since what is compiled against that also runs on the later ones.
# The jar is kept in the repository, since whoever runs hactl need not have a compiler; a test builds it again and
# compares the bytes. Made with javac 17, without debug information; its entries are sorted, stored and dated 1980.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
jars=${1:?usage: build.sh JARS_FOLDER [JAR]}
jar=${2:-$here/../lib/hactl-changes.jar}
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
path=
for name in catalina catalina-ha tribes juli servlet-api; do path="$path:$jars/$name-6.0.53.jar"; done
# shellcheck disable=SC2046 # our own file names hold no blanks
(cd "$here/src" && "${JAVAC:-javac}" --release 7 -encoding UTF-8 -g:none -proc:none -implicit:none \
  -Xlint:all,-options,-serial,-classfile,-path -Werror -classpath "$path" -d "$classes" $(find . -name '*.java' | LC_ALL=C sort))
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
