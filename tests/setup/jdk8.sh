#!/bin/bash
# A JDK 8 on Debian 12, which has none: TomEE 1.7 and GlassFish 3 run on nothing newer.
#
#   tests/setup/jdk8.sh            print its JAVA_HOME; fetch it first if it is not there (about 20 s)
#   tests/setup/jdk8.sh FOLDER     keep it in FOLDER instead of ~/.cache/hactl/jdk8
#
# The lab finds it there. Kept elsewhere: HACTL_JAVA=$(tests/setup/jdk8.sh FOLDER) hactl lab up
#
# It comes from Debian's suite sid, through apt and the mirror of this machine, with an apt
# configuration of its own: nothing is installed, no file of the system changes, no root is needed.
# Its programs want sid's C library, so that lies beside them, and patchelf writes it into them.
# Ends with 3 and one line where this machine cannot: no Debian, no such package.
set -euo pipefail

say() { echo "jdk8: $*" >&2; }
cannot() { say "$*"; exit 3; }

folder=$(realpath -m "${1:-${XDG_CACHE_HOME:-$HOME/.cache}/hactl/jdk8}")
home=$folder/usr/lib/jvm/java-8-openjdk-$(dpkg --print-architecture 2>/dev/null || true)

works() { "$home/bin/java" -version 2>&1 | grep -q 'version "1\.8\.'; }
finish() { echo "$home"; exit 0; }

works && finish
command -v apt-get >/dev/null || cannot "no apt here; install a JDK 8 and name its folder in HACTL_JAVA"
mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock"
flock 9
works && finish # another run was faster

draft=$folder.new
rm -rf "$draft"
mkdir -p "$draft"/apt/{lists,archives}/partial "$draft/root"
trap 'rm -rf "$draft"' EXIT

# This machine's own source of Debian's main suite, as it stands and once more as sid.
# shellcheck disable=SC2016,SC1091  # apt fills these in
suite=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=$(apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v suite="$suite" '$2 == suite && $3 == "main" {print $1; exit}')
[ -n "$mirror" ] && [ -f $keys ] || cannot "no apt source of Debian's main suite on this machine"
printf "deb [signed-by=$keys] $mirror %s main\n" "$suite" sid >"$draft/apt/sources.list"
cat >"$draft/apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$draft/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
Dir::State::lists "$draft/apt/lists";
Dir::Cache::archives "$draft/apt/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
CONF

quietly() { "$@" >"$draft/log" 2>&1 || { cat "$draft/log" >&2; cannot "failed: $*"; }; }

say "fetching it from Debian's sid into $folder"
export APT_CONFIG=$draft/apt/apt.conf
cd "$draft/apt"
quietly apt-get -q update
quietly apt-get -q download "patchelf/$suite" {openjdk-8-jdk-headless,openjdk-8-jre-headless,libc6,libstdc++6,libgcc-s1,zlib1g}/sid
for package in patchelf_*.deb; do quietly dpkg -x "$package" "$draft/tools"; rm "$package"; done
for package in *.deb; do quietly dpkg -x "$package" "$draft/root"; done

# Paths that are written into the programs are those of the folder's last name.
loader=$(cd "$draft/root" && find . -name 'ld-linux*.so.*' | sed 's,^\.,,' | head -n 1)
libraries=$(cd "$draft/root" && find . -name libc.so.6 -printf '%h\n' | sed 's,^\.,,' | head -n 1)
there=$draft/root${home#"$folder"}
is_program() { [ "$(head -c 4 "$1" | tail -c 3)" = ELF ] && "$draft/tools/usr/bin/patchelf" --print-interpreter "$1" >/dev/null 2>&1; }
find "$there" -type f -perm -100 ! -name '*.so' | while read -r program; do
    is_program "$program" || continue
    quietly "$draft/tools/usr/bin/patchelf" --set-interpreter "$folder$loader" "$program"
    quietly "$draft/tools/usr/bin/patchelf" --force-rpath --add-rpath "$folder$libraries" "$program"
done

# Its configuration is linked to /etc, which is this folder's etc here.
find "$there" -type l -lname '/etc/java-8-openjdk/*' | while read -r link; do
    ln -sfn "$folder$(readlink "$link")" "$link"
done

rm -rf "$folder"
mv "$draft/root" "$folder"
works || cannot "the JDK in $folder does not start: $("$home/bin/java" -version 2>&1 | head -n 1)"
finish
