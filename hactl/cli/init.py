"""`hactl init`: a first spec, small and commented; on a terminal, and without a name, by questions."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hactl.cli import names
from hactl.cli.console import Console
from hactl.cli.options import speaks
from hactl.cli.schema import beside
from hactl.cli.wizard import Wishes, agreed, ask
from hactl.errors import HactlError, HasProblems, UsageError
from hactl.files.aside import write_aside
from hactl.problems import errors

Name = Annotated[
    str | None,
    typer.Argument(help="The environment's name, as in NAME.hactl.yaml; without it, hactl asks for everything."),
]
Servers = Annotated[
    list[str] | None,
    typer.Option(
        "--server",
        autocompletion=names.servers,
        help="Server and version (default: tomcat@11); or one for each cluster.",
    ),
]
Clusters = Annotated[
    list[str] | None,
    typer.Option(
        "--cluster", metavar="NAME=ADDR,ADDR", help="A cluster and its instances, `address` or `address:port`."
    ),
]
Balancer = Annotated[
    str | None, typer.Option("--balancer", metavar="ADDR:PORT", help="Where NGINX listens (default: 127.0.0.1:8000).")
]
NoHa = Annotated[bool, typer.Option("--no-ha", help="Leave replication off for now.")]

LOCAL = {"a": ["127.0.0.1:8080", "127.0.0.1:8180"], "b": ["127.0.0.1:8280", "127.0.0.1:8380"]}
USUAL = Wishes(name="shop", servers=("tomcat@11",), clusters=LOCAL, balancer="127.0.0.1:8000", ha=True)


@speaks()
def command(  # noqa: PLR0913 - one parameter an option
    console: Console,
    name: Name = None,
    server: Servers = None,
    cluster: Clusters = None,
    balancer: Balancer = None,
    no_ha: NoHa = False,
) -> int:
    """Write NAME.hactl.yaml: by default two pairs of Tomcat 11 on this machine, behind one NGINX."""
    clusters = dict(_cluster(given) for given in cluster or ())
    given = Wishes(
        name=name, servers=tuple(server or ()), clusters=clusters, balancer=balancer, ha=False if no_ha else None
    )
    if name is not None:
        path, text = _spec(_completed(given))
    else:
        path, text = _asked(given, json=console.json)
    with beside(path) as schema:
        _write(path, schema.line + text)
    console.say(f"{schema.wrote(path)}\nnext: hactl create {path}")
    console.result(lambda: {"spec": str(path), "next": f"hactl create {path}"})
    return 0


def _asked(given: Wishes, *, json: bool) -> tuple[Path, str]:
    """Return the spec that a person's answers make."""
    if json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        whole = _completed(given).command_line()
        raise UsageError("which environment? there is no terminal to ask on", hint=f"name it: `{whole}`")
    from hactl.servers import known_lines

    wishes = ask(given, known_lines())
    path, text = _spec(wishes)
    agreed(wishes, text)
    return path, text


def _completed(given: Wishes) -> Wishes:
    """Return the wishes with the usual where nothing was wished."""
    return replace(
        USUAL,
        name=given.name or USUAL.name,
        servers=given.servers or USUAL.servers,
        clusters=given.clusters or USUAL.clusters,
        balancer=given.balancer or USUAL.balancer,
        ha=given.ha is not False,
    )


def _spec(wishes: Wishes) -> tuple[Path, str]:
    """Return where the spec goes, and its text.

    Raises:
        HasProblems: it would not be sound.
        HactlError: there is one already.
    """
    from hactl.servers import known_lines
    from hactl.spec import read_text
    from hactl.spec.starter import starter
    from hactl.validation import check

    assert wishes.balancer is not None
    if len(wishes.servers) not in (1, len(wishes.clusters)):
        raise UsageError(
            f"{len(wishes.servers)} servers for {len(wishes.clusters)} clusters", hint="one, or one for each"
        )
    text = starter(str(wishes.name), wishes.servers, wishes.clusters, wishes.balancer, ha=wishes.ha is not False)
    path = Path(f"{wishes.name}.hactl.yaml")
    found = errors(check(read_text(text.encode(), str(path), Path.cwd(), known=known_lines())).problems)
    if found:
        no_ha = any(each.id == "receiver-public" for each in found)
        again = replace(wishes, ha=False) if no_ha else wishes
        hint = f"{'without HA for now' if no_ha else 'the same again, to be put right'}: `{again.command_line()}`"
        raise HasProblems("the spec would have errors; nothing was written", found, hint=hint)
    if os.path.lexists(path):
        raise _taken(path)
    return path, text


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
    return HactlError(f"{path} exists already; it was left as it is", hint="choose another name")
