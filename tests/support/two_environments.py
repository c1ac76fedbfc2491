"""Run inside a lab's network: the second environment of its hosts, with users of both on the one NGINX.

`python two_environments.py FOLDER`: FOLDER/HOST/INSTANCE are the second environment's bases, whose `start.sh` is
started here in the background, and ends them. Prints, as JSON, what became of the users of each name, and what the
scripts said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from signal import SIGKILL

from hactl.live.drill.readings import Reading, judge, read_answer
from hactl.live.drill.request import Answer, fetch

NGINX, NAMES = "10.0.9.5:80", ("shop.example.org", "bank.example.org")
USERS = 10
SECONDS = 60.0


class Visitor:
    """One user of one name: his cookies, and what his session must hold."""

    def __init__(self, name: str, number: int) -> None:
        self.name, self._number, self._cookies = name, number, dict[str, str]()

    def ask(self, path: str) -> Reading:
        """Ask NGINX by this name; return what the application says."""
        cookies = "; ".join(f"{key}={value}" for key, value in self._cookies.items())
        answer = fetch(NGINX, path, {"Host": self.name, **({"Cookie": cookies} if cookies else {})})
        found = read_answer(answer.body)
        assert answer.ok and found is not None, (self.name, path, answer)
        self._keep(answer)
        return found

    def begin(self) -> None:
        """Fill a session and note what it holds."""
        self.ask(f"/fill?seed={self._number}&user={self.name}-{self._number}")
        self._held = self.ask("/read")

    def fate(self) -> dict[str, str]:
        """Return where the user was, where he is, and what became of his session."""
        found = self.ask("/read")
        fate = judge(self._held, found).fate
        return {"name": self.name, "home": self._held.instance, "now": found.instance, "fate": fate}

    def _keep(self, answer: Answer) -> None:
        for cookie in answer.set_cookies:
            key, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[key] = value


def main(folder: Path) -> None:
    """Start, begin, kill one, ask again, end."""
    bases = sorted(path.parent for path in folder.glob("*/*/start.sh"))
    for base in bases:
        assert _script(base, "start") == 0
    try:
        for base in bases:
            _wait_up(base)
        visitors = [Visitor(name, number) for name in NAMES for number in range(USERS)]
        for visitor in visitors:
            visitor.begin()
        victim = bases[0].name
        _kill(bases[0])
        fates = [visitor.fate() for visitor in visitors]
        words = [_script(bases[1], word) for word in ("run", "status", "stop", "status", "stop")]
        dead = _script(bases[0], "status")
        print(json.dumps({"victim": victim, "fates": fates, "words": words, "dead": dead, "lives": _lives(bases[1])}))
    finally:
        for base in bases:
            if _script(base, "stop") != 0:
                _kill(base)


def _script(base: Path, word: str) -> int:
    return subprocess.run(["/bin/sh", str(base / "start.sh"), word], stdout=sys.stderr, check=False).returncode


def _lives(base: Path) -> bool:
    """Tell whether a process of this base is there, whatever its script says."""
    sign = f"-Dcatalina.base={base}".encode()
    return any(sign in _read(process / "cmdline").split(b"\0") for process in Path("/proc").glob("[0-9]*"))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # ended meanwhile
        return b""


def _kill(base: Path) -> None:
    """Kill what the script started, and wait until it is gone."""
    os.kill(int((base / "logs/server.pid").read_text().split()[0]), SIGKILL)
    ends = time.monotonic() + SECONDS
    while _lives(base):
        assert time.monotonic() < ends, base
        time.sleep(0.1)


def _wait_up(base: Path) -> None:
    ends, log = time.monotonic() + SECONDS, base / "logs/console.log"
    while b"Server startup in" not in log.read_bytes():
        assert time.monotonic() < ends, log.read_text()
        time.sleep(0.1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
