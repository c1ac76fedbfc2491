#!/bin/sh
# Fetches the jars that the tests of hactl's own jars, for Jetty and Tomcat, compile against into Maven's local repository.
# Ends with 3 and one line where this machine cannot.
set -eu
cannot() { echo "jetty-jars: $*" >&2; exit 3; }
here=$(cd "$(dirname "$0")" && pwd)
lists=$here/../../templates/jetty/v12/java

wanted() {
  for jar in jetty:6.1.26 jetty-util:6.1.26 servlet-api:2.5-20081211 start:6.1.26; do echo "org.mortbay.jetty:$jar"; done
  for jar in tribes juli catalina catalina-ha servlet-api coyote annotations-api jasper; do # the last six: hactl-changes.jar
    echo "org.apache.tomcat:$jar:6.0.53"
  done
  cat "$lists"/*/jars.txt | grep -v '^#'
  sed -n 's/^\(org.eclipse.jetty:.*\):12\.0\..*/\1:12.1.12/p' "$lists/jetty12/jars.txt" # its other line
}

items=
for jar in $(wanted | sort -u); do
  version=${jar##*:} group=${jar%%:*} name=${jar#*:}
  name=${name%:*}
  [ -f "$HOME/.m2/repository/$(echo "$group" | tr . /)/$name/$version/$name-$version.jar" ] && continue
  items="$items<artifactItem><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version></artifactItem>"
done
[ -n "$items" ] || exit 0
command -v mvn >/dev/null || cannot "no mvn here, and not all jars are in its local repository"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>hactl</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin><artifactId>maven-dependency-plugin</artifactId><configuration>
<outputDirectory>$folder/jars</outputDirectory><artifactItems>$items</artifactItems>
</configuration></plugin></plugins></build></project>
POM
mvn -q -B -f "$folder/pom.xml" dependency:copy >&2 || cannot "mvn could not fetch all of them"
