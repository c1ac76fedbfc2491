"""`hactl import`: existing servers and their NGINX, read into a spec. No file of a person's is changed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from hactl import importing
from hactl.balancer import BALANCERS
from hactl.balancer.interface import Ours
from hactl.cli import names
from hactl.cli.change import naming, unprotected
from hactl.cli.console import Console
from hactl.cli.options import go_to, speaks
from hactl.cli.schema import beside
from hactl.disk import disk_folder
from hactl.errors import CheckFailed, HactlError, UsageError
from hactl.files.aside import write_aside
from hactl.model import Host
from hactl.operations import Draft, Order
from hactl.problems import errors
from hactl.targets import BALANCER
from hactl.validation import load

Folders = Annotated[list[Path], typer.Argument(metavar="DIR...", help="The servers' folders (bases) on this machine.")]
Nginx = Annotated[
    Path | None, typer.Option("--nginx", metavar="FILE", help="The main file of the NGINX in front: nginx.conf.")
]
Clusters = Annotated[
    list[str] | None,
    typer.Option("--cluster", metavar="NAME=DIR,DIR", help="Instances of a cluster; else pairs in the order given."),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="SPEC", help="The spec to write (default: NAME.hactl.yaml).")
]
Name = Annotated[str | None, typer.Option("--name", help="The environment's name.")]
Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="TYPE@VERSION",
        autocompletion=names.servers,
        help="Server of bases whose installation is not found.",
    ),
]
Root = Annotated[
    Path | None, typer.Option("--root", metavar="DIR", help="The bases are copies at DIR/<host>/<path there>.")
]
Directory = Annotated[Path | None, typer.Option("--directory", "-C", metavar="DIR", help="Work as if started in DIR.")]
Adopt = Annotated[
    bool, typer.Option("--adopt", help="Replace your own replication by hactl's; HA off gives yours back.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the spec, and write nothing.")]
ENDING = ".hactl.yaml"


@speaks()
def command(  # noqa: PLR0913 - one parameter an option
    console: Console,
    folders: Folders,
    nginx: Nginx = None,
    cluster: Clusters = None,
    out: Out = None,
    name: Name = None,
    server: Server = None,
    root: Root = None,
    adopt_theirs: Adopt = False,
    directory: Directory = None,
    dry_run: DryRun = False,
) -> int:
    """Read existing servers into a spec. `hactl diff` then shows that nothing of them changes.

    A manifest that was lost is written anew. What could not be understood is listed.
    """
    go_to(directory)
    below = Path(os.path.normpath(root.absolute())) if root else None
    made = _made_by_hactl(_file(nginx, below) if nginx else None, below)
    spec = _spec(out, name, made.source if made else "")
    called = name or (made.name if made else spec.name.removesuffix(ENDING))
    request = importing.ImportRequest(
        name=called,
        folders=tuple(_folder(given, below) for given in folders),
        out=spec.parent / called,
        nginx=_file(nginx, below) if nginx else None,
        clusters=dict(_cluster(given, below) for given in cluster or ()),
        server=server,
        root=below,
        adopt=adopt_theirs,
        variables=os.environ,
    )
    survey = importing.draw(request)
    head = f"{called}: what `hactl import` found; `hactl show` explains every value."
    text = importing.spec_text(survey, head)
    if dry_run:
        console.problems(survey.notes)
        console.result(lambda: {"spec": os.path.relpath(spec), "text": text, "changes": None, "next": ""}, lambda: text)
        return 0
    with beside(spec) as schema:
        _write(spec, schema.line + text)
    console.problems(survey.notes)
    console.say(schema.wrote(os.path.relpath(spec)))
    return _after(console, spec, request)


def _made_by_hactl(nginx: Path | None, root: Path | None) -> Ours | None:
    """Return what hactl once wrote into this NGINX's folder."""
    return BALANCERS["nginx"].find(disk_folder(nginx.parent, root), nginx.name).ours if nginx else None


def _spec(out: Path | None, name: str | None, source: str) -> Path:
    file = out or Path(f"{name}{ENDING}" if name else source or f"imported{ENDING}")
    if file.exists():
        raise HactlError(f"{file} exists already; it was left as it is", hint="name another with --out")
    return file.absolute()


def _folder(given: Path, root: Path | None) -> Path:
    folder = Path(os.path.normpath(given.absolute()))
    if not disk_folder(folder, root).is_there():
        raise UsageError(f"{given} is not a folder", hint="name the bases: the folders with conf/ or etc/ in them")
    return folder


def _file(given: Path, root: Path | None) -> Path:
    file = Path(os.path.normpath(given.absolute()))
    if disk_folder(file.parent, root).read(file.name) is None:
        raise UsageError(f"--nginx {given}: there is no such file", hint="often /etc/nginx/nginx.conf")
    return file


def _cluster(given: str, root: Path | None) -> tuple[str, tuple[Path, ...]]:
    name, equals, folders = given.partition("=")
    if not equals or not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name) or not folders:
        raise UsageError(f"--cluster {given}: not NAME=DIR,DIR", hint="as in --cluster a=/srv/one,/srv/two")
    return name, tuple(_folder(Path(each), root) for each in folders.split(","))


def _write(spec: Path, text: str) -> None:
    try:
        write_aside(spec, text.encode())
    except OSError as failed:
        raise HactlError(f"{spec} cannot be written: {failed.strerror}") from None


def _after(console: Console, spec: Path, request: importing.ImportRequest) -> int:
    """Read the spec back, rebuild hactl's memory of these files, say what is next.

    Raises:
        CheckFailed: what exists has problems that a person must solve in the spec.
    """
    read, written = load(spec), os.path.relpath(spec)
    if read.environment is None or errors(read.problems):
        console.problems(read.problems)
        console.result(lambda: {"spec": written, "text": None, "changes": None, "next": "hactl validate"})
        raise CheckFailed(f"{spec.name} was written, but has errors to fix", hint="then `hactl validate`")
    balancer = read.environment.balancer
    lie = [*((i.host, i.base) for i in read.environment.instances), (balancer.host, balancer.base)]
    hosts = {host for host, base in lie if base.is_absolute()}
    order = Order(spec=spec, root=request.root, here=frozenset(host.name for host in hosts), finish=True)
    draft = importing.rebuild_manifest(order, "hactl import")
    found = unprotected(draft, draft.environment.clusters)
    console.problems((*draft.problems, *found, *draft.plan.blocked))
    following = f"hactl diff{naming(spec)}{_where(order, hosts)}"
    console.say(f"{_outlook(draft)}; see `{following}`")
    console.result(lambda: {"spec": written, "text": None, "changes": _changes(draft), "next": following})
    return 0


def _changes(draft: Draft) -> dict[str, object]:
    """Return how many files apply would change."""
    owners = [change.owner for change in draft.plan.changes if change.owner]
    bases = sum(owner != BALANCER for owner in owners)
    return {"bases": bases, "balancer": len(owners) - bases}


def _outlook(draft: Draft) -> str:
    bases, balancer = _changes(draft).values()
    said = f"{bases} files of these bases would change" if bases else "nothing changes in these bases"
    return f"{said}, {balancer} files would be written for the balancer" if balancer else said


def _where(order: Order, hosts: Iterable[Host]) -> str:
    """Return the options that the next command needs to find the same files."""
    if order.root is not None:
        return f" --root {os.path.relpath(order.root)}"
    return "".join(f" --host {h.name}" for h in sorted(hosts, key=lambda h: h.name) if not h.address.startswith("127."))
