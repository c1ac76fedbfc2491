"""What stands around the file that hactl edits: the upstreams and locations of all of NGINX's files, read as one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hactl.balancer.nginx.includes import Source, whole
from hactl.balancer.nginx.proxy_passes import Pass, https, named_servers, passes, servers, upstreams
from hactl.edits import nginx_edits
from hactl.edits.marker import EditRefused
from hactl.edits.nginx_syntax import Directive

KEPT = re.compile(r"weight=[0-9]{1,6}|slow_start=[0-9]{1,9}(?:ms|[smhd])?|backup|down")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a person says of an instance in an upstream, as far as hactl says it of it too."""

    line: tuple[str, ...] = ()  # `weight=6`
    standby: bool = False
    down: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """All of NGINX's files without anything of hactl's in a person's. `upstreams`: by name, in small letters."""

    upstreams: Mapping[str, Directive] = field(default_factory=dict)
    ways: tuple[Pass, ...] = ()

    def ours(self, names: Mapping[str, str]) -> tuple[Pass, ...]:
        """Return the ways that lead to an instance; `names`: "host:port" in small letters -> its address."""
        return tuple(way for way in self.ways if any(server.lower() in names for server in way.servers))

    def words(self, names: Mapping[str, str]) -> dict[str, Words]:
        """Return what a person says of each instance, by its address; the first upstream that users come to counts.

        Were all of them set aside or taken out there, nobody would be left: then nothing of that counts.
        """
        found: dict[str, Words] = {}
        for upstream in dict.fromkeys(way.upstream for way in self.ours(names) if way.upstream is not None):
            for address, words in _said(upstream, names):
                found.setdefault(address, words)
        return found


def read(source: Source, main: str, edited: str) -> Around:
    """Return what the main file and all it includes say, as it was before hactl changed any of it.

    `edited`: the file that hactl edits, read by itself where no include leads to it.
    """

    def bare(path: str) -> bytes | None:
        data = source.read(path)
        try:
            return data if data is None else nginx_edits.strip(data)
        except EditRefused:  # whoever writes this file says what is wrong with it
            return data

    files = Source(read=bare, names=source.names)
    root = whole(files, main)
    blocks = list(root.named("http"))
    if not any(d.file == edited for d in root.everything()):
        blocks += https(whole(files, edited))
    named = {name: upstream for http in blocks for name, upstream in upstreams(http).items()}
    return Around(upstreams=named, ways=tuple(way for http in blocks for way in passes(http, named)))


def of_server(words: Sequence[str]) -> Words:
    """Return what the words of a `server` line say, as far as hactl says it too."""
    kept = [word for word in words[2:] if KEPT.fullmatch(word)]
    line = tuple(word for word in kept if "=" in word and word != "weight=1")
    return Words(line=line, standby="backup" in kept, down="down" in kept)


def _said(upstream: Directive, names: Mapping[str, str]) -> list[tuple[str, Words]]:
    """Return what one upstream says; where all its servers stand by or are down, that is not taken over."""
    said = []
    for directive, server in zip(named_servers(upstream), servers(upstream), strict=True):
        if address := names.get(server.lower()):
            said.append((address, of_server(directive.words)))
    if all(words.standby or words.down for _, words in said):
        return [(address, Words(line=words.line)) for address, words in said]
    return said
