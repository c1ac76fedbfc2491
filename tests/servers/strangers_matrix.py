"""Strangers' files in every way a file can be written: HA on, then off. As a program it prints the table of the docs.

    HACTL_CORPUS=FOLDER .venv/bin/python tests/servers/strangers_matrix.py

Without HACTL_CORPUS the files of this checkout's own cases are taken.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hactl.balancer.nginx import room
from hactl.balancer.nginx.proxy_passes import https, servers
from hactl.edits import keyed, marks, nginx_syntax, xml
from hactl.edits.marker import EditRefused
from hactl.model import Host, Instance, Ports
from hactl.render import render
from hactl.servers import known_lines, sites
from hactl.servers.catalina import edits as folds
from hactl.servers.catalina.changes import SERVERS_OWN
from hactl.servers.jetty.v6.edits import jetty_xml
from hactl.spec import read_text
from hactl.targets import Blob, Blocked, Desired, Kind, Wanted
from hactl.validation import sound

CASES = Path(__file__).parent
CORPUS = Path(os.environ.get("HACTL_CORPUS") or CASES.parents[2] / "shared/corpus")
IDENTICAL, REFUSED, BROKEN = "identical", "refused", "broken"

INSTANCE = Instance(
    name="a-1",
    cluster="a",
    host=Host(name="one", address="10.0.0.11", cluster_address="10.0.0.11"),
    base=PurePosixPath("/srv/one"),
    home=None,
    ports=Ports(http=8080, receiver=9080),
)
MANAGER = render("tomcat/manager.xml.j2", transfer_seconds=20, one=False, sync=True, managers=SERVERS_OWN).decode()
CLASS = "org.apache.catalina.ha.tcp.SimpleTcpCluster"
BLOCK = f'<Cluster className="{CLASS}" channelSendOptions="6">\n  {MANAGER}</Cluster>\n'

DOMAIN = """\
hactl: 1
name: shop
server: glassfish@3.1.2.2
clusters: {c1: {instances: {i1: {host: 10.0.0.11, base: /srv/n1/i1}, i2: {host: 10.0.0.12, base: /srv/n2/i2}}}}
glassfish: {das: {base: /srv/domain1}}
balancer: 10.0.0.5:80
"""
Variant = Callable[[bytes], bytes | None]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A file: its name, what kind it is (server, context, domain, jetty, nginx), its bytes."""

    name: str
    kind: str
    data: bytes


def switch(file: Stranger, data: bytes, on: bool, *, adopt: bool = False) -> Desired:
    """Return what the room makes of these bytes with HA on, or off."""
    if file.kind == "server":
        theirs = folds.Theirs(adopt=adopt)
        block = BLOCK if on else None
        return folds.server_xml(Blob.of(data), block=block, instance=INSTANCE, file=file.name, theirs=theirs)
    if file.kind == "nginx":
        return _nginx(file, data, on)
    if file.kind == "domain":
        return _domain(data, on)
    if file.kind == "jetty":
        return jetty_xml(Blob.of(data), ha=on, instance=INSTANCE, file=file.name)
    manager = MANAGER if on else None
    return folds.context_xml(Blob.of(data), manager=manager, alone=b"", file=file.name, adopt=adopt)


def _domain(data: bytes, on: bool) -> Desired:
    """Return what becomes of a domain of GlassFish in which these are to replicate, or which left the spec."""
    if not on:
        return Wanted(Blob.of(keyed.strip(data)))
    environment = sound(read_text(DOMAIN.encode(), "shop.hactl.yaml", CASES, known_lines()))
    ((family, site),) = sites(environment)
    return next(t for t in family.targets(site, render) if t.owner == "das" and t.kind is Kind.EDIT).fold(Blob.of(data))


