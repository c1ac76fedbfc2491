"""A first spec for `hactl init`: small, complete, and commented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_TEXT = """\
# {name}: what hactl makes from this file, `hactl create` writes; `hactl show` explains every value.
hactl: 1                      # version of this format
name: {name}
server: {server}        # for every cluster; a cluster may name its own
{ha}# The instances of a cluster copy sessions to each other; an entry is address or address:port.
clusters:
{clusters}# NGINX: keeps a user on one instance; if that dies, the other one of its cluster goes on.
balancer: {balancer}
# apps:                       # without it: one application, /, on all clusters
#   shop: {{war: shop.war, path: /shop, clusters: [{first}]}}
# defaults:
#   replication: {{mode: async}}  # faster than sync; the last writes before a crash may be missing
"""

_OFF = "ha: false                     # `hactl enable-ha` switches replication on\n"


def starter(name: str, server: str, clusters: Mapping[str, Sequence[str]], balancer: str, *, ha: bool = True) -> str:
    """Return the text of a new spec. Nothing is checked here: reading it back does."""
    rows = "".join(f"  {cluster}: [{', '.join(instances)}]\n" for cluster, instances in clusters.items())
    return _TEXT.format(
        name=name,
        server=server,
        ha="" if ha else _OFF,
        clusters=rows,
        balancer=balancer,
        first=next(iter(clusters), "a"),
    )
