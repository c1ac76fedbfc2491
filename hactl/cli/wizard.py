"""The questions of `hactl init` on a terminal. They write nothing: what was answered goes the way of the flags."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TypeVar

import typer

from hactl.servers import SERVER_TYPES
from hactl.spec.parts import PortsPart
from hactl.spec.servers import ServerLines, parse_server
from hactl.spec.told import default_of
from hactl.spec.values import NAME_RULE, address, endpoint, is_name

T = TypeVar("T")

MOST = 50  # clusters that are asked for one by one
_FIRST_PORT, _APART = 8080, 100  # of what is offered on this machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a first spec is to say; None and empty: nobody said it yet."""

    name: str | None = None
    servers: tuple[str, ...] = ()
    clusters: Mapping[str, list[str]] = field(default_factory=dict)
    balancer: str | None = None
    ha: bool | None = None

    def command_line(self) -> str:
        """Return the words that say the same without questions."""
        words = ["hactl", "init", self.name or "NAME"]
        words += [word for server in self.servers for word in ("--server", server)]
        words += [w for name, each in self.clusters.items() for w in ("--cluster", f"{name}={','.join(each)}")]
        words += ["--balancer", self.balancer] if self.balancer else []
        words += ["--no-ha"] if self.ha is False else []
        return shlex.join(words)


def ask(given: Wishes, known: ServerLines) -> Wishes:
    """Ask for all that nobody said yet, one question after the other.

    Raises:
        typer.Abort: the person has left (Ctrl-C, Ctrl-D), or says no in the end.
    """
    made = replace(given, name=given.name or _answer("Name of the environment", "shop", _name))
    clusters = given.clusters or {each: [] for each in _names(_answer("How many clusters", "2", _count))}
    servers = given.servers or _servers(known, len(clusters))
    made = replace(made, servers=servers, clusters=_instances(clusters))
    ha = given.ha if given.ha is not None else typer.confirm("High availability: copy sessions", True, err=True)
    balancer = given.balancer or _answer("Where NGINX listens", "127.0.0.1:8000", _endpoint)
    return replace(made, ha=ha, balancer=balancer)


def agreed(wishes: Wishes, text: str) -> None:
    """Show what would be written, and ask. Raises typer.Abort: no."""
    typer.echo(f"\n{text}\nThe same without questions: {wishes.command_line()}", err=True)
    typer.confirm(f"Write {wishes.name}.hactl.yaml", True, abort=True, err=True)


def _answer(question: str, usual: str, check: Callable[[str], T]) -> T:
    found: T = typer.prompt(question, usual, value_proc=check, err=True)
    return found


def _name(text: str) -> str:
    if not is_name(text.strip()):
        raise typer.BadParameter(NAME_RULE)
    if os.path.lexists(f"{text.strip()}.hactl.yaml"):
        raise typer.BadParameter(f"{text.strip()}.hactl.yaml exists already")
    return text.strip()


def _count(text: str) -> int:
    if not text.strip().isdecimal() or not 1 <= int(text) <= MOST:
        raise typer.BadParameter(f"a number from 1 to {MOST}")
    return int(text)


def _names(count: int) -> list[str]:
    letters = [chr(ord("a") + number) for number in range(26)]
    return letters[:count] if count <= len(letters) else [f"c{number}" for number in range(1, count + 1)]


def _servers(known: ServerLines, clusters: int) -> tuple[str, ...]:
    """Ask for the servers: one for all clusters, or one for each."""
    lines = [f"{kind}@{line}" for kind, lines in known.items() for line in lines]
    for number, word in enumerate(lines, 1):
        kind, _, line = word.partition("@")
        life = SERVER_TYPES[kind].lines[line].life
        newest = known[kind][line].newest
        typer.echo(f"  {number:>2}  {word:<13}  {newest:<18}  {life.state}: {life.words}", err=True)

    def chosen(text: str) -> tuple[str, ...]:
        words = [word.strip() for word in text.split(",")]
        found = tuple(lines[int(w) - 1] if w.isdecimal() and 0 < int(w) <= len(lines) else w for w in words)
        for word in found:
            if isinstance(wrong := parse_server(word, known), tuple):
                raise typer.BadParameter(f"{wrong[0]}; {wrong[1]}")
        if len(found) not in (1, clusters):
            raise typer.BadParameter(f"one for all clusters, or {clusters} separated by commas")
        return found

    question = "Server of all clusters, or one for each, separated by commas"
    return _answer(question if clusters > 1 else "Server", "tomcat@11", chosen)


def _instances(clusters: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Ask for the instances of each cluster that has none; offer places on this machine that nobody named."""
    made = {name: list(each) for name, each in clusters.items()}
    for name, each in made.items():
        if not each:
            taken = {_with_port(instance) for one in made.values() for instance in one}
            usual = ",".join(_free(taken))
            check = partial(_endpoints, taken)
            made[name] = _answer(f"Instances of cluster {name}, address or address:port", usual, check)
    return made


def _free(taken: Container[str]) -> list[str]:
    ports = (f"127.0.0.1:{port}" for port in range(_FIRST_PORT, 60_000, _APART))
    return list(islice((each for each in ports if each not in taken), 2))


def _endpoints(taken: Iterable[str], text: str) -> list[str]:
    found = [_endpoint(each) for each in text.split(",")]
    places = [*taken, *map(_with_port, found)]
    for each in found:
        if places.count(_with_port(each)) > 1:
            raise typer.BadParameter(f"{_with_port(each)} occurs twice: only one instance can use a port of an address")
    return found


def _with_port(text: str) -> str:
    host, port = endpoint(text)
    return f"{host}:{port or default_of(PortsPart, 'http')}"


def _endpoint(text: str) -> str:
    host, port = endpoint(text.strip())
    if address(host) is None or not (port is None or 1 <= port <= 65535):
        raise typer.BadParameter(f"{text.strip()!r} is not an IPv4 address, alone or with a port: 10.0.0.11:8080")
    return text.strip()
