#!/bin/sh
# ruamel.yaml 0.19.1 with ruamel.yaml.clib 0.2.15.
# Expected: a document that begins with `%YAML 1.1` is read by the rules of YAML 1.1 (`yes` is true, `010` is eight),
# or the directive is refused.
# Seen: the C parser takes the directive and reads by YAML 1.2; pure=True obeys it. So the same file is a string "yes"
# where the optional package clib is installed and True where it is not; nothing is said.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
python3 -m venv "$t/v"; "$t/v/bin/pip" -q --disable-pip-version-check install ruamel.yaml==0.19.1 ruamel.yaml.clib==0.2.15
"$t/v/bin/python" - <<'P'
from ruamel.yaml import YAML

text = "%YAML 1.1\n---\nha: yes\nmode: 010\n"
c, pure = (dict(YAML(typ="safe", pure=pure).load(text)) for pure in (False, True))
print("C parser:", c, " pure:", pure)
raise SystemExit(0 if (c, pure) == ({"ha": "yes", "mode": 10}, {"ha": True, "mode": 8}) else "CHANGED")
P
