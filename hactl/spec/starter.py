"""A first spec for `hactl init`: small, complete, and commented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_TEXT = """\
# {name}: what hactl makes from this file, `hactl create` writes; `hactl show` explains every value.
hactl: 1                      # version of this format
name: {name}
{server}{ha}# The instances of a cluster copy sessions to each other; an entry is address or address:port.
clusters:
{clusters}# NGINX: keeps a user on one instance; if that dies, the other one of its cluster goes on.
balancer: {balancer}
# apps:                       # without it: one application, /, on all clusters
#   shop: {{war: shop.war, path: /shop, clusters: [{first}]}}
# defaults:
#   replication: {{mode: async}}  # faster than sync; the last writes before a crash may be missing
"""

_SERVER = "server: {}        # for every cluster; a cluster may name its own\n"
_SHORT, _LONG = "  {}: [{}]\n", "  {}: {{server: {}, instances: [{}]}}\n"
_OFF = "ha: false                     # `hactl enable-ha` switches replication on\n"


def starter(
    name: str, servers: Sequence[str], clusters: Mapping[str, Sequence[str]], balancer: str, *, ha: bool = True
) -> str:
    """Return the text of a new spec; `servers`: one for all clusters, or one for each.

    Nothing is checked here: reading it back does.
    """
    alike = len(set(servers)) == 1
    return _TEXT.format(
        name=name,
        server=_SERVER.format(servers[0]) if alike else "",
        ha="" if ha else _OFF,
        clusters="".join(_SHORT.format(name, ", ".join(each)) for name, each in clusters.items())
        if alike
        else "".join(
            _LONG.format(name, server, ", ".join(each))
            for (name, each), server in zip(clusters.items(), servers, strict=True)
        ),
        balancer=balancer,
        first=next(iter(clusters), "a"),
    )