def _nginx(file: Stranger, data: bytes, on: bool) -> Desired:
    """Return what becomes of an NGINX file in front of an environment of the servers that its first upstream names."""
    try:
        (http,) = https(nginx_syntax.parse(file.data))
        named = next((tuple(servers(u)) for u in http.named("upstream")), ())
    except EditRefused:
        named = ()
    plain = [server for server in named if re.fullmatch(r"[a-z0-9.-]+:[0-9]+", server)] or ["10.0.0.11:8080"]
    hosts, instances = {}, []
    for n, server in enumerate(plain):
        name, _, port = server.rpartition(":")
        host = f"h{n}" if name[0].isdigit() else name
        hosts[host] = name if name[0].isdigit() else f"10.0.0.{n + 11}"
        instances.append(f"a-{n}: {{host: {host}, ports: {{http: {port}}}}}")
    text = (
        f"hactl: 1\nname: shop\nserver: tomcat@7.0.109\nha: {str(on).lower()}\nhosts:\n"
        + "".join(f"  {host}: {{address: {address}}}\n" for host, address in hosts.items())
        + f"clusters: {{a: {{instances: {{{', '.join(instances)}}}}}}}\n"
        + f"balancer: {{host: {next(iter(hosts))}, server: existing, config: nginx.conf}}\n"
    )
    environment = sound(read_text(text.encode(), "shop.hactl.yaml", CASES, known_lines()), lenient=True)
    return next(t for t in room.targets(environment, render) if t.kind is Kind.EDIT).fold(Blob.of(data))


def strangers() -> list[Stranger]:
    """Return the files of the corpus where it is, else of the cases of this checkout."""
    found = [(p, kind) for kind in ("server", "context") for p in sorted((CORPUS / kind).glob("*.xml*"))]
    found += [(p, kind) for kind in ("domain", "jetty") for p in sorted((CORPUS / kind).glob("*.xml"))]
    found += [(p, "nginx") for p in sorted((CORPUS / "nginx").glob("*.conf"))]
    mine = [(p, p.stem) for p in sorted(CASES.glob("*/cases/*/before/**/*.xml")) if p.stem in ("server", "context")]
    return [Stranger(f"{kind}/{path.name}", kind, path.read_bytes()) for path, kind in found or mine]


def outcome(file: Stranger, data: bytes, *, adopt: bool) -> str:
    """Return what becomes of a file that is switched on, and off again."""
    on = switch(file, data, True, adopt=adopt)
    if isinstance(on, Blocked):
        reasons = all(p.id and p.message and p.hint and p.place for p in on.problems)
        return REFUSED if reasons and on.problems else BROKEN
    if not isinstance(on, Wanted) or not (marks.has_mark(on.blob.data) or file.kind == "jetty"):
        return BROKEN  # a jetty.xml is read only: what replicates stands in files of hactl's own beside it
    again = switch(file, on.blob.data, True, adopt=adopt)
    off = switch(file, on.blob.data, False, adopt=adopt)
    steady = isinstance(again, Wanted) and again.blob == on.blob
    return IDENTICAL if steady and isinstance(off, Wanted) and off.blob.data == data else BROKEN


def _text(data: bytes) -> str | None:
    """Return a well-formed XML file as text, None where there is none."""
    try:
        return xml.parse(data).utf8.decode()
    except EditRefused:
        return None


def _recoded(name: str, codec: str, bom: bytes = b"") -> Variant:
    def variant(data: bytes) -> bytes | None:
        text = _text(data)
        if text is None:
            return None
        text = f'<?xml version="1.0" encoding="{name}"?>' + re.sub(r"\A<\?xml[^>]*\?>", "", text)
        try:
            return bom + text.encode(codec)
        except UnicodeEncodeError:
            return None

    return variant


def _whole(path: str, change: Callable[[str], str]) -> Variant:
    """Return a variant that changes the first element at the end of this path, from its `<` to its `>`."""

    def variant(data: bytes) -> bytes | None:
        text = _text(data)
        document = xml.parse(_declared_utf8(text)) if text is not None else None
        if document is None or not document.elements(path):
            return None
        element, utf8 = document.elements(path)[0], document.utf8
        empty = not element.children and utf8[element.end - 2 : element.end] == b"/>"
        end = element.end if empty else utf8.index(b">", element.end) + 1
        changed = change(utf8[element.start : end].decode())
        return utf8[: element.start] + changed.encode() + utf8[end:]

    return variant


def _declared_utf8(text: str) -> bytes:
    return re.sub(r"\A(<\?xml[^>]*?)\s+encoding=(['\"])[^'\"]*\2", r"\1", text).encode()


