#!/bin/sh
# Compiles the demo application. Usage: build.sh SERVLET_API_JAR [CLASSES_FOLDER]
# A jar of `jakarta.servlet` makes web-jakarta/ from the same sources, another one web/.
# The compiled classes are kept beside the sources, since a Java runtime has no compiler; CI compiles into another
# folder and compares bytes. Made with javac 17, without debug information, so that paths leave no trace.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
api=${1:?usage: build.sh SERVLET_API_JAR [CLASSES_FOLDER]}
kind=javax web=web
grep -aq 'jakarta/servlet/' "$api" && kind=jakarta web=web-jakarta
out=${2:-$here/$web/WEB-INF/classes}
mkdir -p "$out"
find "$out" -name '*.class' -exec rm -f {} +
sources=$(mktemp -d)
trap 'rm -rf "$sources"' EXIT
cp -R "$here/src/." "$sources"
cd "$sources"
find . -name '*.java' -exec sed -i "s/javax\.servlet\./$kind.servlet./" {} +
# shellcheck disable=SC2046 # our own file names hold no blanks
"${JAVAC:-javac}" --release 8 -encoding UTF-8 -g:none -proc:none -implicit:none -Xlint:all,-options,-serial,-classfile -Werror \
  -classpath "$api" -d "$out" $(find . -name '*.java' | LC_ALL=C sort)
