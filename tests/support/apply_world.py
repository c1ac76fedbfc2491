"""A small environment on disk that a plan changes in every way there is, and a way to look at all of it."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hactl.apply import apply_plan
from hactl.events import Emit, silent
from hactl.files import SYSTEM, LocalFiles, System
from hactl.places import Places
from hactl.plan.types import Change, Plan
from hactl.runs import Journal, Keeping, Run
from hactl.targets import ENVIRONMENT, Blob, Effect, Kind, Location

Picture = dict[str, tuple[str, int, bytes]]
"""Path -> kind ("file", "folder", "link"), permission bits, content."""

BEFORE = {
    "out/h1/a-1/conf/server.xml": b"<Server/>\n",
    "out/h1/a-1/conf/context.xml": b"<Context/>\r\n",
    "out/h1/a-1/bin/setenv.sh": b"# mine\n",
    "out/h1/a-1/webapps/old/index.html": b"old",
    "elsewhere/logging.properties": b"handlers = 1\n",
    "shop.hactl.yaml": b"hactl: 1\n",
}


@dataclass(frozen=True)
class World:
    """The folder of one case."""

    top: Path

    @classmethod
    def make(cls, top: Path) -> World:
        """Lay the environment out as it is before the plan, in place of whatever is there."""
        shutil.rmtree(top, ignore_errors=True)
        for name, data in BEFORE.items():
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (top / "out/h1/a-1/conf/server.xml").chmod(0o640)
        (top / "out/h1/a-1/conf/logging.properties").symlink_to("../../../../elsewhere/logging.properties")
        return cls(top)

    @property
    def places(self) -> Places:
        return Places(out=self.top / "out")

    def plan(self) -> Plan:
        """Return a plan that creates, updates (once through a link), deletes, and edits the spec."""
        changes = (
            self._change("a-1/temp", None, b"", directory=True),
            self._change("a-1/conf/server.xml", BEFORE["out/h1/a-1/conf/server.xml"], b"<Server><Cluster/></Server>\n"),
            self._change("a-1/conf/context.xml", BEFORE["out/h1/a-1/conf/context.xml"], b"<Context>new</Context>\r\n"),
            self._change("a-1/conf/logging.properties", BEFORE["elsewhere/logging.properties"], b"handlers = 2\n"),
            self._change("a-1/bin/setenv.sh", BEFORE["out/h1/a-1/bin/setenv.sh"], None),
            self._change("a-1/start.sh", None, b"#!/bin/sh\n", mode=0o755),
            self._change("a-2/conf/server.xml", None, b"<Server/>\n"),
            self._change("a-1/webapps/old/index.html", b"old", None),
            self._change("a-1/webapps/old", b"", None, directory=True),
            self._spec(b"hactl: 1\nha: false\n"),
        )
        return Plan(changes=changes)

    def _change(
        self, path: str, before: bytes | None, after: bytes | None, *, mode: int | None = None, directory: bool = False
    ) -> Change:
        return Change(
            location=Location("h1", PurePosixPath(path)),
            kind=Kind.DIRECTORY if directory else Kind.OWNED,
            owner=f"a/{path.partition('/')[0]}",
            takes_effect=Effect.RESTART,
            before=None if before is None else Blob.of(before),
            after=None if after is None else Blob.of(after),
            mode=mode,
            directory=directory,
            real=os.path.realpath(self.top / "out/h1" / path),
        )

    def _spec(self, after: bytes) -> Change:
        return Change(
            location=Location(ENVIRONMENT, PurePosixPath(self.top / "shop.hactl.yaml")),
            kind=Kind.EDIT,
            owner=ENVIRONMENT,
            takes_effect=Effect.AT_ONCE,
            before=Blob.of(BEFORE["shop.hactl.yaml"]),
            after=Blob.of(after),
        )

    def apply(self, system: System = SYSTEM, emit: Emit = silent) -> Run:
        return apply_plan(self.plan(), LocalFiles(self.places, system=system), self.journal(system), emit)

    def journal(self, system: System = SYSTEM) -> Journal:
        return Journal(self.places, "hactl test", keeping=Keeping(spec=b"hactl: 1\n"), system=system)

    def picture(self) -> Picture:
        """Return everything but hactl's own records of runs; what a run left lying about is in it."""
        found: Picture = {}
        for folder, folders, files in os.walk(self.top):
            if Path(folder).name == ".hactl":
                folders[:] = []
                files = [name for name in files if name.startswith("journal.") and not name.endswith(".new")]
            for name in [*folders, *files]:
                path = Path(folder, name)
                if path.name != ".hactl":
                    found[str(path.relative_to(self.top))] = _look(path)
        return found


def _look(path: Path) -> tuple[str, int, bytes]:
    if path.is_symlink():
        return "link", 0, str(path.readlink()).encode()
    mode = stat.S_IMODE(path.stat().st_mode)
    return ("folder", mode, b"") if path.is_dir() else ("file", mode, path.read_bytes())
