#!/bin/sh
# What `make demo` shows: an environment of its own in demo/, made anew each time, as real servers.
# KEEP=1 leaves it running, to look around in it.
set -eu
cd "$(dirname "$0")/.."
tool=$PWD/.venv/bin/hactl
keep=${KEEP-}

# Every step is bounded, so that the demo ends on any machine.
bounded() {
    limit=$1
    shift
    printf '\n$ hactl %s\n' "$*"
    timeout --foreground --kill-after=20 "$limit" "$tool" "$@"
}

down() { [ ! -d demo ] || (cd demo && timeout 60 "$tool" lab down >/dev/null 2>&1) || true; }

down # one that was kept
rm -rf demo
mkdir demo
cp -R examples/demo-app demo/
# an instance that is back gets new users after 10 s, not after a minute: a demo is short
sed 's|^balancer: 10.0.0.5:80 |balancer: {host: 10.0.0.5, listen: 80, failover: {fail_timeout: 10s}} |' \
    examples/shop.hactl.yaml >demo/shop.hactl.yaml
trap '[ -n "$keep" ] || (cd .. && down)' EXIT
trap 'exit 130' INT TERM
cd demo

bounded 60 create
bounded 600 lab up # the first time it fetches Tomcat
bounded 300 drill
printf '\nWhat switching HA off in cluster a would change:\n'
bounded 60 disable-ha a --dry-run

if [ -z "$keep" ]; then
    printf '\nTo look around: KEEP=1 make demo\n'
    exit
fi
bounded 60 lab status
cat <<'TEXT'

It is running. Look around:
  cd demo
  ../.venv/bin/hactl status        the tree
  ../.venv/bin/hactl lab logs      what the servers say
  ../.venv/bin/hactl disable-ha a  then drill again: now sessions are lost
  ../.venv/bin/hactl enable-ha a   and every byte is back
  ../.venv/bin/hactl lab down      the end
TEXT
