"""A copy of a person's NGINX configuration that runs on this machine: for a trial with `nginx -t`, and in the lab."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from hactl.balancer.nginx.includes import Source, whole
from hactl.balancer.nginx.sandbox import Rehearsal
from hactl.errors import HactlError
from hactl.files.real import LinkTrouble, Resolver
from hactl.install.discovery import Nginx
from hactl.live.lab import certificates
from hactl.regular import read_regular

SECONDS = 30


def to_run(nginx: Nginx, main: Path, folder: Path, root: Path | None) -> Path:
    """Lay a copy for the lab into the folder and return its main file; `root`: what stands for `/` of the balancer.

    Raises:
        HactlError: it names certificates that are not here, and none can be made.
    """
    folder.mkdir(mode=0o700, exist_ok=True)  # an NGINX that runs with what lies there goes on
    made = rehearsal(nginx, main, folder, source({}, root), root)
    made.runs = True
    first, missing = lay(made, main)
    if missing:
        raise HactlError(f"the lab cannot run this NGINX: {missing}", hint="install openssl, or put the files there")
    return Path(first)


def listens(main: Path, root: Path | None) -> dict[int, bool]:
    """Return the ports that a configuration opens, those that lead somewhere first, and whether by TLS."""
    servers = [s for http in whole(source({}, root), str(main)).named("http") for s in http.named("server")]
    servers.sort(key=lambda server: not any(d.name == "proxy_pass" for d in server.everything()))
    found: dict[int, bool] = {}
    for listen in (d for server in servers for d in server.named("listen") if len(d.words) > 1):
        port = re.fullmatch(r"(?:.*:)?([0-9]{1,5})", listen.words[1])
        if port or not listen.words[1].startswith("unix:"):
            found.setdefault(int(port[1]) if port else 80, "ssl" in listen.words)
    return found


def rehearsal(nginx: Nginx, main: Path, folder: Path, source: Source, root: Path | None) -> Rehearsal:
    """Return what rewrites the file for this NGINX and this folder."""
    modules, without = _built(nginx)
    return Rehearsal(
        source=source,
        base=str(main.parent),
        scratch=str(folder),
        modules=modules,
        there=os.path.exists,
        place=lambda path: str(_place(path, root)),
        without=without,
    )


def lay(made: Rehearsal, main: Path) -> tuple[str, str]:
    """Write the rewritten files; return the main one, and what is missing, "" for nothing."""
    first = made.main(str(main))
    for name, data in made.files.items():
        Path(name).write_bytes(data)
    why = certificates.make_pair(Path(made.scratch)) if made.lacks else ""
    return first, f"{made.lacks[0]} is not here, and {why}" if why else ""


def source(changed: Mapping[str, bytes | None], root: Path | None) -> Source:
    """Return the files as they would be; below `root`, where there, lies what has an absolute path."""
    place = partial(_place, root=root)

    def read(path: str) -> bytes | None:
        for name in (path, f"{root}{path}", str(place(path))):
            if name in changed:
                return changed[name]
        try:
            return read_regular(place(path))
        except OSError:
            return None

    def names(folder: str) -> list[str]:
        where = place(folder)
        found = [entry.name for entry in where.iterdir()] if where.is_dir() else []
        new = [name.rpartition("/")[2] for name in changed if name.rpartition("/")[0] in (folder, str(place(folder)))]
        return list({*found, *new})

    return Source(read=read, names=names)


def _place(path: str, root: Path | None) -> Path:
    """Return the real file of a copy whose `/` is `root`; what is not in the copy is not taken from this machine."""
    if root is None:
        return Path(path)
    inner = path if path.startswith(f"{root}/") else f"{root}{path}"
    try:
        return Path(Resolver().file(inner, str(root))[0])
    except LinkTrouble:
        return Path(os.devnull, "-")  # there is no such file


def _built(nginx: Nginx) -> tuple[str, frozenset[str]]:
    """Return where this NGINX has its modules, and the paths for temporary files that it does not know."""
    said = subprocess.run(
        [str(nginx.program), "-V"], capture_output=True, text=True, timeout=SECONDS, check=False
    ).stderr
    found = re.search(r"--modules-path=(\S+)", said) or re.search(r"--prefix=(\S+)", said)
    without = re.findall(r"--without-http_(proxy|fastcgi|uwsgi|scgi)_module", said)
    return found[1] if found else "modules", frozenset(f"{name}_temp_path" for name in without)
