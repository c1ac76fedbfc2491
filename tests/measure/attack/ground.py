"""Where an attack happens: a folder of its own, the real command line in it, and what it said and left."""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import resource
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]
CODES = {0, 1, 2, 3, 4, 5, 6, 64, 130, 141}  # docs/exit-codes.md
PACKAGES = sysconfig.get_path("purelib")  # for another Python of the same version: see `python_for`
SECONDS = 120.0  # of the clock; a busy machine is no fault
CPU_SECONDS = 30  # what any command may use up, whatever it is given
SPEC = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters:
  a: [10.0.0.11, 10.0.0.12]
balancer: 10.0.0.5:80
"""
IN_PLACE = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters:
  a:
    instances:
      a-1: {{host: 127.0.0.1, base: {base}, ports: {{http: 8080}}}}
      a-2: {{host: 127.0.0.1, base: t2, ports: {{http: 8180}}}}
balancer: 127.0.0.1:8000
"""
SERVER_XML = """\
<?xml version='1.0' encoding='utf-8'?>
<Server port="-1">
  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1"/>
    <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine>
  </Service>
</Server>
"""
LOOKS = (
    ("diff",),
    ("diff", "--exit-code"),
    ("status",),
    ("show",),
    ("history",),
    ("validate",),
    ("create", "--check"),
    ("create", "--dry-run"),
    ("lab", "status"),
)
CHANGES = (("create", "--yes"), ("apply", "--yes"), ("disable-ha", "--yes"), ("rollback", "--yes"))


class Skipped(Exception):
    """This machine or this user cannot make the attack; the text says why."""


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt. `fault`: what must not be, "" if all is well; `seen`: a few words for the table."""

    name: str
    fault: str = ""
    seen: str = ""


Attack = Callable[["Ground"], Iterator[Try]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table. `root`: only root can make it; `live`: it starts real servers; `share`: a unit test."""

    title: str
    attack: Attack
    root: bool = False
    live: bool = False
    share: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended; `code` None: it had not after its time. A signal's code is negative."""

    code: int | None
    out: str
    err: str

    @property
    def said(self) -> str:
        """Return all that it said."""
        return self.out + self.err

    @property
    def seen(self) -> str:
        """Return the exit code in words."""
        return "no end" if self.code is None else f"exit {self.code}"

    def fault(self) -> str:
        """Return why this is no way to end, whatever was asked: "" if it is one."""
        if self.code is None:
            return "it did not end in time"
        if "hactl has a bug" in self.said or "Traceback" in self.said:
            return f"it says: {_line(self.said, 'bug', 'Error')}"
        return "" if self.code in CODES else f"it ends with {self.code}"


def _line(said: str, *words: str) -> str:
    """Return the last line that holds one of these words."""
    lines = [line.strip() for line in said.splitlines() if any(word in line for word in words)]
    return lines[-1][:120] if lines else said[:120]


class Ground:
    """The folder of one attack. `work`: where commands run; `precious`: a file of the attack that must stay."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)  # an attack by another user has to come this far
        self.top = folder
        self.work, self.home, self.state = folder / "work", folder / "home", folder / "state"
        for made in (self.work, self.home, self.state):
            made.mkdir()
        self.precious = folder / "elsewhere" / "precious"
        self.precious.parent.mkdir()
        self.renew()

    def renew(self) -> None:
        """Put the precious file there (again), closed to others as a secret is."""
        self.precious.write_text("precious\n")
        self.precious.chmod(0o600)

    def lost(self) -> str:
        """Return what happened to the precious file, "" if nothing did; it is there again afterwards."""
        try:
            text = self.precious.read_text()
        except OSError:
            text = ""
        if text == "precious\n":
            return ""
        self.renew()
        return "a file elsewhere was overwritten" if text else "a file elsewhere was deleted"

    def environment(self, **more: str) -> dict[str, str]:
        """Return the variables of every command: no home, state or cache but the attack's own."""
        own = {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": f"{CHECKOUT}:{PACKAGES}",
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.state),
            "XDG_CACHE_HOME": str(self.top / "cache"),
        }
        return {**own, **more}

    def hactl(
        self,
        *words: str,
        seconds: float = SECONDS,
        user: int | None = None,
        cwd: Path | None = None,
        more: dict[str, str] | None = None,
    ) -> Ended:
        """Run the real command; `user`: as this one. It is killed with all it started once its time is up."""
        extra: Sequence[int] | None = None if user is None else []
        run = subprocess.Popen(
            [python_for(user), "-m", "hactl", *words],
            cwd=cwd or self.work,
            env=self.environment(**(more or {})),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=extra,
            preexec_fn=_bounded,
        )
        return ended(run, seconds)

    def spec(self, text: str = SPEC) -> Path:
        """Write the spec."""
        path = self.work / "shop.hactl.yaml"
        path.write_text(text)
        return path

    def created(self, text: str = SPEC) -> Path:
        """Write the spec and create the environment; return its folder."""
        self.spec(text)
        made = self.hactl("create", "--yes")
        assert made.code == 0, made.said
        return self.work / "shop"


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))


