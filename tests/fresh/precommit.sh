#!/bin/bash
# Try the hooks of .pre-commit-hooks.yaml with the real pre-commit, brought by pip into a temporary folder, on a clone
# of what is committed here: a good spec passes, one with problems and one that is laid out differently stop a commit.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PRE_COMMIT_HOME=$work/cache GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_CONFIG_GLOBAL=/dev/null
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

python3 -m venv tool
tool/bin/pip install --quiet --disable-pip-version-check pre-commit
PATH=$work/tool/bin:$PATH
git clone --quiet "$here" hooks
git init --quiet team
cd team
cat >.pre-commit-config.yaml <<END
repos:
- repo: $work/hooks
  rev: $(git -C ../hooks rev-parse HEAD)
  hooks: [{id: hactl-fmt}, {id: hactl-validate}]
END
pre-commit install >/dev/null

say() { echo "precommit: $*"; }
spec() { printf 'hactl: 1\nname: %s\nserver: tomcat@7.0.109\nclusters:\n  a: [%s]\nbalancer: 10.0.0.5:80\n' "$@"; }
commit() { git add -A && git commit --quiet -m "$1" >"$work/said" 2>&1; }
refused() { # refused WHAT WORDS: a commit is, and says why
    if commit "$1"; then say "$1: was committed"; exit 1; fi
    grep -F -- "$2" "$work/said" || { cat "$work/said"; say "$1: no word of: $2"; exit 1; }
    say "$1: refused, as promised"
}

spec good '10.0.0.11, 10.0.0.12' >good.hactl.yaml
commit 'a good spec' || { cat "$work/said"; exit 1; }
grep -E '^hactl (fmt|validate)\.+Passed$' "$work/said"

spec bad 10.0.0.21 >bad.hactl.yaml
refused 'a spec with a problem' '[cluster-of-one]'
rm bad.hactl.yaml

spec untidy '10.0.0.31,10.0.0.32' >untidy.hactl.yaml
refused 'an untidy spec' 'files were modified by this hook'
commit 'the same, laid out by the hook' || { cat "$work/said"; exit 1; }

mkdir -p deep/er
spec deep '10.0.0.11, 10.0.0.12' >deep/er/a.hactl.yaml
spec deeper '10.0.0.11, 10.0.0.12' >deep/er/b.hactl.yaml
refused 'two specs that want the same ports' 'port'
rm deep/er/b.hactl.yaml

spec dash '10.0.0.51, 10.0.0.52' | sed 's/0\.5:80/0.50:80/' >--write-baseline=x.hactl.yaml
rm -r deep
commit 'a name that looks like an option' || { cat "$work/said"; exit 1; }
[ ! -e x.hactl.yaml ] || { say 'a name was taken as an option'; exit 1; }

echo 'no spec' >notes.yaml
commit 'no spec at all'
say "$(git log --oneline | wc -l) commits made, the hooks do what they promise"