def _self_closed(element: str) -> str:
    tag = re.match(r"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""", element)
    assert tag
    return tag[0].removesuffix(">").removesuffix("/") + "/>"


def _with_cluster(host: str) -> str:
    """Return a Host with a <Cluster> of a person inside."""
    own = f'\n  <Cluster className="{CLASS}"><!-- - mine - --></Cluster>'
    tag = _self_closed(host).removesuffix("/>")
    rest = host[len(tag) :].removeprefix("/>").removeprefix(">")
    return f"{tag}>{own}{rest or '</Host>'}"


def _entity(data: bytes) -> bytes | None:
    text = _text(data)
    if text is None or "<!DOCTYPE" in text:
        return None
    document = xml.parse(_declared_utf8(text))
    root = document.root
    head, rest = document.utf8[: root.start].decode(), document.utf8[root.start :].decode()
    tag = _self_closed(rest).removesuffix("/>")
    return f'{head}<!DOCTYPE {root.name} [<!ENTITY own "1">]>{tag} own="&own;"{rest[len(tag) :]}'.encode()


def _utf16(data: bytes) -> bytes | None:
    return (
        _recoded("UTF-16", "utf-16-le", b"\xff\xfe")(data) if _is_xml(data) else data.decode("latin-1").encode("utf-16")
    )


def _one_line(data: bytes) -> bytes:
    """Return the file on one line; in NGINX's language without its comments, which would swallow the rest."""
    return re.sub(rb"[\r\n]+", b" ", data if _is_xml(data) else re.sub(rb"(?m)(^|(?<=[\s;{}]))#.*$", b"", data))


def _is_xml(data: bytes) -> bool:
    return b"<" in data[:4]


SERVICE = "Server/Service"
VARIANTS: Mapping[str, Variant] = {
    "as it is": lambda data: data,
    "CRLF": lambda data: re.sub(rb"\r\n|\r|\n", b"\r\n", data),
    "byte order mark": lambda data: None if data[:2] in (b"\xff\xfe", b"\xfe\xff") else b"\xef\xbb\xbf" + data,
    "ISO-8859-1": _recoded("ISO-8859-1", "latin-1"),
    "windows-1252": _recoded("windows-1252", "cp1252"),
    "UTF-16": _utf16,
    "no last newline": lambda data: data.rstrip(b"\r\n"),
    "one line": _one_line,
    "Engine, Context self-closed": lambda data: (
        _whole(f"{SERVICE}/Engine", _self_closed)(data) or _whole("Context", _self_closed)(data)
    ),
    "an entity in an attribute": _entity,
    "two Services": _whole(SERVICE, lambda element: element + "\n" + element),
    "two Engines": _whole(f"{SERVICE}/Engine", lambda element: element + "\n" + element),
    "two Hosts": _whole(f"{SERVICE}/Engine/Host", lambda element: element + "\n" + element),
    "a Cluster inside a Host": _whole(f"{SERVICE}/Engine/Host", _with_cluster),
}


def cells(*, adopt: bool) -> Iterator[tuple[str, str, str]]:
    """Yield variant, file, outcome for every file that has this variant."""
    for name, vary in VARIANTS.items():
        for file in strangers():
            data = vary(file.data)
            if data is not None:
                yield name, file.name, outcome(file, data, adopt=adopt)


def table() -> str:
    """Return the table of the docs."""
    without, consent = ({n: Counter[str]() for n in VARIANTS} for _ in range(2))
    for counts, adopt in ((without, False), (consent, True)):
        for name, _, became in cells(adopt=adopt):
            counts[name][became] += 1
    rows = [(n, without[n], consent[n]) for n in VARIANTS]
    rows.append(("all", sum(without.values(), Counter()), sum(consent.values(), Counter())))
    lines = [
        "| Variant | files | identical | refused | broken | with `adopt`: identical | refused | broken |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, first, second in rows:
        figures = [str(c[k]) for c in (first, second) for k in (IDENTICAL, REFUSED, BROKEN)]
        lines.append(f"| {name} | {first.total()} | {' | '.join(figures)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
