"""The NGINX room: what it cannot do, and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from hactl.balancer.interface import Aside, FoundBalancer
from hactl.balancer.nginx import existing, found, rules
from hactl.balancer.nginx.around import Around, Words, read
from hactl.balancer.nginx.includes import Source
from hactl.balancer.nginx.otherwise import told
from hactl.balancer.nginx.view import Shape, shape
from hactl.folders import Folder, MachineFolder
from hactl.model import Environment
from hactl.problems import Problem
from hactl.render import Render
from hactl.targets import BALANCER, Effect, Fold, Kind, Location, Target, owned, seed

name = "nginx"
MAIN = "nginx.conf"
INCLUDE = "hactl/hactl-{}.http.conf"
FOLDERS = ("logs", "temp")


def check(environment: Environment) -> Iterable[Problem]:
    """Yield what NGINX cannot do as the spec wants it."""
    return rules.check(environment)


def look(environment: Environment, folder: MachineFolder | None) -> Around:
    """Return what NGINX's files say, nothing where hactl edits none of them or they are not at hand."""
    if folder is None:
        return Around()

    def data(path: str) -> bytes | None:
        above, _, name = path.rpartition("/")
        return folder.another(above).read(name)

    source = Source(read=data, names=lambda path: list(folder.another(path).names("")))
    return read(source, f"{folder.own_path}/{MAIN}", f"{folder.own_path}/{environment.balancer.config}")


def otherwise(environment: Environment, folder: MachineFolder) -> Iterator[Problem]:
    """Yield a warning for what a person's NGINX files do and will not do any more with HA on."""
    edited = folder.real(f"{folder.own_path}/{environment.balancer.config}")
    return told(look(environment, folder), names(environment), lambda file: folder.real(file) == edited)


def even(environment: Environment, folder: MachineFolder | None) -> bool:
    """Tell whether every instance gets as many new users as the next, whatever a person's upstreams say."""
    said = look(environment, folder).words(names(environment))
    return all(words == Words() for words in said.values())


def aside(environment: Environment, folder: MachineFolder | None) -> dict[str, Aside]:
    """Return the instances, by their address, that a person's upstreams call `down` or `backup`, and the drained."""
    said = look(environment, folder).words(names(environment)).items()
    drained: dict[str, Aside] = {i.address: "drained" for i in environment.instances if i.drain}
    named: dict[str, Aside] = {a: "down" if w.down else "standby" for a, w in said if w.down or w.standby}
    return {**drained, **named}


def targets(environment: Environment, render: Render, folder: MachineFolder | None = None) -> Iterable[Target]:
    """Yield what each file below the balancer's base shall be; `folder`: where a person's own files are at hand."""
    return files(environment, render, look(environment, folder))


def files(environment: Environment, render: Render, around: Around | None = None) -> Iterable[Target]:
    """Yield what each file below the balancer's base shall be.

    The base is NGINX's prefix: `nginx -p BASE -c nginx.conf` runs it, as any user. Where
    there is an nginx.conf already, only the environment's own files come; they take
    effect where it includes `conf.d/*.conf`, as stock packages do. `around`: what a person's files say.
    """
    room = _Room(environment)
    if environment.balancer.config is not None:
        yield from _edited(environment, room, render, around or Around())
        return
    view = shape(environment)
    yield room.file(MAIN, Kind.SEED, seed(render("nginx/nginx.conf.j2", view=view)), Effect.RELOAD)
    yield from (room.folder(name) for name in FOLDERS)
    yield from _ours(view, room, render) if environment.balancer.managed else _theirs(view, room, render)


def _ours(view: Shape, room: _Room, render: Render) -> Iterator[Target]:
    yield room.owned(f"conf.d/hactl-{view.name}.conf", render("nginx/environment.conf.j2", view=view))


def _theirs(view: Shape, room: _Room, render: Render) -> Iterator[Target]:
    """Yield two includes, outside `conf.d` since a person says where they count; a new base gets a server block too."""
    yield room.owned(f"hactl/hactl-{view.name}.http.conf", render("nginx/theirs.http.conf.j2", view=view))
    yield room.owned(f"hactl/hactl-{view.name}.server.conf", render("nginx/theirs.server.conf.j2", view=view))
    mine = seed(render("nginx/mine.conf.j2", view=view))
    yield room.file(f"conf.d/{view.name}.conf", Kind.SEED, mine, Effect.RELOAD, only_with_new=room.main)


def _edited(environment: Environment, room: _Room, render: Render, around: Around) -> Iterator[Target]:
    """Yield an edit of a person's file and the include it needs; with HA off everywhere, both go."""
    on = any(cluster.ha for cluster in environment.clusters)
    request = _wish(environment, room, render, around)
    if on:
        yield room.new_folder("hactl")
        yield room.owned(INCLUDE.format(request.view.name), render("nginx/theirs.http.conf.j2", view=request.view))
    yield room.file(str(environment.balancer.config), Kind.EDIT, existing.fold(request, on=on), Effect.RELOAD)


def _wish(environment: Environment, room: _Room, render: Render, around: Around) -> existing.EditRequest:
    view = shape(environment, around.words(names(environment)))
    return existing.EditRequest(
        view=view,
        include=f"include {INCLUDE.format(view.name)};",
        file=room.named(str(environment.balancer.config)),
        names=names(environment),
        upstreams=around.upstreams,
        render=render,
    )


def by_hand(
    environment: Environment,
    read_at: Callable[[Location], bytes | None],
    render: Render,
    folder: MachineFolder | None = None,
) -> str:
    """Return what a person has to do by hand in their own configuration, where hactl is not to.

    Raises:
        Refused: the file that `config` names is not there, or cannot be understood.
    """
    room = _Room(environment)
    config = environment.balancer.config
    if config is not None:
        request = _wish(environment, room, render, look(environment, folder))
        return existing.by_hand(read_at(room.location(str(config))), request)
    return render("nginx/by_hand.j2", view=shape(environment)).decode()


def find(folder: Folder, config: str, own_path: str = "") -> FoundBalancer:
    """Return what a configuration that exists says."""
    return found.read(folder, config, own_path)


def names(environment: Environment) -> dict[str, str]:
    """Return every "host:port" that means an instance, in small letters -> its address as the spec has it."""
    found: dict[str, str] = {}
    for i in environment.instances:
        words = {i.host.name, i.host.address, *(("localhost",) if i.host.address == "127.0.0.1" else ())}
        found |= {f"{word}:{i.ports.http}".lower(): i.address for word in words}
        found[i.address.lower()] = i.address
    return found


class _Room:
    """Makes targets below the balancer's base."""

    def __init__(self, environment: Environment) -> None:
        self._host = environment.balancer.host.name
        self._base = environment.balancer.base
        self.main = self.location(MAIN)

    def location(self, name: str) -> Location:
        """Return where a file of the base is."""
        return Location(self._host, self._base / PurePosixPath(name))

    def file(
        self, name: str, kind: Kind, fold: Fold, takes_effect: Effect, only_with_new: Location | None = None
    ) -> Target:
        return Target(
            location=self.location(name),
            kind=kind,
            fold=fold,
            takes_effect=takes_effect,
            owner=BALANCER,
            only_with_new=only_with_new,
        )

    def named(self, name: str) -> str:
        """Return a file's name for people."""
        return str(self.location(name))

    def owned(self, name: str, data: bytes) -> Target:
        return self.file(name, Kind.OWNED, owned(data), Effect.RELOAD)

    def new_folder(self, name: str) -> Target:
        return self.file(name, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE)

    def folder(self, name: str) -> Target:
        return self.file(name, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE, only_with_new=self.main)
