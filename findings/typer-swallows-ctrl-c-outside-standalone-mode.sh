#!/bin/sh
# typer 0.29.2, CPython 3.11 or newer.
# Expected: with standalone_mode=False an application handles what stops a command itself, so Ctrl-C in a command arrives
# as KeyboardInterrupt (or as typer.Abort, which a prompt raises), and a broken pipe as BrokenPipeError.
# Seen: typer catches both also in this mode. Ctrl-C comes back as if the command had returned 130, with no exception and
# no word; a broken pipe comes as SystemExit(1). A caller that takes the value for the command's own cannot tell.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
python3 -m venv "$t/venv"
"$t/venv/bin/pip" install -q typer==0.29.2
cat >"$t/app.py" <<'P'
import errno, os, signal, sys
import typer
app = typer.Typer(pretty_exceptions_enable=False)
@app.command()
def stop(how: str) -> int:
    if how == "ctrl-c":
        os.kill(os.getpid(), signal.SIGINT)
    if how == "pipe":
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")
    return 130
def call(how):
    try:
        return f"returned {typer.main.get_command(app)(args=[how], standalone_mode=False)}"
    except BaseException as stopped:
        return f"raised {type(stopped).__name__}"
for how in ("own-130", "ctrl-c", "pipe"):
    print(f"{how}: {call(how)}", file=sys.stderr)
P
"$t/venv/bin/python" "$t/app.py" 2>"$t/said" >/dev/null || :
cat "$t/said"
[ "$(cat "$t/said")" = "own-130: returned 130
ctrl-c: returned 130
pipe: raised SystemExit" ] || { echo CHANGED; exit 1; }
