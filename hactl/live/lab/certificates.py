"""A certificate that nobody trusts, where a configuration names one that is not at hand: made by `openssl`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SECONDS = 60
CERTIFICATE, KEY = "pair.pem", "pair.key"


def make_pair(folder: Path) -> str:
    """Put a certificate and its key into the folder; return "", or why that cannot be done."""
    program = shutil.which("openssl")
    if program is None:
        return "there is no `openssl` on this machine to make one for the trial"
    pair = ("-keyout", str(folder / KEY), "-out", str(folder / CERTIFICATE))
    words = (program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=hactl-lab", *pair)
    try:
        done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as failed:
        return f"`openssl` cannot make one: {failed}"
    last = done.stderr.strip().rpartition("\n")[2]
    return f"`openssl` cannot make one: {last}" if done.returncode else ""
