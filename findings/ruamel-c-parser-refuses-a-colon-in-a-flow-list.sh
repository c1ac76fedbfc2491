#!/bin/sh
# ruamel.yaml 0.19.1 with ruamel.yaml.clib 0.2.15: one library, two parsers, two languages.
# Expected: typ="safe" reads the same text with its C parser (the default where clib is installed) as with pure=True.
# Seen: a plain scalar with a colon inside a flow list or map (`[10.0.0.11:8080]`, `{home: http://x}`) is a ScannerError
# in the C parser and a plain string in the Python one; outside of brackets both read it. YAML 1.2 allows it.
# A tab after `a:` is the other way round: the C parser reads it, the Python one refuses it.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
python3 -m venv "$t/v"; "$t/v/bin/pip" -q --disable-pip-version-check install ruamel.yaml==0.19.1 ruamel.yaml.clib==0.2.15
"$t/v/bin/python" - <<'P'
from ruamel.yaml import YAML

def read(text: str, pure: bool) -> object:
    try:
        return YAML(typ="safe", pure=pure).load(text)
    except Exception as error:
        return type(error).__name__

expected = {
    "[10.0.0.11:8080]": ("ScannerError", ["10.0.0.11:8080"]),
    "{home: http://x}": ("ScannerError", {"home": "http://x"}),
    "home: http://x": ({"home": "http://x"}, {"home": "http://x"}),
    "a:\tb": ({"a": "b"}, "ScannerError"),
}
changed = False
for text, wanted in expected.items():
    seen = read(text, pure=False), read(text, pure=True)
    print(f"{text!r:24} C: {seen[0]!s:24} pure: {seen[1]}")
    changed |= seen != wanted
raise SystemExit("CHANGED" if changed else 0)
P
