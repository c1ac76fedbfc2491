"""The spec of a picture, as a person would write it: what has its usual value is left out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from hactl.balancer.interface import Ours
from hactl.importing.replication import state
from hactl.importing.survey import FoundInstance, Survey
from hactl.spec.balancer import usual_write_timeout
from hactl.spec.parts import FailoverPart, PortsPart
from hactl.spec.told import default_of, told_of
from hactl.spec.values import RECEIVER_DISTANCE, is_app_path, is_name

OWN_PORT = 8000  # of a balancer that hactl is to make, where no NGINX was named
_PLAIN = re.compile(r"[A-Za-z0-9/][A-Za-z0-9_/.@-]*")
_NUMBER = re.compile(r"[0-9._]+")

Words = Mapping[str, object]


def spec_text(survey: Survey, head: str) -> str:
    """Return the text of the spec; `head` is its first comment. Reading it back checks it."""
    everyone = [instance for members in survey.clusters.values() for instance in members]
    server = Counter(str(d.what.server) for d in everyone).most_common(1)[0][0]
    lines = [f"# {head}", "hactl: 1", f"name: {survey.name}", f"server: {server}"]
    if hosts := _hosts(survey, [*everyone, *survey.companions]):
        lines += ["hosts:", *(f"  {name}: {_flow(words)}" for name, words in hosts.items())]
    lines.append("clusters:")
    for name, members in survey.clusters.items():
        lines += _cluster(survey, name, members, server)
    lines.append(f"balancer: {_flow(_balancer(survey))}")
    for instance in survey.companions:
        lines.append(f"{instance.what.server.type}: {{{instance.name}: {_flow(_companion(instance))}}}")
    if apps := _apps(survey):
        lines += ["apps:", *(f"  {name}: {_flow(words)}" for name, words in apps.items())]
    return "\n".join(lines) + "\n"


def _hosts(survey: Survey, everyone: list[FoundInstance]) -> dict[str, Words]:
    """Return hosts that need more than their address: a name, or a network of their own for replication."""
    hosts: dict[str, Words] = {}
    for instance in everyone:
        on = instance.what.found.replication
        inner = on.cluster_address if on and on.ours else None
        words = {
            "address": instance.address,
            **({"cluster_address": inner} if inner not in (None, instance.address) else {}),
        }
        if instance.host != instance.address or len(words) > 1:
            hosts[instance.host] = words
    word, address = survey.balancer_host
    if word != address:
        hosts.setdefault(word, {"address": address})
    return hosts


def _cluster(survey: Survey, name: str, members: tuple[FoundInstance, ...], server: str) -> Iterator[str]:
    yield f"  {name}:"
    if str(members[0].what.server) != server:
        yield f"    server: {members[0].what.server}"
    now = state(survey, name, members)
    if not now.ha:
        yield f"    ha: false{'  # ' + now.why if now.why else ''}"
    yield "    instances:"
    for instance in members:
        yield f"      {instance.name}: {_flow(_instance(instance))}"
    if now.replication:
        yield f"    replication: {_flow(now.replication)}"


def _instance(instance: FoundInstance) -> Words:
    found = instance.what.found
    words: dict[str, object] = {"host": instance.host}
    if instance.what.base != instance.name:
        words["base"] = instance.what.base
    if found.home is not None:
        words["home"] = found.home
    usual: int = default_of(PortsPart, "http")
    ports = {"http": found.http if found.http != usual else None, "shutdown": found.shutdown, "receiver": None}
    on = found.replication
    if on is not None and on.ours and on.receiver != (found.http or usual) + RECEIVER_DISTANCE:
        ports["receiver"] = on.receiver
    if written := {name: port for name, port in ports.items() if port is not None}:
        words["ports"] = written
    return words


def _companion(instance: FoundInstance) -> Words:
    found = instance.what.found
    words: dict[str, object] = {"host": instance.host, "base": instance.what.base}
    if found.home is not None:
        words["home"] = found.home
    if found.shutdown is not None:
        words["admin_port"] = found.shutdown
    return words


def _balancer(survey: Survey) -> Words:
    host, found = survey.balancer_host[0], survey.balancer
    if found is None:
        return {"host": host, "listen": [OWN_PORT]}
    words: dict[str, object] = {"host": host}
    if survey.balancer_base != "nginx":
        words["base"] = survey.balancer_base
    if found.listen and found.listen != (80,):
        words["listen"] = list(found.listen)
    if found.server_name not in (None, "_"):
        words["server_name"] = found.server_name
    if found.ours is None or found.ours.theirs:
        words["server"] = "existing"
        if found.site:
            words["config"] = found.site
    return {**words, **(_ours(found.ours) if found.ours else {})}


def _ours(ours: Ours) -> Words:
    usual: dict[str, object] = {name: told.default for name, told in told_of(FailoverPart).items()}
    usual["write_timeout"] = usual_write_timeout(ours.read_timeout)
    failover = {name: getattr(ours, name) for name, value in usual.items() if getattr(ours, name) != value}
    return {
        **({} if ours.by_cookie else {"affinity": "route"}),
        **({} if ours.keepalive == "none" else {"keepalive": ours.keepalive}),
        **_doors(ours),
        **({"failover": failover} if failover else {}),
    }


def _doors(ours: Ours) -> Words:
    """Return what is said of TLS, and of whom a request is from."""
    words: dict[str, object] = {"trust": list(ours.trust)} if ours.trust else {}
    if ours.tls:
        pairs = [{"port": port, "certificate": certificate, "key": key} for port, certificate, key in ours.tls]
        words["listen"] = [*dict.fromkeys(ours.plain), *pairs]
    if ours.redirect != "none":
        words["redirect"] = ours.redirect
    said = {"hsts": ours.hsts, "webroot": ours.webroot}
    return {**words, **{key: value for key, value in said.items() if value}}


def _apps(survey: Survey) -> dict[str, Words]:
    """Return the applications: as hactl's own NGINX file names them, else what lies in the bases."""
    every = tuple(survey.clusters)
    ours = survey.balancer.ours if survey.balancer else None
    if ours is not None and ours.apps:
        if [(name, path) for name, path, _ in ours.apps] == [("app", "/")]:
            return {}
        return {name: _app(path, clusters, every) for name, path, clusters in ours.apps}
    where: dict[str, list[str]] = {}
    for cluster, members in survey.clusters.items():
        for path in sorted({p for d in members for p in d.what.found.apps if is_app_path(p)}):
            where.setdefault(path, []).append(cluster)
    if not where or (list(where) == ["/"] and tuple(where["/"]) == every):
        return {}
    named = {path: path.strip("/").replace("/", "-").lower() or "root" for path in where}
    return {named[p]: _app(p, tuple(clusters), every) for p, clusters in where.items() if is_name(named[p])}


def _app(path: str, clusters: tuple[str, ...], every: tuple[str, ...]) -> Words:
    return {"path": path, **({"clusters": list(clusters)} if clusters != every else {})}


def _flow(value: object) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    plain = isinstance(value, int) or (_PLAIN.fullmatch(text) and not _looks_like_a_number(text))
    return text if plain else json.dumps(text, ensure_ascii=False)


def _looks_like_a_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and text.count(".") < 2
