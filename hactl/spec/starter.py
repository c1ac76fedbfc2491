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
_ALONE = "  {}: {{ha: false, {}instances: [{}]}}   # switch HA on when it has a second instance\n"
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
        clusters="".join(
            _cluster(name, each, "" if alike else server, alone=ha and len(each) == 1)
            for (name, each), server in zip(clusters.items(), _one_each(servers, len(clusters)), strict=True)
        ),
        balancer=balancer,
        first=next(iter(clusters), "a"),
    )


def _one_each(servers: Sequence[str], clusters: int) -> Sequence[str]:
    return servers if len(servers) == clusters else [servers[0]] * clusters


def _cluster(name: str, instances: Sequence[str], server: str, *, alone: bool) -> str:
    """Return a cluster's line; `alone`: HA is on, and it has no second instance to copy to."""
    listed = ", ".join(instances)
    if alone:
        return _ALONE.format(name, f"server: {server}, " if server else "", listed)
    return _LONG.format(name, server, listed) if server else _SHORT.format(name, listed)
