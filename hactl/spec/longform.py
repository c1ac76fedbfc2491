"""Short forms rewritten into the long form, node by node, so that every value keeps its place in the file.

What is not one of the short forms is left as it is: the schema says what is wrong with it.
Keys that begin with `x-` are a person's own and are left out, at every level.
"""

from __future__ import annotations

from collections.abc import Callable

from hactl.spec.tree import Mapping, Node, Scalar, Sequence
from hactl.spec.values import address, endpoint

Rewrite = Callable[[str, Node], Node]


def expand(root: Mapping) -> Mapping:
    """Return the long form of a whole spec."""
    return _rewrite(
        _without_own_keys(root),
        {
            "hosts": lambda _key, node: _each(node, _host),
            "balancer": _balancer,
            "clusters": lambda _key, node: _each(node, _cluster),
        },
    )


def _without_own_keys(node: Mapping) -> Mapping:
    entries = {key: (at, _strip(value)) for key, (at, value) in node.entries.items() if not key.startswith("x-")}
    return _like(node, entries)


def _strip(node: Node) -> Node:
    if isinstance(node, Mapping):
        return _without_own_keys(node)
    if isinstance(node, Sequence):
        items = [_strip(item) for item in node.items]
        return Sequence(start=node.start, end=node.end, alias=node.alias, flow=node.flow, items=items)
    return node


def _each(node: Node, rewrite: Rewrite) -> Node:
    if not isinstance(node, Mapping):
        return node
    return _like(node, {key: (at, rewrite(key, value)) for key, (at, value) in node.entries.items()})


def _rewrite(node: Mapping, rules: dict[str, Rewrite]) -> Mapping:
    entries = {
        key: (at, rules[key](key, value) if key in rules else value) for key, (at, value) in node.entries.items()
    }
    return _like(node, entries)


def _host(_name: str, node: Node) -> Node:
    """`edge: 10.0.0.5` is `edge: {address: 10.0.0.5}`."""
    return _map(node, {"address": node}) if _is_text(node) else node


def _balancer(_key: str, node: Node) -> Node:
    """`10.0.0.5:80` is `{host: 10.0.0.5, listen: [80]}`; one `listen` needs no list."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        host, port = endpoint(node.value)
        listen = {} if port is None else {"listen": _listen("", _scalar(node, port))}
        return _map(node, {"host": _scalar(node, host), **listen})
    return _rewrite(node, {"listen": _listen}) if isinstance(node, Mapping) else node


def _listen(_key: str, node: Node) -> Node:
    """`80` is `[{port: 80}]`."""
    if isinstance(node, Mapping) or (isinstance(node, Scalar) and node.value is not None):
        node = _list(node)
    if not isinstance(node, Sequence):
        return node
    items = [_map(item, {"port": item}) if isinstance(item, Scalar) else item for item in node.items]
    return Sequence(start=node.start, end=node.end, alias=node.alias, flow=node.flow, items=items)


def _cluster(name: str, node: Node) -> Node:
    """`[10.0.0.11, 10.0.0.12]` is `{instances: [...]}`."""
    if isinstance(node, Sequence):
        node = _map(node, {"instances": node})
    if not isinstance(node, Mapping):
        return node
    return _rewrite(node, {"instances": lambda _key, instances: _instances(name, instances)})


def _instances(cluster: str, node: Node) -> Node:
    """A list gets the names `<cluster>-1`, `<cluster>-2`, ... in its order."""
    if isinstance(node, Sequence):
        names = {f"{cluster}-{n}": (item, item) for n, item in enumerate(node.items, start=1)}
        node = Mapping(start=node.start, end=node.end, flow=node.flow, entries=names)
    return _each(node, _instance)


def _instance(_name: str, node: Node) -> Node:
    """`10.0.0.11:8080` is `{host: 10.0.0.11, ports: {http: 8080}}`; a host's name may stand for the address."""
    if not (isinstance(node, Scalar) and isinstance(node.value, str)):
        return node
    host, port = endpoint(node.value)
    ports = {} if port is None else {"ports": _map(node, {"http": _scalar(node, port)})}
    return _map(node, {"host": _scalar(node, address(host) or host), **ports})


def _is_text(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, str)


def _scalar(at: Scalar, value: str | int) -> Scalar:
    return Scalar(start=at.start, end=at.end, text=str(value), value=value)


def _list(item: Node) -> Sequence:
    return Sequence(start=item.start, end=item.end, flow=True, items=[item])


def _map(at: Node, values: dict[str, Node]) -> Mapping:
    return Mapping(start=at.start, end=at.end, flow=True, entries={key: (at, node) for key, node in values.items()})


def _like(node: Mapping, entries: dict[str, tuple[Node, Node]]) -> Mapping:
    return Mapping(start=node.start, end=node.end, alias=node.alias, flow=node.flow, entries=entries)
