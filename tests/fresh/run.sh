#!/bin/bash
# A bare Debian 12 for one command, thrown away afterwards. Needs root and mmdebstrap.
#
#   tests/fresh/run.sh COMMAND...              run COMMAND as root in a copy of this checkout
#   tests/fresh/run.sh --user COMMAND...       the same as an ordinary user (uid 65534)
#   tests/fresh/run.sh --before SHELL ...      first change the machine: SHELL runs as root in it
#   tests/fresh/run.sh --passed                note that the test passed with the inputs as they are now
#   tests/fresh/run.sh --since                 print when it did; fails where it did not
#
# The root is built once, from the apt sources of this machine, and kept in ~/.cache/hactl/fresh.
# Each run is an overlay on tmpfs in namespaces of its own. pivot_root, not chroot: in a chroot the
# kernel forbids user namespaces, and the lab wants one. The network is the machine's.
set -euo pipefail
cd "$(dirname "$0")/../.."

release=bookworm
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hactl/fresh
root=$cache/$release

# The note carries the hash of all that the two commands' set-up is made of.
note() {
    echo "$cache/passed-$(cat Makefile pyproject.toml requirements*.lock .ci/setup examples/demo.sh tests/fresh/*.* | sha256sum | cut -c1-16)"
}

sources() {
    # shellcheck disable=SC2016  # apt fills these in
    apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        grep -E " $release(-updates|-security)? main\$" | sort -u
}

build() {
    [ ! -d "$root" ] || return 0
    command -v mmdebstrap >/dev/null || { echo "missing: mmdebstrap (apt-get install mmdebstrap)" >&2; exit 1; }
    sources | grep -q . || { echo "no apt source of Debian 12 ($release) on this machine" >&2; exit 1; }
    mkdir -p "$cache"
    rm -rf "$root".new
    echo "fresh: building a bare Debian 12, once" >&2
    sources | mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,git,make,ca-certificates \
        "$release" "$root".new - >&2
    mv "$root".new "$root"
}

# What a person has set up on a machine to reach packages: resolver, authorities, clients' settings.
configure() {
    cp -L /etc/resolv.conf "$1/etc/resolv.conf"
    [ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$1/etc/pip.conf"
    cp -r /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/"
    apt-config dump Acquire >"$1/etc/apt/apt.conf.d/90machine"
    for home in "$1/root" "$1/home/user"; do
        mkdir -p "$home/.m2"
        [ ! -f ~/.m2/settings.xml ] || cp ~/.m2/settings.xml "$home/.m2/"
    done
    archive "$1/home/user"
}

# The ordinary user has no Maven, but the archive in the local repository, as after a colleague's copy.
archive() {
    local at=org/apache/tomcat/tomcat/7.0.109
    local file=$at/tomcat-7.0.109.tar.gz
    [ -f ~/.m2/repository/$file ] || mvn -q -B dependency:get -Dtransitive=false \
        -Dartifact=org.apache.tomcat:tomcat:7.0.109:tar.gz >&2
    mkdir -p "$1/.m2/repository/$at"
    cp ~/.m2/repository/$file "$1/.m2/repository/$at/"
}

variables() {
    env | grep -E '^(PIP_[A-Z_]*|[a-zA-Z]*_(proxy|PROXY)|SSL_CERT_FILE|MAVEN_OPTS|HACTL_MAVEN_URL|TERM|CI)=' |
        grep -v '^PIP_FIND_LINKS=' || true
}

inside() { # runs in the new namespaces: mounts, then the command
    local where=$1 who=$2 before=$3
    shift 3
    mount --make-rprivate /
    mount -t tmpfs -o size=6g,mode=755 fresh "$where"
    mkdir "$where"/{up,work,new}
    mount -t overlay fresh -o "lowerdir=$root,upperdir=$where/up,workdir=$where/work" "$where/new"
    local new=$where/new
    mkdir -p "$new/home/user/hactl" "$new/old"
    configure "$new"
    git ls-files -z --cached --others --exclude-standard | xargs -0 tar -c --ignore-failed-read | tar -x -C "$new/home/user/hactl" --no-same-owner
    mount -t proc proc "$new/proc"
    mount --rbind /dev "$new/dev"
    mapfile -t vars < <(variables)
    cd "$new"
    pivot_root . old
    umount -l /old
    cd /home/user/hactl
    local clean=(env -i LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${vars[@]}")
    update-ca-certificates >/dev/null 2>&1
    [ -z "$before" ] || "${clean[@]}" HOME=/root sh -c "$before"
    if [ "$who" = root ]; then
        "${clean[@]}" HOME=/root "$@"
    else
        chown -R 65534:65534 /home/user
        local path=PATH=/usr/local/bin:/usr/bin:/bin # Debian's path of a user has no /usr/sbin
        "${clean[@]}" "$path" HOME=/home/user setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    fi
}

who=root
before=
while :; do
    case ${1-} in
    --passed) [ "$(id -u)" = 0 ] && mkdir -p "$cache" && date -I >"$(note)"; exit ;;
    --since) cat "$(note)" 2>/dev/null; exit ;;
    --inside) shift; inside "$@"; exit ;;
    --user) who=user; shift ;;
    --before) before=$2; shift 2 ;;
    *) break ;;
    esac
done
[ "$(id -u)" = 0 ] || { echo "tests/fresh/run.sh needs root: it mounts" >&2; exit 1; }
[ $# -gt 0 ] || { echo "usage: tests/fresh/run.sh [--user] [--before SHELL] COMMAND..." >&2; exit 64; }
build
where=$(mktemp -d)
trap 'rmdir "$where"' EXIT
unshare --mount --pid --fork --kill-child "$0" --inside "$where" "$who" "$before" "$@" </dev/null
