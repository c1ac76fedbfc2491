#!/bin/sh
# The language server that editors use for YAML, for tests/cli/test_editors.py: prints the command that starts it.
# It comes by npm into ~/.cache/hactl, once. Ends with 3 and one line where this machine cannot.
set -eu
version=2.0.0
folder=${XDG_CACHE_HOME:-$HOME/.cache}/hactl/yaml-language-server-$version
program=$folder/node_modules/yaml-language-server/bin/yaml-language-server
cannot() { echo "yaml-language-server: $*" >&2; exit 3; }

command -v node >/dev/null || cannot "no node here"
if [ ! -f "$program" ]; then
  command -v npm >/dev/null || cannot "no npm here"
  draft=$folder.$$
  mkdir -p "$draft"
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$draft" "yaml-language-server@$version" >&2 ||
    { rm -rf "$draft"; cannot "npm could not fetch it"; }
  mv -T "$draft" "$folder" 2>/dev/null || rm -rf "$draft" # another run was faster
fi
echo "$program"
