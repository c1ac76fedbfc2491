"""Reading an NGINX configuration that exists: which server block users come to, and what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hactl.balancer.interface import FoundBalancer, Ours
from hactl.balancer.nginx.found_tls import with_tls
from hactl.balancer.nginx.includes import Source, whole
from hactl.edits.nginx_syntax import Directive
from hactl.folders import Folder
from hactl.problems import Place, Problem, Severity

_HEAD = re.compile(r"# Environment (\S+): written by hactl from (.+?); changes made here")
_POOL = re.compile(r"^# ---- (.+) on (.+) ----$", re.MULTILINE)
_APP = re.compile(r"([a-z0-9][a-z0-9_-]*) \((/[^)]*)\)")
_INSTANCE = re.compile(r"^upstream \S+\.(\S+) \{  # (\S+), HA (on|off)$", re.MULTILINE)
_MARK = re.compile(r"max_fails=(\d+) fail_timeout=(\w+);")
_READ = re.compile(r"^\s*proxy_read_timeout (\w+);", re.MULTILINE)
_BUFFER = re.compile(r"^\s*proxy_buffer_size (\w+);  # ", re.MULTILINE)
_KEPT = re.compile(r"^upstream k\.", re.MULTILINE)
_TRUST = re.compile(r"^geo \$remote_addr \$\w+_trust \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_TRUSTED = re.compile(r"^ +([0-9./]+) 1;$", re.MULTILINE)
_LISTEN = re.compile(r"(?:(?P<host>[0-9.]+|\*|\[[0-9a-fA-F:]*\]):)?(?P<port>[0-9]{1,5})")


def read(folder: Folder, config: str, own_path: str = "") -> FoundBalancer:
    """Return what this configuration says; `config` is the main file's name in its folder.

    `own_path`: the folder's path as its own files call it, where it is a copy of another machine's.
    """
    notes: list[Problem] = []
    source = Source(read=folder.read, names=lambda inner: list(folder.names(inner)))
    top = whole(source, f"{folder.path}/{config}", lambda *what: notes.append(_unclear(*what)))
    https = [h for h in top.body if h.name == "http"] or [top]
    servers = [s for h in https for s in h.named("server")]
    proxying = [s for s in servers if any(d.name == "proxy_pass" for d in s.everything())]
    chosen = next(iter(proxying or servers), None)
    site = chosen.file.removeprefix(f"{folder.path}/").removeprefix(f"{own_path}/") if chosen else ""
    addresses = list(_listen(chosen)) if chosen else []
    ours = _ours(folder, site)
    if ours is not None and not ours.theirs:
        own = [s for s in servers if chosen is not None and s.file == chosen.file]
        ours = with_tls(ours, own, [m for h in https for m in h.named("map")])
    named = [w for d in (chosen.named("server_name") if chosen else ()) for w in d.words[1:]]
    return FoundBalancer(
        base=folder.path,
        config=config,
        address=next((host for host, _ in addresses if host), None),
        listen=tuple(dict.fromkeys(port for _, port in addresses)),
        server_name=next((n for n in named if re.fullmatch(r"[A-Za-z0-9.*-]+|_", n)), None),
        paths=tuple(_paths(chosen)) if chosen else (),
        servers=tuple(dict.fromkeys(s for h in https for u in h.named("upstream") for s in _servers(u))),
        ours=ours,
        site=site,
        notes=(*notes, *_several(f"{folder.path}/{config}", proxying)),
    )


def _unclear(path: str, message: str, line: int) -> Problem:
    place = Place(path, line, 1 if line else 0)
    hint = "what is there is not in the spec"
    return Problem(id="import-unclear", message=message, hint=hint, severity=Severity.WARNING, place=place)


def _listen(server: Directive) -> Iterator[tuple[str | None, int]]:
    for directive in server.named("listen"):
        found = _LISTEN.fullmatch(directive.words[1]) if len(directive.words) > 1 else None
        if found:
            host = found["host"]
            yield (host if host and host[0].isdigit() and host != "0.0.0.0" else None), int(found["port"])


def _servers(upstream: Directive) -> Iterator[tuple[str, int]]:
    for directive in upstream.named("server"):
        host, _, port = (directive.words[1] if len(directive.words) > 1 else "").partition(":")
        if host and not host.startswith("unix"):
            yield host, int(port) if port.isdigit() else 80


def _paths(server: Directive) -> Iterator[str]:
    for location in server.named("location"):
        if len(location.words) == 2 and any(d.name == "proxy_pass" for d in location.everything()):
            yield location.words[1].rstrip("/") or "/"


def _several(file: str, proxying: list[Directive]) -> Iterator[Problem]:
    if len(proxying) > 1:
        lines = ", ".join(str(s.line) for s in proxying)
        yield Problem(
            id="import-unclear",
            message=f"{len(proxying)} server blocks forward users (lines {lines} of their files); the first was used",
            hint="if another is meant, write its `listen` and `server_name` into the spec",
            severity=Severity.WARNING,
            place=Place(file),
        )


def _ours(folder: Folder, site: str) -> Ours | None:
    for parent, ending, theirs in (("conf.d", ".conf", False), ("hactl", ".http.conf", True)):
        for name in folder.names(parent):
            if name.startswith("hactl-") and name.endswith(ending):
                text = (folder.read(f"{parent}/{name}") or b"").decode("utf-8", "replace")
                settings = folder.read(f"{parent}/{name.replace('.http.', '.server.')}") or folder.read(site) or b""
                server = settings.decode("utf-8", "replace")
                if head := _HEAD.search(text):
                    return _made_from(head, text, server, theirs=theirs)
    return None


def _made_from(head: re.Match[str], text: str, server: str, *, theirs: bool) -> Ours:
    mark = _MARK.search(text)
    mine = "proxy_next_upstream error timeout;  # never" in server
    times = _READ.findall(server) if mine else []
    buffer = _BUFFER.search(server)
    return Ours(
        name=head[1],
        source=head[2],
        theirs=theirs,
        by_cookie="add_header Set-Cookie" in server,
        apps=tuple(
            (name, path, tuple(clusters.split(", ")))
            for apps, clusters in _POOL.findall(text)
            for name, path in _APP.findall(apps)
        ),
        clusters={name: cluster for name, cluster, _ in _INSTANCE.findall(text)},
        max_fails=int(mark[1]) if mark else 1,
        fail_timeout=mark[2] if mark else "60s",
        read_timeout=[*times, "10s"][1 if len(times) > 1 else 0],
        write_timeout=[*times, "60s"][0],
        header_size=buffer[1] if buffer else "16k",
        keepalive="pages" if _KEPT.search(text) else "none",
        trust=tuple(_TRUSTED.findall(trusted[1])) if (trusted := _TRUST.search(text)) else (),
    )
