"""Asks two instances from inside of a lab's network, as one user whose first one dies: `client.py STEP COOKIE`.

Prints the session's cookie and what the application said of the session, as JSON.
"""

from __future__ import annotations

import json
import sys
import urllib.request

FIRST, PARTNER = "http://10.0.9.11:8080", "http://10.0.9.12:8080"
TIMES = 5


def ask(where: str, what: str, cookie: str) -> tuple[str, dict[str, int]]:
    """Return the session's cookie, and the numbers that the application keeps."""
    asked = urllib.request.Request(f"{where}/keep?do={what}", headers={"Cookie": cookie} if cookie else {})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        new = answer.headers.get("Set-Cookie", "").partition(";")[0]
        lines = answer.read().decode().splitlines()
    return new or cookie, {name: int(number) for name, _, number in (line.partition(" ") for line in lines)}


def main() -> None:
    """Make a session and change it, or read it on the partner."""
    step, cookies = sys.argv[1], sys.argv[2:]
    if step == "change":
        cookie, _ = ask(FIRST, "make", "")
        bad, _ = ask(FIRST, "make", "")
        for _ in range(TIMES):
            _, here = ask(FIRST, "change", cookie)
            _, there = ask(FIRST, "beside", bad)
        found = {**here, "beside": there["beside"]}
        print(json.dumps({"cookies": [cookie, bad], "kept": found, "heard": ask(FIRST, "read", cookie)[1]["heard"]}))
    else:
        kept = ask(PARTNER, "read", cookies[0])[1]
        kept["beside"] = ask(PARTNER, "read", cookies[1])[1]["beside"]
        print(json.dumps({"kept": kept}))


if __name__ == "__main__":
    main()
