"""Names in NGINX's files: upstreams, variables, cookies, named locations; no two environments or pools share one.

All environments of one NGINX share its name spaces, so every name carries the environment.
"""

from __future__ import annotations

import hashlib
import re

from hactl.model import Cluster, Environment, Instance, Pool

# NGINX's default variables_hash_bucket_size of 64 holds names up to 46 bytes (ngx_hash.c:
# two pointers, a length and the name, aligned); setting it could break a host that already does.
LONGEST_VARIABLE = 46
LONGEST_SUFFIX = 8
_ROOM = LONGEST_VARIABLE - LONGEST_SUFFIX
_DIGEST = 8

_PLAIN_ENVIRONMENT = re.compile(r"[a-z0-9-]+")
_PLAIN_POOL = re.compile(r"[a-z0-9]+")


def environment_prefix(environment: Environment) -> str:
    """Return how names begin that all pools of the environment share: `ha_shop`."""
    name = environment.name
    return _fit(f"ha_{name}", (name,), exact=bool(_PLAIN_ENVIRONMENT.fullmatch(name)))


def pool_prefix(environment: Environment, pool: Pool) -> str:
    """Return how a pool's names begin, which is also the upstream of all its instances: `ha_shop_all`.

    `-` becomes `_`, all that a variable can hold. Where that or the length leaves doubt
    which environment and which pool is meant, a digest of both follows.
    """
    plain = _PLAIN_ENVIRONMENT.fullmatch(environment.name) and _PLAIN_POOL.fullmatch(pool.name)
    identity = (environment.name, pool.name, *(cluster.name for cluster in pool.clusters))
    return _fit(f"ha_{environment.name}_{pool.name}", identity, exact=bool(plain))


def instance_upstream(prefix: str, instance: Instance) -> str:
    """Return the upstream that prefers this instance; the dot stands in no name, so it is nobody else's."""
    return f"{prefix}.{instance.name}"


def cluster_upstream(prefix: str, cluster: Cluster) -> str:
    """Return the upstream of all instances of a cluster; two dots stand in no instance's."""
    return f"{prefix}..{cluster.name}"


def cookie(environment: Environment, pool: Pool) -> str:
    """Return the affinity cookie of a pool: `HA_SHOP_ALL`.

    Cookies are not separated by port (RFC 6265, section 8.5): environment and pool are in the name.
    """
    return pool_prefix(environment, pool).upper()


def _fit(readable: str, identity: tuple[str, ...], *, exact: bool) -> str:
    name = readable.replace("-", "_")
    if exact and len(name) <= _ROOM:
        return name
    digest = hashlib.sha256("/".join(identity).encode()).hexdigest()[:_DIGEST]
    return f"{name[: _ROOM - _DIGEST - 1]}_{digest}"
