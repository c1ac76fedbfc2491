"""From an environment, its files and this machine's programs to the plan of a lab."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hactl.install.discovery import Java, Nginx
from hactl.live.lab.plan import LabPlan, Member
from hactl.model import Cluster, Companion, Environment, Instance
from hactl.reports.lab import LabMode
from hactl.servers import line_of

if TYPE_CHECKING:
    from hactl.servers.interface import Process, ServerType

NGINX = "nginx"
MAIN = "nginx.conf"
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER", "LOGNAME")
# In a pid namespace many a JVM has pid 3, and all of a user share one folder for that file: they would spoil it.
# A lab starts more than it serves: with the first compiler only, GlassFish 3 comes up with half the processor time.
JVM_OPTIONS = ("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """What the environment runs with: a Java by cluster, an installation by instance (by name, companions too).

    `heap_mb`: see `LabPlan`.
    """

    javas: Mapping[str, Java]
    homes: Mapping[str, Path]
    nginx: Nginx
    heap_mb: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the lab's files are: its state folder, each instance's base, the balancer's prefix with nginx.conf.

    `theirs`: that is a person's, and the lab runs a copy of it; `nginx_root`: what stands for `/` of its machine.
    `listens`: the ports that it opens, and whether by TLS.
    """

    state: Path
    base_of: Callable[[Instance | Companion], Path]
    nginx_prefix: Path
    nginx_root: Path | None = None
    theirs: bool = False
    listens: Mapping[int, bool] = field(default_factory=dict)


def plan_lab(
    environment: Environment,
    ground: LabMode,
    equipment: Equipment,
    layout: Layout,
    rooms: Mapping[str, ServerType],
) -> LabPlan:
    """Return the plan of a lab whose files are written already.

    Companions come first. Wave 1 is the first instance of every cluster: started together, a pair
    waits 20 s for each other (`stateTransferTimeout`). The balancer comes in the last wave.
    """
    members = [_companion_member(environment, companion, equipment, layout) for companion in environment.companions]
    paths = {cluster.name: _paths_on(environment, cluster) for cluster in environment.clusters}
    members += [
        replace(_instance_member(cluster, instance, equipment, layout, rooms), apps=paths[cluster.name])
        for cluster in environment.clusters
        for instance in cluster.instances
    ]
    balancer = environment.balancer
    port = next((port for port in (*balancer.listen, *layout.listens) if port in layout.listens), balancer.listen[0])
    target = (balancer.host.address, port)
    return LabPlan(
        name=environment.name,
        state=layout.state,
        ground=ground,
        addresses=addresses(environment),
        members=(*_with_heap(members, equipment.heap_mb), _nginx_member(equipment.nginx, layout, target)),
        target=target,
        tls=layout.listens.get(port, False),
        heap_mb=equipment.heap_mb,
    )


def addresses(environment: Environment) -> tuple[str, ...]:
    """Return every address that the environment binds, each once."""
    return tuple(sorted({a for h in environment.hosts for a in (h.address, h.cluster_address)}))


def _paths_on(environment: Environment, cluster: Cluster) -> tuple[str, ...]:
    return tuple(app.path for app in environment.apps if cluster.name in app.clusters)


def nginx_globals(main_file: str, logs: Path) -> str:
    """Return the directives for `nginx -g` that a lab needs and the main file does not set itself.

    NGINX refuses a directive that stands in both. As root in a namespace with one mapped
    user, the workers can be nobody else.
    """
    wanted = {"daemon": "off", "pid": str(logs / "nginx.pid")}
    if os.geteuid() == 0:
        wanted["user"] = "root"
    given = set(re.findall(r"^\s*(daemon|pid|user)\s", main_file, re.MULTILINE))
    return " ".join(f"{name} {value};" for name, value in wanted.items() if name not in given)


def _instance_member(
    cluster: Cluster, instance: Instance, equipment: Equipment, layout: Layout, rooms: Mapping[str, ServerType]
) -> Member:
    java, base = equipment.javas[cluster.name], layout.base_of(instance)
    line = rooms[cluster.server.type].lines[cluster.server.line]
    process = line.family.runs.process(line, cluster, str(base), str(equipment.homes[instance.name]))
    address = (instance.host.address, instance.ports.http)
    member = _member(instance.name, process, java, base, layout)
    member = replace(member, address=address, wave=1 if instance == cluster.instances[0] else 2)
    if cluster.encryption is None:
        return member
    return replace(member, drawn=(cluster.encryption.variable,), undeciphered=process.undeciphered)


def _companion_member(environment: Environment, companion: Companion, equipment: Equipment, layout: Layout) -> Member:
    java, base = equipment.javas[companion.name], layout.base_of(companion)
    runs = line_of(companion.server).family.companion_runs
    assert runs is not None, "only such a server has a companion"
    process = runs.companion(environment, companion, str(base), str(equipment.homes[companion.name]))
    member = _member(companion.name, process, java, base, layout)
    return replace(member, address=(companion.host.address, companion.port), wave=0)


def _member(name: str, process: Process, java: Java, base: Path, layout: Layout) -> Member:
    return Member(
        name=name,
        argv=_argv(process, java),
        environment=_environment(process, java),
        cwd=str(base),
        log=layout.state / "logs" / f"{name}.log",
        address=("", 0),
        ready=process.ready,
        first=process.first,
        failed=process.failed,
        app_begins=process.app_begins,
        app_failed=process.app_failed,
        elsewhere=process.elsewhere,
        uncopied=process.uncopied,
    )


def _argv(process: Process, java: Java) -> tuple[str, ...]:
    """Return the whole command; a room may name a program of its own (a start script) instead of Java's arguments."""
    if process.argv[0].startswith("/"):
        return process.argv
    return (str(java.program), *JVM_OPTIONS, *process.argv)


def _environment(process: Process, java: Java) -> dict[str, str]:
    """Return the process's whole environment: a person's JAVA_OPTS or CATALINA_HOME must not reach the lab."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    java_home = {"JAVA_HOME": str(java.home), "JRE_HOME": str(java.home)}
    tool = {"JAVA_TOOL_OPTIONS": " ".join(JVM_OPTIONS)} if process.argv[0].startswith("/") else {}
    return {**kept, **java_home, **tool, **process.environment}


def _with_heap(members: Iterable[Member], heap_mb: int) -> tuple[Member, ...]:
    """Return the servers with this heap: HotSpot reads `_JAVA_OPTIONS` last, so it wins over a start script's -Xmx."""
    if not heap_mb:
        return tuple(members)
    return tuple(replace(m, environment={**m.environment, "_JAVA_OPTIONS": f"-Xmx{heap_mb}m"}) for m in members)


def own_nginx(layout: Layout) -> Path:
    """Return where the lab's copy of a person's main file lies."""
    return layout.state / NGINX / "0.conf"


def _nginx_member(nginx: Nginx, layout: Layout, address: tuple[str, int]) -> Member:
    prefix, logs = layout.nginx_prefix, layout.state / "logs"
    main_file = own_nginx(layout) if layout.theirs else prefix / MAIN
    text = main_file.read_text(errors="replace") if main_file.exists() else ""
    early_log = logs / f"{NGINX}.log"
    places = (str(nginx.program), "-p", f"{prefix}/", "-e", str(early_log), "-c", str(main_file))
    argv = (*places, "-g", nginx_globals(text, logs))
    return Member(
        name=NGINX,
        argv=argv,
        environment={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        cwd=str(prefix),
        log=early_log,
        address=address,
        wave=2,
        check=(*argv, "-t"),
    )
