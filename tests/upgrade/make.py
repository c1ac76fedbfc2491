"""`PYTHONPATH=.:tests python -m upgrade.make NAME` keeps what today's hactl leaves, for all later ones.

Run once for a version whose names or formats on disk are new; what is kept is never made again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from support.faulty_system import FaultySystem, Killed, killed_at

from hactl import operations
from hactl.apply import apply_plan
from hactl.events import silent
from hactl.files import LocalFiles
from hactl.operations import Order
from hactl.runs import Journal, Keeping
from upgrade.unpack import MADE, files, pack

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests/servers"
PRODUCTS = ("tomcat@7.0.109", "tomcat@6.0.53", "tomee@1.7.5", "jetty@6.1.26", "glassfish@3.1.2.2")
EDITED = {
    "tomcat-7": "tomcat/cases/hand-written",
    "tomcat-6": "tomcat/cases/tomcat6-hand-written",
    "tomee": "tomee/cases/hand-written",
    "jetty": "jetty/cases/hand-written",
    "glassfish": "glassfish/cases/hand-written",
}
SPEC = """\
hactl: 1
name: shop
server: {server}
clusters:
  a: [10.0.0.11, 10.0.0.12]   # a pair
balancer: 10.0.0.5:80
"""
Expected = dict[str, dict[str, str]]


class World:
    """A folder to work in, with a key of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spec = folder / "shop.hactl.yaml"
        os.environ["XDG_STATE_HOME"] = str(folder / "state")

    def hactl(self, *words: str) -> None:
        """Run it as a person would."""
        subprocess.run([sys.executable, "-m", "hactl", *words], cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip

    def after(self, *words: str) -> dict[str, str]:
        """Return the files that a command leaves in a copy of this world."""
        with tempfile.TemporaryDirectory() as other:
            copy = World(Path(shutil.copytree(self.folder, Path(other, "world"), symlinks=True)))
            copy.hactl(*words)
            found = files(copy.folder)
        os.environ["XDG_STATE_HOME"] = str(self.folder / "state")
        return found


def created(world: World, server: str) -> Expected:
    """Make an environment with HA on."""
    world.spec.write_text(SPEC.format(server=server))
    world.hactl("create", "--yes")
    return {"disable-ha a": world.after("disable-ha", "a", "--yes")}


def edited(world: World, case: str) -> Expected:
    """Switch HA on over files that people wrote."""
    shutil.copytree(CASES / case / "before", world.folder / "root")
    shutil.copy(CASES / case / "spec.yaml", world.spec)
    theirs = {name: sha for name, sha in files(world.folder).items() if name.startswith("root/")}
    cluster = "orders" if "glassfish" in case else "a"
    world.hactl("create", "--root", "root", "--yes")
    world.hactl("disable-ha", cluster, "--root", "root", "--yes")
    world.hactl("enable-ha", cluster, "--root", "root", "--yes")
    off = world.after("disable-ha", cluster, "--root", "root", "--yes")
    assert theirs.items() <= off.items(), "hactl itself gives every byte back"
    back = world.after("rollback", "--root", "root", "--yes")
    assert theirs.items() <= back.items()
    return {f"disable-ha {cluster} --root root": off, "rollback --root root": back}


def history(world: World) -> Expected:
    """Leave three runs, and an edit by hand between them."""
    created(world, "tomcat@7.0.109")
    world.hactl("disable-ha", "a", "--yes")
    server = world.folder / "shop/10.0.0.11/a-1/conf/server.xml"
    server.write_text(server.read_text().replace("<Service ", "<!-- ours, since May -->\n  <Service ", 1))
    world.hactl("enable-ha", "a", "--yes")
    return {
        "disable-ha a": world.after("disable-ha", "a", "--yes"),
        "rollback": world.after("rollback", "--yes"),
    }


def saved(world: World) -> Expected:
    """Leave a plan that was saved and not carried out yet."""
    created(world, "tomcat@7.0.109")
    world.spec.write_text(world.spec.read_text().replace("balancer:", "  b: [10.0.0.21, 10.0.0.22]\nbalancer:"))
    world.hactl("diff", "--save", "saved.plan.json")
    return {"apply saved.plan.json": world.after("apply", "saved.plan.json", "--yes")}


def killed(state: str) -> Callable[[World], Expected]:
    """Return what leaves a run that was killed with its journal in this state."""

    def make(world: World) -> Expected:
        expected = created(world, "tomcat@7.0.109")
        on = files(world.folder)
        calls = FaultySystem()
        with tempfile.TemporaryDirectory() as other:  # how many calls it takes
            copy = Path(shutil.copytree(world.folder, Path(other, "world")))
            _switch_off(copy / "shop.hactl.yaml", calls)
        for at in range(len(calls.made) * 2 // 3, len(calls.made)) if state == "commit" else range(60, len(calls.made)):
            with tempfile.TemporaryDirectory() as other:
                copy = Path(shutil.copytree(world.folder, Path(other, "world")))
                _switch_off(copy / "shop.hactl.yaml", killed_at(at))
                if [*copy.rglob(f"journal.{state}")] and (state == "staging" or files(copy) != on):
                    break
        _switch_off(world.spec, killed_at(at))
        assert [*world.folder.rglob(f"journal.{state}")]
        return {"create": on if state == "staging" else expected["disable-ha a"]}

    return make


def _switch_off(spec: Path, system: FaultySystem) -> None:
    draft = operations.draft(Order(spec=spec, finish=True), {"a": False})
    book = Journal(draft.places, "hactl disable-ha a", keeping=Keeping(spec=draft.spec.data), system=system)
    try:
        apply_plan(draft.plan, LocalFiles(draft.places, system=system), book, silent)
    except Killed:
        return


def main(name: str) -> int:
    """Make all of it."""
    makers: dict[str, Callable[[World], Expected]] = {
        **{f"created-{s.replace('@', '-')}": lambda w, s=s: created(w, s) for s in PRODUCTS},  # type: ignore[misc]
        **{f"edited-{n}": lambda w, c=c: edited(w, c) for n, c in EDITED.items()},  # type: ignore[misc]
        "history": history,
        "saved-plan": saved,
        "killed-before-commit": killed("staging"),
        "killed-after-commit": killed("commit"),
    }
    for case, make in makers.items():
        with tempfile.TemporaryDirectory(prefix="hactl-world-") as folder:
            world = World(Path(folder))
            pack(world.folder, MADE / name / f"{case}.tar.xz", make(world))
            print(case)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
