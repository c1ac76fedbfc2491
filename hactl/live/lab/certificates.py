"""A certificate that nobody trusts, where a configuration names one that is not at hand: made by `openssl`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from hactl.errors import HactlError
from hactl.model import Environment

SECONDS = 60
NAME = "hactl-lab"
KIND = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")  # RSA takes a second to make
FOLDER = "tls"
CERTIFICATE, KEY = "pair.pem", "pair.key"


def with_own(state: Path) -> Callable[[Environment], Environment]:
    """Return what puts the lab's own pair in place of the balancer's, whose key belongs to its host alone."""
    own = state / FOLDER

    def adapt(environment: Environment) -> Environment:
        balancer = environment.balancer
        pairs = (
            replace(each, certificate=PurePosixPath(own / CERTIFICATE), key=PurePosixPath(own / KEY))
            for each in balancer.tls
        )
        return replace(environment, balancer=replace(balancer, tls=tuple(pairs)))

    return adapt


def bring(environment: Environment, state: Path) -> None:
    """Make the lab's own pair, where the environment has use for one and there is none yet.

    Raises:
        HactlError: it cannot be made.
    """
    folder, name = state / FOLDER, environment.balancer.server_name
    if not environment.balancer.tls or (folder / KEY).exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if why := make_pair(folder, (NAME, *(() if name == "_" else (name,)))):
        raise HactlError(f"the lab needs a certificate of its own, and {why}", hint="install openssl")


def make_pair(folder: Path, names: Sequence[str] = (NAME,), days: int = 30) -> str:
    """Put a certificate for these names and its key into the folder; return "", or why that cannot be done."""
    program = shutil.which("openssl")
    if program is None:
        return "there is no `openssl` on this machine to make one for the trial"
    pair = ("-keyout", str(folder / KEY), "-out", str(folder / CERTIFICATE))
    said = ("-subj", f"/CN={NAME}", "-addext", f"subjectAltName={','.join(f'DNS:{name}' for name in names)}")
    words = (program, "req", "-x509", *KIND, "-nodes", "-days", str(days), *said, *pair)
    try:
        done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as failed:
        return f"`openssl` cannot make one: {failed}"
    last = done.stderr.strip().rpartition("\n")[2]
    return f"`openssl` cannot make one: {last}" if done.returncode else ""
