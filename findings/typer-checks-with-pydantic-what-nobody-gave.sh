#!/bin/sh
# typer 0.29.2, CPython 3.11 or newer.
# Expected: a command whose only option was not given needs nothing to turn words into values.
# Seen: pydantic is loaded to check the None (or the default) of each option that was not given, typer's own
# --help among them: 45 of the 257 modules that a program then has which does nothing.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
python3 -m venv "$t/venv"
"$t/venv/bin/pip" install -q typer==0.29.2
cat >"$t/nothing.py" <<'P'
import sys

import typer

app = typer.Typer(add_completion=False)



@app.command()
def nothing() -> None:
    """Does nothing."""


before = {name for name in sys.modules if name.partition(".")[0] in ("pydantic", "pydantic_core")}
try:
    app([])
except SystemExit:
    pass
after = {name for name in sys.modules if name.partition(".")[0] in ("pydantic", "pydantic_core")}
print(f"pydantic's modules before: {len(before)}, after: {len(after)} of {len(sys.modules)}")
sys.exit(0 if not before and len(after) > 20 else 1)
P
"$t/venv/bin/python" "$t/nothing.py"
