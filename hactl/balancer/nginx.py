"""The NGINX room: what it cannot do, and its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from hactl.balancer import rules
from hactl.balancer.shape import Shape, shape
from hactl.model import Environment
from hactl.problems import Problem
from hactl.render import Render
from hactl.targets import Effect, Fold, Kind, Location, Target, owned, seed

OWNER = "balancer"
MAIN = "nginx.conf"
FOLDERS = ("logs", "temp")


def check(environment: Environment) -> Iterable[Problem]:
    """Yield what NGINX cannot do as the spec wants it."""
    return rules.check(environment)


def targets(environment: Environment, render: Render) -> Iterable[Target]:
    """Yield what each file below the balancer's base shall be.

    The base is NGINX's prefix: `nginx -p BASE -c nginx.conf` runs it, as any user. Where
    there is an nginx.conf already, only the environment's own files come; they take
    effect where it includes `conf.d/*.conf`, as stock packages do.
    """
    view = shape(environment)
    room = _Room(environment)
    yield room.file(MAIN, Kind.SEED, seed(render("nginx/nginx.conf.j2", view=view)), Effect.RELOAD)
    yield from (room.folder(name) for name in FOLDERS)
    yield from _ours(view, room, render) if environment.balancer.ours else _theirs(view, room, render)


def _ours(view: Shape, room: _Room, render: Render) -> Iterator[Target]:
    yield room.owned(f"conf.d/hactl-{view.name}.conf", render("nginx/environment.conf.j2", view=view))


def _theirs(view: Shape, room: _Room, render: Render) -> Iterator[Target]:
    """Yield two includes, outside `conf.d` since a person says where they count; a new base gets a server block too."""
    yield room.owned(f"hactl/hactl-{view.name}.http.conf", render("nginx/theirs.http.conf.j2", view=view))
    yield room.owned(f"hactl/hactl-{view.name}.server.conf", render("nginx/theirs.server.conf.j2", view=view))
    mine = seed(render("nginx/mine.conf.j2", view=view))
    yield room.file(f"conf.d/{view.name}.conf", Kind.SEED, mine, Effect.RELOAD, beside=room.main)


class _Room:
    """Makes targets below the balancer's base."""

    def __init__(self, environment: Environment) -> None:
        self._host = environment.balancer.host.name
        self._base = environment.balancer.base
        self.main = self._at(MAIN)

    def _at(self, name: str) -> Location:
        return Location(self._host, self._base / PurePosixPath(name))

    def file(self, name: str, kind: Kind, fold: Fold, takes_effect: Effect, beside: Location | None = None) -> Target:
        return Target(
            location=self._at(name), kind=kind, fold=fold, takes_effect=takes_effect, owner=OWNER, beside=beside
        )

    def owned(self, name: str, data: bytes) -> Target:
        return self.file(name, Kind.OWNED, owned(data), Effect.RELOAD)

    def folder(self, name: str) -> Target:
        return self.file(name, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE, beside=self.main)
