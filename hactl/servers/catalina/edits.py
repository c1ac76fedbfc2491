"""How replication is switched in the three files of a base: server.xml, context.xml, setenv.sh.

Each fold is `put` after `strip`, or `strip` alone where HA is off: one piece of code for
files that hactl made and for files a person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hactl.edits import lines, shapes, xml
from hactl.edits.marker import EditRefused
from hactl.edits.xml import AddBlock, Edit, SetAside, SetAttribute
from hactl.model import Encryption, Instance
from hactl.problems import Place, Problem, Severity
from hactl.servers.catalina.lines import TOMCATS, package
from hactl.servers.catalina.notes import notes, unsealed
from hactl.servers.encryption import script
from hactl.targets import Absent, Blob, Blocked, Desired, Wanted, blocked

Tells = Callable[[bytes], bool]

MARK = "ha"
ENGINE = "Server/Service/Engine"
CONTEXT = "conf/context.xml"
CLUSTERS = ("Cluster", "Host/Cluster")  # below the Engine
MANAGER, VALVE = "Context/Manager", "Context/Valve"
SOURCE = (
    "org.apache.tomcat.util.digester.PROPERTY_SOURCE"  # beside system properties: Tomcat's manual, config/systemprops
)
FROM_ENVIRONMENT = "org.apache.tomcat.util.digester.EnvironmentPropertySource"
IPV4 = (  # multicast fails on a JVM that opens IPv6 sockets: "Invalid argument (sendto failed)"
    'JAVA_OPTS="$JAVA_OPTS -Djava.net.preferIPv4Stack=true"',
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What to make of things a person wrote.

    `ajp_open`: this line's AJP is open unless told otherwise. `adopt`: what replicates there stands aside for ours;
    `sealed`: which encrypts.
    """

    ajp_open: bool = False
    adopt: bool = False
    sealed: bool = False


_AS_IT_IS = Theirs()


def server_xml(
    found: Blob | None, *, block: str | None, instance: Instance, file: str, theirs: Theirs = _AS_IT_IS
) -> Desired:
    """Return server.xml with the replication block in its Engine, or without."""
    if found is None:
        return blocked(file, "server-xml-missing", "there is no server.xml here", "is `base` right? It must be a base")
    try:
        bare = xml.strip(found.data)
        if block is None:
            return Wanted.edited(
                found, bare, tuple(_own_again(xml.parse(bare), instance, file)) if theirs.adopt else ()
            )
        document = xml.parse(found.data)
        engine = engine_of(document, instance.ports.http)
        _refuse_entities(document, (ENGINE, f"{ENGINE}/Host"), "Cluster")
        refusals = tuple(_foreign(xml.parse(bare) if document.held else document, engine, file))
        if refusals and not theirs.adopt:
            return Blocked(refusals)
        aside = [SetAside(f"{engine}/{path}") for path in CLUSTERS] if theirs.adopt else []
        edits: tuple[Edit, ...] = (*aside, SetAttribute(engine, "jvmRoute", instance.route), AddBlock(engine, block))
        said = tuple(notes(document, instance=instance, ajp_open=theirs.ajp_open, file=file))
        if theirs.adopt and not theirs.sealed:
            said += tuple(_unsealed(xml.parse(bare) if document.held else document, engine, file))
        return Wanted.edited(found, xml.put(found.data, MARK, edits), said)
    except EditRefused as refused:
        return Blocked((refused.problem(file),))


def _unsealed(document: xml.Document, engine: str, file: str) -> Iterator[Problem]:
    return unsealed([e for path in CLUSTERS for e in _theirs(document, f"{engine}/{path}")], document, file)


def new_server_xml(data: bytes, *, block: str, route: str) -> Desired:
    """Return a server.xml that hactl makes anew, with its block: nothing of it has to be found out."""

    def edit(data: bytes, words: Sequence[str]) -> bytes:
        block, route = words
        return xml.put(data, MARK, (SetAttribute(ENGINE, "jvmRoute", route), AddBlock(ENGINE, block)))

    return Wanted(Blob.of(shapes.edited(data, (block, route), MARK, edit)))


def engine_of(document: xml.Document, http: int) -> str:
    """Return the path of the one Engine, or of several that of the Service whose connector has this port."""
    engines = document.elements(ENGINE)
    if len(engines) < 2:
        return ENGINE
    connectors = document.elements("Server/Service/Connector")
    services = [c.parent for c in connectors if c.attributes.get("port") == str(http)]
    meant = [number for number, engine in enumerate(engines, 1) if engine.parent in services]
    return f"{ENGINE}#{meant[0]}" if len(meant) == 1 else ENGINE


def own_contexts(data: bytes, http: int) -> tuple[str, ...]:
    """Return the context.xml.default of each Host of our Service where a base has several; nothing where it has one.

    Where a name is filled in from elsewhere nobody knows the folder, and there is none: those applications are copied
    only with `<distributable/>`. Source: Tomcat's manual, config/context.
    """
    if data.count(b"<Engine") < 2 and b"\0" not in data:  # in UTF-16 there is a NUL in each tag
        return ()
    try:
        document = xml.parse(data)
    except EditRefused:
        return ()
    engine = engine_of(document, http)
    if engine == ENGINE:
        return ()
    name = document.one(engine).attributes.get("name", "")
    hosts = [host.attributes.get("name", "") for host in document.elements(f"{engine}/Host")]
    plain = [host for host in hosts if _PLAIN.fullmatch(host) and _PLAIN.fullmatch(name)]
    return tuple(f"conf/{name}/{host}/context.xml.default" for host in plain)


_PLAIN = re.compile(r"\w[\w.-]*", re.ASCII)


