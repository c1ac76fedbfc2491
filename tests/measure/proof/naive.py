"""What most tools do: open each file and write it. The harness must catch this one."""

import sys
from pathlib import Path

new, top = map(Path, sys.argv[1:])
for path in sorted(p for p in new.rglob("*") if p.is_file() and "runs" not in p.parts):
    target = top / path.relative_to(new)
    if not target.exists() or target.read_bytes() != path.read_bytes():
        target.write_bytes(path.read_bytes())
for path in sorted(p for p in top.rglob("*") if p.is_file() and "runs" not in p.parts):
    if not (new / path.relative_to(top)).exists():
        path.unlink()
