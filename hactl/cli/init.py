"""`hactl init`: a first spec, small and commented."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from hactl.cli.console import Console
from hactl.cli.schema import beside
from hactl.errors import HactlError, HasProblems, UsageError
from hactl.files.aside import write_aside
from hactl.problems import errors

Name = Annotated[str, typer.Argument(help="The environment's name; the spec becomes NAME.hactl.yaml.")]
Server = Annotated[str, typer.Option("--server", help="Server type and line or version, as tomcat@7.")]
Clusters = Annotated[
    list[str] | None,
    typer.Option(
        "--cluster", metavar="NAME=ADDR,ADDR", help="A cluster and its instances, `address` or `address:port`."
    ),
]
Balancer = Annotated[str, typer.Option("--balancer", metavar="ADDR:PORT", help="Where NGINX listens.")]
NoHa = Annotated[bool, typer.Option("--no-ha", help="Leave replication off for now.")]

LOCAL = ("a=127.0.0.1:8080,127.0.0.1:8180", "b=127.0.0.1:8280,127.0.0.1:8380")


def command(
    name: Name,
    server: Server = "tomcat@7",
    cluster: Clusters = None,
    balancer: Balancer = "127.0.0.1:8000",
    no_ha: NoHa = False,
) -> int:
    """Write NAME.hactl.yaml: by default two pairs of Tomcat 7 on this machine, behind one NGINX."""
    from hactl.servers import known_lines
    from hactl.spec import read_text
    from hactl.spec.starter import starter

    clusters = dict(_cluster(given) for given in cluster or LOCAL)
    text = starter(name, server, clusters, balancer, ha=not no_ha)
    path = Path(f"{name}.hactl.yaml")
    spec = read_text(text.encode(), str(path), Path.cwd(), known=known_lines())
    if errors(spec.problems):
        raise HasProblems("these flags do not make a sound spec; nothing was written", spec.problems)
    if os.path.lexists(path):
        raise _taken(path)
    with beside(path) as modeline:
        _write(path, modeline + text)
    Console().say(f"wrote {path}\nnext: hactl create {path}")
    return 0


def _cluster(given: str) -> tuple[str, list[str]]:
    name, equals, instances = given.partition("=")
    if not equals or not name or not instances:
        raise UsageError(f"--cluster {given}: not NAME=ADDRESS,ADDRESS", hint="as in --cluster a=10.0.0.11,10.0.0.12")
    return name.strip(), [one.strip() for one in instances.split(",")]


def _write(path: Path, text: str) -> None:
    try:
        write_aside(path, text.encode())
    except FileExistsError:
        raise _taken(path) from None
    except OSError as failed:
        raise HactlError(f"{path} cannot be written: {failed.strerror}") from None


def _taken(path: Path) -> HactlError:
    return HactlError(f"{path} exists already; it was left as it is", hint="take another name")