def context_xml(found: Blob | None, *, manager: str | None, alone: bytes, file: str, adopt: bool = False) -> Desired:
    """Return conf/context.xml with a DeltaManager for applications without `<distributable/>`, or without.

    `alone`: what the file is where there was none; without the Manager it goes again. `adopt`: as in `server_xml`.
    """
    try:
        if manager is None:
            return _without_manager(found, alone)
        before = alone if found is None else found.data
        document = xml.parse(before)
        _refuse_entities(document, ("Context",), "Manager")
        bare = xml.parse(xml.strip(before)) if document.held else document
        refusals = tuple(_managers(bare, file))
        if refusals and not adopt:
            return Blocked(refusals)
        aside = (SetAside(MANAGER), *_valves_of(bare)) if adopt else ()
        return Wanted.edited(found, xml.put(before, MARK, (*aside, AddBlock("Context", manager))))
    except EditRefused as refused:
        return Blocked((refused.problem(file),))


def _valves_of(bare: xml.Document) -> tuple[SetAside, ...]:
    """Return the valves of session stores whose managers stand aside: without them they answer each request with 500.

    A store's valve and its manager are classes of one package; it finds the manager, and counts on it.
    """
    stores = {package(m.attributes.get("className", "")) for m in _theirs(bare, MANAGER)}
    classes = (v.attributes.get("className", "") for v in _theirs(bare, VALVE))
    theirs = tuple(c for c in classes if package(c) in stores and not c.startswith(TOMCATS))
    return (SetAside(VALVE, "className", theirs),) if theirs else ()


def _refuse_entities(document: xml.Document, parents: tuple[str, ...], name: str) -> None:
    """Refuse what is filled in from elsewhere where the server would take an element of it instead of hactl's."""
    for reference in document.references:
        if reference.parent in parents:
            message = f"`&{reference.name};` is filled in from elsewhere and may hold a <{name}>, "
            message += "which the server would use instead of hactl's"
            hint = "replace it by its content"
            raise EditRefused("edit-entity", message, hint=hint, line=reference.at.line, column=reference.at.column)


def setenv_sh(found: Blob | None, *, ha: bool, file: str, encryption: Encryption | None = None) -> Desired:
    """Return bin/setenv.sh with the JVM option that multicast needs, and what encryption does, or without."""
    try:
        if ha:
            data, wanted = found.data if found else None, (*IPV4, *(_keyed(encryption) if encryption else ()))
            return Wanted.edited(found, lines.put(data, MARK, wanted, harmless=_keeps_java_opts))
        if found is None:
            return Absent()
        bare = lines.strip(found.data)
        return Absent() if bare is None else Wanted.edited(found, bare)
    except EditRefused as refused:
        return Blocked((refused.problem(file),))


def _keyed(encryption: Encryption) -> tuple[str, ...]:
    """Return the lines that bring the key into the environment, and have server.xml filled in from there.

    catalina.sh reads this file for other words too, for which nothing is asked: `stop` must work without a key.
    """
    return (
        f'JAVA_OPTS="$JAVA_OPTS -D{SOURCE}={FROM_ENVIRONMENT}"',
        "case $1 in run|start|debug|jpda|configtest)",
        *script("$CATALINA_BASE", encryption).splitlines(),
        "esac",
    )


_NEW_JAVA_OPTS = re.compile(rb"(?m)^(?![ \t]*#).*(\bJAVA_OPTS=(?!.*\$\{?JAVA_OPTS\b)|\bunset\b.*\bJAVA_OPTS\b)")


def _keeps_java_opts(behind: bytes) -> bool:
    """Tell whether what stands behind hactl's block leaves what that adds to JAVA_OPTS."""
    return _NEW_JAVA_OPTS.search(behind) is None


def _without_manager(found: Blob | None, alone: bytes) -> Desired:
    if found is None:
        return Absent()
    bare = xml.strip(found.data) if xml.has_mark(found.data) else found.data
    return Absent() if bare == alone else Wanted.edited(found, bare)


def _foreign(document: xml.Document, engine: str, file: str) -> Iterator[Problem]:
    for path in CLUSTERS:
        for element in _theirs(document, f"{engine}/{path}"):
            yield Problem(
                id="server-xml-cluster",
                message="there is a <Cluster> that hactl did not write; two in one Engine do not work",
                hint="`replication: {adopt: true}` in the spec (`hactl import --adopt` writes it) lets hactl's take "
                "its place and gives yours back when HA goes off; or leave it and set `ha: false` for this cluster",
                place=Place(file, element.line, element.column),
            )


def _own_again(document: xml.Document, instance: Instance, file: str) -> Iterator[Problem]:
    for problem in _foreign(document, engine_of(document, instance.ports.http), file):
        yield Problem(
            id="server-xml-own-cluster",
            message="with HA off your own <Cluster> is in use again, as before hactl",
            hint="comment it out yourself if nothing should be copied",
            severity=Severity.NOTE,
            place=problem.place,
        )


def _theirs(document: xml.Document, path: str) -> list[xml.Element]:
    """Return the elements of a path that do not stand between our marks."""
    ours = [(mark.opened[1], mark.closed[0]) for mark in document.marks]
    return [e for e in document.elements(path) if not any(first <= e.start < last for first, last in ours)]


def _managers(document: xml.Document, file: str) -> Iterator[Problem]:
    for element in _theirs(document, MANAGER):
        yield Problem(
            id="context-xml-manager",
            message="there is a <Manager> already; it controls the sessions, so they would not be copied",
            hint="`replication: {adopt: true}` in the spec lets hactl's take its place, and gives yours back when HA "
            "goes off; or say `applications: distributable` and tag your applications",
            place=Place(file, element.line, element.column),
        )
