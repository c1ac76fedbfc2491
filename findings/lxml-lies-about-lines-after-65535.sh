#!/bin/sh
# lxml 6.0.2 (libxml2 2.14.6).
# Expected: `sourceline` of an element after line 65,535 is right, or stays at 65,535 (the limit of older versions).
# Seen: it is 65,535 where only elements follow, right where text follows on the same line, and the line of the *next
# text* where that stands further down: an element on line 70,001 says 70,004. The message of a syntax error is right.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
python3 -m venv "$t/v"; "$t/v/bin/pip" -q --disable-pip-version-check install lxml==6.0.2
"$t/v/bin/python" - <<'P'
from lxml import etree

def line_of_b(after: str) -> int | None:
    return etree.fromstring(f"<a>{chr(10) * 70_000}{after}</a>").find("b").sourceline

expected = {
    "<b/><c/>": 65_535,
    "<b>text</b><c/>": 70_001,
    "<b/>\n\n\n<c/>": 70_004,
    "<b><c/><d/></b>": 65_535,
}
print("lxml", *etree.LXML_VERSION[:3], "libxml2", *etree.LIBXML_VERSION, "- <b> stands on line 70001")
seen = {after: line_of_b(after) for after in expected}
for after, line in seen.items():
    print(f"{after!r:22} sourceline {line}")
try:
    etree.fromstring("<a>" + "\n" * 70_000 + "<b></c></a>")
except etree.XMLSyntaxError as error:
    print("error on line", error.lineno)
    raise SystemExit(0 if seen == expected and error.lineno == 70_001 else "CHANGED")
P
