"""Tables in docs/ that a `make` target measures on real servers, and whether what they measured is still the same.

Below each table its page keeps, for each row, a hash of what the row's servers were given: the files that hactl makes
for them and the demo application. CI makes those files anew and compares the hashes, which takes no server.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.line_lab import CHECKOUT

from hactl import operations
from hactl.events import silent
from hactl.operations import Order

APPS = CHECKOUT / "examples" / "demo-app"
OF_THIS_MACHINE = {"HACTL_JARS": "", "HOME": "/nonexistent"}  # jars that its Maven has fetched are no input


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a page: its head, how a row is measured, and the specs, one after the other, that its servers run."""

    page: Path
    target: str
    part: str = ""
    head: str
    names: Sequence[str]
    specs: Callable[[str], Sequence[str]]
    measure: Callable[[str, Path], str]
    cannot: Callable[[str], str] = lambda _: ""
    application: Callable[[str], str] = lambda _: "web"

    @property
    def begin(self) -> str:
        """The line before the table."""
        return f"<!-- made by `make {self.target}`{self.part and ': ' + self.part} -->\n"

    def rows(self) -> dict[str, str]:
        """Return the rows of the page by name."""
        lines = self._middle().splitlines()
        return {name: line for name in self.names for line in lines if line.startswith(f"| {name} |")}

    def ages(self) -> dict[str, str]:
        """Return the hash with which each row of the page was measured."""
        return dict(re.findall(r"^<!-- inputs of (.+): ([0-9a-f]+) -->$", self._middle(), re.MULTILINE))

    def inputs(self, name: str) -> str:
        """Return the hash of what the servers of this row are given today."""
        digest = hashlib.sha256()
        for part in (*_made(self.specs(name)), *_files(APPS / self.application(name))):
            digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()[:16]

    def old(self) -> list[str]:
        """Return the rows that are missing, or were measured with other inputs."""
        rows, ages = self.rows(), self.ages()
        return [name for name in self.names if name not in rows or ages.get(name) != self.inputs(name)]

    def renew(self, *, all_rows: bool) -> None:
        """Measure the rows that are old, or all; each is on the page as soon as it is measured."""
        for name in self.names if all_rows else self.old():
            if reason := self.cannot(name):
                print(f"skipped: {reason}")
                continue
            with tempfile.TemporaryDirectory() as folder:
                row = self.measure(name, Path(folder))
            print(row, flush=True)
            self._write({**self.rows(), name: row}, {**self.ages(), name: self.inputs(name)})

    def _middle(self) -> str:
        return self.page.read_text().partition(self.begin)[2].partition("<!-- end -->\n")[0]

    def _write(self, rows: Mapping[str, str], ages: Mapping[str, str]) -> None:
        before, begin, rest = self.page.read_text().partition(self.begin)
        ruler = "|" + "---|" * (self.head.count(" | ") + 1)
        table = [self.head, ruler, *(rows[name] for name in self.names if name in rows)]
        notes = [f"<!-- inputs of {name}: {ages[name]} -->" for name in self.names if name in ages]
        after = rest.partition("<!-- end -->\n")[2]
        self.page.write_text(before + begin + "\n".join([*table, "", *notes]) + "\n<!-- end -->\n" + after)


def _made(specs: Sequence[str]) -> Iterator[bytes]:
    """Yield what hactl makes for the servers of these specs; what it makes for the balancer has tests of its own."""
    with tempfile.TemporaryDirectory() as folder, _clean():
        for text in specs:
            spec, out = Path(folder, "aged.hactl.yaml"), Path(folder, "out")
            shutil.rmtree(out, ignore_errors=True)
            spec.write_text(text)
            draft = operations.draft(Order(spec=spec, out=out, root=out))
            assert not draft.plan.blocked
            operations.carry_out(draft, "hactl test", silent)
            yield from _files(out)


def _files(folder: Path) -> Iterator[bytes]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        inside = path.relative_to(folder)
        if not {".hactl", "nginx"} & set(inside.parts):
            yield str(inside).encode()
            yield _started(path.read_bytes()) if path.name == "start.sh" else path.read_bytes()


def _started(script: bytes) -> bytes:
    """Return what a start script gives a server; the lab never uses its words (stop, status)."""
    homes = [found.start() for found in re.finditer(rb"^.*_HOME:", script, re.MULTILINE)]
    assert homes, "a start script names the installation"
    return script[homes[0] :]


@contextmanager
def _clean() -> Iterator[None]:
    kept = {name: os.environ.get(name) for name in OF_THIS_MACHINE}
    os.environ.update(OF_THIS_MACHINE)
    try:
        yield
    finally:
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
