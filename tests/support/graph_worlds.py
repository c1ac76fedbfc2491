"""Environments of any size for the tests of pictures, and a picture's boxes and words as they stand in an SVG."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree

from hypothesis import strategies as st

from hactl import model as m
from support.an_environment import cluster, environment

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<&>\"'`#;|]})\\--\x1b\t�漢字%%$"
NAMES = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True)
WORDS = st.text(st.sampled_from("abcWM/.-_ " + NASTY), min_size=1, max_size=60)
PLAIN = cluster("a", 10)


def instance(name: str, of: str, number: int, host: str = "") -> m.Instance:
    """Return an instance on a host of its own; with a name, the host's addresses differ."""
    address = f"10.{number // 60000 % 250}.{number // 250 % 250}.{number % 250 + 1}"
    machine = m.Host(
        name=host or address, address=address, cluster_address=f"192.168.100.{number % 250}" if host else address
    )
    ports = m.Ports(http=8080 + number % 50, receiver=9080 + number % 50)
    return m.Instance(name=name, cluster=of, host=machine, base=PurePosixPath(name), home=None, ports=ports)


def cluster_of(name: str, count: int, first: int = 0, **changed: Any) -> m.Cluster:
    """Return a cluster of so many instances; `changed`: of its fields, or of its replication's."""
    of_replication = {key: changed.pop(key) for key in ("mode", "discovery", "copies") if key in changed}
    instances = tuple(instance(f"{name}-{n}", name, first + n) for n in range(1, count + 1))
    replication = replace(PLAIN.replication, **of_replication)
    return replace(PLAIN, name=name, instances=instances, replication=replication, **changed)


@st.composite
def environments(draw: st.DrawFn, most: int = 200) -> m.Environment:
    """Return an environment of 1 to `most` instances in any clusters, with any words where a spec takes any."""
    left = draw(st.integers(1, most))
    names = draw(st.lists(NAMES, min_size=1, max_size=min(left, 30), unique=True))
    clusters: list[m.Cluster] = []
    for number, name in enumerate(names):
        last = name == names[-1]
        count = left if last else draw(st.integers(1, left - (len(names) - number) + 1))
        left -= count
        clusters.append(_drawn(draw, name, count, number * 1000))
    of_apps = st.lists(st.tuples(WORDS, st.sets(st.sampled_from(names), min_size=1)), max_size=9)
    apps = tuple(
        m.App(name=f"app{n}", war=None, path=path, clusters=tuple(name for name in names if name in on))
        for n, (path, on) in enumerate(draw(of_apps))
    )
    made = environment(*clusters, apps=apps)
    listen = draw(st.lists(st.integers(1, 65535), min_size=1, max_size=40))
    balancer = replace(made.balancer, server_name=draw(WORDS), listen=tuple(listen))
    return replace(made, name=draw(NAMES), source=draw(WORDS), balancer=balancer)


def _drawn(draw: st.DrawFn, name: str, count: int, first: int) -> m.Cluster:
    made = cluster_of(
        name,
        count,
        first,
        ha=draw(st.booleans()),
        mode=draw(st.sampled_from(m.Mode)),
        discovery=draw(st.sampled_from(m.Discovery)),
        copies=draw(st.sampled_from(m.Copies)),
    )
    host = draw(st.sampled_from(["", "a-host-with-a-name", "w" * 63]))
    return replace(made, instances=tuple(instance(i.name, name, first + n, host) for n, i in enumerate(made.instances)))


@dataclass(frozen=True, slots=True)
class Box:
    kind: str
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def apart(self, other: Box) -> bool:
        return (
            self.right <= other.left or other.right <= self.left or self.bottom <= other.top or other.bottom <= self.top
        )


def box(rect: ElementTree.Element) -> Box:
    """Return a `<rect>` as a box."""
    x, y, wide, high = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
    return Box(rect.attrib["class"], x, y, x + wide, y + high)


def parsed(svg: str) -> ElementTree.Element:
    """Return the SVG as a tree; it is sound XML."""
    return ElementTree.fromstring(svg.encode())


def boxes(of: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    """Return the groups of that kind at any depth; a sample in the legend stands for nothing."""
    of_kind = (g for g in of.iter(f"{SVG}g") if g.get("class", "").split()[:1] == [kind])
    return [g for g in of_kind if g.find(f"{SVG}title") is not None]


def words(of: ElementTree.Element) -> list[str]:
    """Return the lines of a group's own text."""
    return [text.text or "" for text in of.findall(f"{SVG}text")]
