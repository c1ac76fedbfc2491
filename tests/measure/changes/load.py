"""Asks instances in turn, one connection each, and counts what their processes did: `load.py PID@ADDRESS…`, in a lab.

Processor time is counted, not the clock: other work on the machine then decides less. Prints one JSON object.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
from pathlib import Path
from statistics import median

ROUNDS = 15
REQUESTS = {8: 1500, 160: 1500, 900: 600, 16000: 40}
WARM = 3
KINDS = ("none", "fetch", "change")


class Instance:
    """One instance, and a session on it."""

    def __init__(self, word: str, items: int) -> None:
        pid, _, address = word.partition("@")
        self._stat = Path(f"/proc/{pid}/stat")
        self._connection = http.client.HTTPConnection(address, 8080, timeout=60)
        self._cookie = self.ask(f"make{items}", "").partition(";")[0]

    def ask(self, what: str, cookie: str) -> str:
        """Return the cookie that the answer sets."""
        self._connection.request("GET", f"/cart?do={what}", headers={"Cookie": cookie} if cookie else {})
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        return answer.getheader("Set-Cookie", "")

    def cost(self, what: str, times: int) -> float:
        """Return the microseconds of processor time that a request takes."""
        before = self._used()
        for _ in range(times):
            self.ask(what, self._cookie)
        return (self._used() - before) / times * 1e6

    def _used(self) -> float:
        fields = self._stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Ask each instance in turn: `set` sets what it changed, else nothing of it would be copied."""
    found = {}
    for items, times in REQUESTS.items():
        instances = [Instance(word, items) for word in sys.argv[1:]]
        for kind in KINDS:
            words = [kind if number != 0 or kind != "change" else "change&set=1" for number in range(len(instances))]
            rounds = [[i.cost(w, times) for i, w in zip(instances, words, strict=True)] for _ in range(WARM + ROUNDS)]
            found[f"{items} {kind}"] = [
                (median(r[0] for r in rounds[WARM:]), median(r[n] / r[0] for r in rounds[WARM:]))
                for n in range(len(instances))
            ]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