def ended(run: subprocess.Popen[bytes], seconds: float) -> Ended:
    """Return how a process ended; it is killed with its session once its time is up."""
    code: int | None
    try:
        out, err = run.communicate(timeout=seconds)
        code = None if run.returncode == -signal.SIGXCPU else run.returncode
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        out, err = run.communicate()
        code = None
    return Ended(code, out.decode(errors="replace"), err.decode(errors="replace"))


def all_of(*faults: str) -> str:
    """Return the faults as one text, "" if there is none."""
    return "; ".join(filter(None, faults))


def wanted(ended: Ended, *codes: int, says: tuple[str, ...] = ()) -> str:
    """Return what is wrong with an end that has to have one of these codes and one of these words."""
    if fault := ended.fault():
        return fault
    if codes and ended.code not in codes:
        return f"it ends with {ended.code}, not {' or '.join(map(str, codes))}: {ended.err.strip()[:80]}"
    if says and not any(word in ended.said for word in says):
        return f"no word of it: {ended.said.strip()[:80]!r}"
    return ""


def sha256(data: bytes) -> str:
    """Return the sum as hactl writes it."""
    return hashlib.sha256(data).hexdigest()


@cache
def python_for(user: int | None) -> str:
    """Return a Python that this user can run hactl with: our own may lie in a home closed to others. Raises Skipped."""
    if user is None:
        return sys.executable
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}", "/usr/bin/python3"):
        with suppress(OSError):
            done = subprocess.run(
                [python, "-c", "import hactl.cli.main, hactl.operations, lxml, ruamel.yaml"],
                env={"PYTHONPATH": f"{CHECKOUT}:{PACKAGES}"},
                cwd="/",
                capture_output=True,
                user=user,
                group=user,
                extra_groups=[],
                check=False,
            )
            if done.returncode == 0:
                return python
    raise Skipped("neither this Python nor the system's can be run by another user on this checkout")


def stranger() -> int:
    """Return the id of a user that is not this one, and that can run hactl. Raises Skipped."""
    if os.geteuid() != 0:
        raise Skipped("it needs root, to act as another user")
    found = pwd.getpwnam("nobody").pw_uid
    python_for(found)
    return found


def give(folder: Path, user: int) -> None:
    """Give a folder and all in it to a user."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)


def picture(folder: Path, *, without: tuple[str, ...] = ()) -> dict[str, tuple[int, bytes]]:
    """Return every file and folder with mode and bytes (a link: where it leads), but not those of these names."""
    found = {}
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in without]
        for name in (*files, *folders):
            if name not in without:
                path = Path(here, name)
                found[str(path.relative_to(folder))] = (path.lstat().st_mode, _bytes(path))
    return found


def _bytes(path: Path) -> bytes:
    if path.is_symlink():
        return os.fsencode(path.readlink())
    return path.read_bytes() if path.is_file() else b""


def soon(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Return whether it becomes true within some seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def manifest(out: Path) -> dict[str, object]:
    """Return an environment's manifest as data."""
    found: dict[str, object] = json.loads((out / ".hactl/manifest.json").read_text())
    return found
