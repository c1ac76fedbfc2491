"""An environment on disk, half created and half a person's, and the real command that changes all of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]
SECONDS = 60
SPEC = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters:
  a: [10.0.0.11, 10.0.0.12]
  b:
    instances:
      b-1: {host: 10.0.0.21, base: /srv/one}
      b-2: {host: 10.0.0.22, base: /srv/two}
balancer: 10.0.0.5:80
"""
SERVER_XML = """\
<?xml version='1.0' encoding='utf-8'?>
<Server port="-1">
  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1"/>
    <Engine name="Catalina" defaultHost="localhost"><!-- mine --></Engine>
  </Service>
</Server>
"""
Picture = dict[str, tuple[int, bytes]]
ASIDE = (".new", "index", ".gitignore")  # of hactl's own folder: what it began to write, and its index


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: exit code (minus a signal's number where one killed it), and what it said."""

    code: int
    said: str


class World:
    """Below `top` the environment as it is now; `old` and `new` are how it is before and after `disable-ha`."""

    def __init__(self, folder: Path) -> None:
        self.top = folder / "world"
        self._kept = {"old": folder / "old", "new": folder / "new"}
        self.top.mkdir(parents=True, exist_ok=True)
        (self.top / "shop.hactl.yaml").write_text(SPEC)
        for host, base in (("10.0.0.21", "one"), ("10.0.0.22", "two")):
            conf = self.top / "root" / host / "srv" / base / "conf"
            conf.mkdir(parents=True)
            (conf / "server.xml").write_text(SERVER_XML)
        assert self.hactl("create", "--yes").code == 0
        shutil.copytree(self.top, self._kept["old"])
        self.old = self.picture()
        assert self.change().code == 0
        shutil.copytree(self.top, self._kept["new"])
        self.new = self.picture()

    def kept(self, state: str) -> Path:
        """Return the folder that holds how everything is, `old` or `new`."""
        return self._kept[state]

    def reset(self, state: str = "old") -> None:
        """Make everything what it was; what lies in `top` now goes, the folder itself stays."""
        for entry in self.top.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        shutil.copytree(self._kept[state], self.top, dirs_exist_ok=True)

    def hactl(self, *words: str, before: tuple[str, ...] = ()) -> Ended:
        """Run a command of hactl; `before`: words in front of it, as of strace."""
        line = self.line(*words)
        done = subprocess.run(
            [*before, *line],
            cwd="/",
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        said = done.stdout + done.stderr
        assert "Traceback" not in said, said
        return Ended(done.returncode, said)

    def line(self, *words: str) -> list[str]:
        """Return the command line."""
        spec, root = self.top / "shop.hactl.yaml", self.top / "root"
        return [sys.executable, "-m", "hactl", *words, "-f", str(spec), "--root", str(root)]

    def change(self, before: tuple[str, ...] = ()) -> Ended:
        """Switch HA off: the spec, four instances and the balancer in one run."""
        return self.hactl("disable-ha", "--yes", before=before)

    def picture(self) -> Picture:
        """Return every file with mode and bytes, and every folder.

        Records of runs aside, and what hactl began to write in its own folder: the next run takes it away.
        """
        found: Picture = {}
        for folder, folders, files in os.walk(self.top):
            if "runs" in folders:
                folders.remove("runs")
            own = Path(folder).name == ".hactl"
            for name in (*(f for f in files if not (own and f.endswith(ASIDE))), *folders):
                path = Path(folder, name)
                data = path.read_bytes() if path.is_file() else b""
                found[str(path.relative_to(self.top))] = (path.lstat().st_mode, data)
        return found

    def verdict(self) -> str:
        """Return `old`, `new` or `broken`, once the next command has finished it; then it must go on."""
        looked = self.hactl("apply", "--yes")
        now = self.picture()
        word = "old" if now == self.old else "new" if now == self.new else "broken"
        if looked.code != 0 or self.change().code != 0 or self.picture() != self.new:
            return "broken"
        return word


_STATE = tempfile.TemporaryDirectory(prefix="hactl-proof-")  # where hactl keeps its key
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("HACTL_")},
    "PYTHONPATH": str(CHECKOUT),
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "HOME": "/nonexistent",
    "XDG_STATE_HOME": os.environ.get("XDG_STATE_HOME", _STATE.name),
}
