"""`hactl schema`: the JSON Schema of a spec, for editors; also written beside a spec that init or import writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from hactl.cli.console import Console
from hactl.cli.options import go_to, speaks
from hactl.cli.own_file import write_own
from hactl.errors import Refused
from hactl.files.aside import write_aside
from hactl.regular import read_regular

FILE = "hactl.schema.json"
MODELINE = f"# yaml-language-server: $schema={FILE}\n"
_OURS, _MOST = '"$comment": "made by hactl ', 4 << 20

Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help=f"Write it to FILE instead; {FILE} is what a new spec's first line names."
    ),
]
Folder = Annotated[Path | None, typer.Option("--directory", "-C", metavar="DIR", help="Work as if started in DIR.")]


@speaks()
def command(console: Console, out: Out = None, directory: Folder = None) -> int:
    """Print the JSON Schema (draft-07) of a spec: every key with its meaning, its words and its default."""
    go_to(directory)
    if out is None:
        console.result(lambda: {"json_schema": json.loads(text()), "written": None}, text)
        return 0
    write_own(out, text().encode(), what="a schema that hactl wrote", is_ours=_is_schema, mode=0o666)
    console.say(f"wrote {out}")
    console.result(lambda: {"json_schema": None, "written": str(out)})
    return 0


def text() -> str:
    """Return the schema as it is written."""
    from hactl import __version__
    from hactl.servers import known_lines
    from hactl.spec.json_schema import json_schema

    made = json_schema(known_lines())
    draft = {"$schema": made.pop("$schema"), "$comment": f"made by hactl {__version__}: hactl schema --out {FILE}"}
    return json.dumps({**draft, **made}, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Beside:
    """The schema beside a spec: the first line that leads an editor there, and whether the schema came with it."""

    line: str
    came: bool

    def wrote(self, spec: Path | str) -> str:
        """Return what is said of the files that were written."""
        return f"wrote {spec}, and {FILE} beside it, for editors" if self.came else f"wrote {spec}"


@contextmanager
def beside(spec: Path) -> Iterator[Beside]:
    """Put the schema beside a spec that is about to be written.

    The line is "" where the place is taken by something else, or cannot be written: one that leads nowhere is worse
    than none. A schema that lies there already stays; one that came for this spec goes again if the spec does not come.
    """
    file = spec.parent / FILE
    came = _put(file)
    try:
        yield Beside(MODELINE if came or _is_ours(file) else "", came)
    except BaseException:
        if came:
            with suppress(OSError):
                file.unlink()
        raise


def _put(file: Path) -> bool:
    try:
        write_aside(file, text().encode())
    except (OSError, Refused):
        return False
    return True


def _is_ours(file: Path) -> bool:
    try:
        return _is_schema(read_regular(file, _MOST))
    except OSError:
        return False


def _is_schema(data: bytes) -> bool:
    return _OURS.encode() in data[:500]
