"""`nginx -t` of an installed NGINX judges a person's file before hactl's change of it is put in place."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hactl.balancer.nginx import headers
from hactl.balancer.nginx.names import environment_prefix
from hactl.errors import Refused
from hactl.install.cache import cache_folder
from hactl.install.discovery import Nginx, find_nginx
from hactl.live.lab import rehearse
from hactl.model import Affinity
from hactl.operations import Draft
from hactl.problems import Place, Problem, Severity
from hactl.targets import BALANCER, Location

MAIN = "nginx.conf"
SECONDS = 30
_STDERR = (1, 19, 5)  # since then `-e` says where the log of a start goes (nginx.org, CHANGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What NGINX said about a configuration: "" where it takes it; `at`: file and line it means."""

    message: str
    at: tuple[str, int]


def judge(draft: Draft) -> tuple[Problem, ...]:
    """Let NGINX read the balancer's files as the plan leaves them; return why it could not say, if so.

    Raises:
        Refused: NGINX takes the files as they are, and not as they would be.
    """
    balancer, places = draft.environment.balancer, draft.places
    changes = [c for c in draft.plan.changes if c.owner == BALANCER and not c.directory]
    if balancer.config is None or not changes:
        return ()
    main = places.path(Location(balancer.host.name, balancer.base / MAIN))
    nginx = find_nginx(os.environ, cache_folder(os.environ))
    new = {str(places.path(c.location)): c.after.data if c.after else None for c in changes}
    hidden = _hidden(draft, main, new)
    if nginx is None or not main.is_file():
        missing = "there is no NGINX on this machine" if nginx is None else f"{main} is not here"
        return (*hidden, _note(f"NGINX has not checked this change: {missing}", str(main)))
    after = _asked(nginx, main, new, _root(draft))
    if not after.message:
        return hidden
    before = _asked(nginx, main, {}, _root(draft))
    if before.message == after.message:
        said = f"NGINX rejects this file as it is, before any change: {before.message}"
        return (*hidden, _note(said, *before.at))
    problem = Problem(id="nginx-refuses", message=f"NGINX would reject it: {after.message}", place=_place(*after.at))
    hint = "remove `config` from the spec and add by hand what `hactl diff --print` shows"
    raise Refused("nothing was changed: NGINX would not start with this configuration", (problem,), hint=hint)


def _hidden(draft: Draft, main: Path, new: Mapping[str, bytes | None]) -> tuple[Problem, ...]:
    """Return what of the headers in all of NGINX's files does not count as a person would think."""
    if draft.environment.balancer.affinity is not Affinity.COOKIE:
        return ()
    return tuple(headers.look(rehearse.source(new, _root(draft)), str(main), environment_prefix(draft.environment)))


def _root(draft: Draft) -> Path | None:
    """Return where absolute paths of the balancer's host lie on this machine, if not at their place."""
    return draft.places.root / draft.environment.balancer.host.name if draft.places.root else None


def _asked(nginx: Nginx, main: Path, changed: Mapping[str, bytes | None], root: Path | None) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="hactl-nginx-") as scratch:
        rehearsal = rehearse.rehearsal(nginx, main, Path(scratch), rehearse.source(changed, root), root)
        first, missing = rehearse.lay(rehearsal, main)
        if missing:
            return Verdict(message=missing, at=(str(main), 0))
        version = tuple(int(part) for part in re.findall(r"\d+", nginx.version)[:3])
        words = [str(nginx.program), "-t", "-q", "-p", f"{scratch}/", "-c", first]
        words += ["-e", "stderr"] if version >= _STDERR else []
        variables = {name: value for name, value in os.environ.items() if name != "NGINX"}  # inherited sockets
        done = subprocess.run(
            words, env=variables, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False
        )
        if done.returncode == 0:
            return Verdict(message="", at=("", 0))
        message, file, line = rehearsal.led_back(done.stderr)
        return Verdict(message=message.replace(scratch, "…"), at=(file or str(main), line))


def _place(file: str, line: int = 0) -> Place:
    return Place(file, line, 1 if line else 0)


def _note(message: str, file: str, line: int = 0) -> Problem:
    hint = "try it yourself before you reload: nginx -t"
    return Problem(id="nginx-untried", message=message, hint=hint, severity=Severity.WARNING, place=_place(file, line))
