"""The balancer, as a spec says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hactl.spec.told import told


@dataclass(frozen=True, slots=True, kw_only=True)
class FailoverPart:
    """When the balancer gives an instance up; times as written."""

    max_fails: int | None = field(
        default=None,
        metadata=told(
            "Failures within `fail_timeout` after which an instance gets no requests for a while.", default=1
        ),
    )
    fail_timeout: str | None = field(default=None, metadata=told("How long it gets no requests.", default="60s"))
    read_timeout: str | None = field(
        default=None, metadata=told("How long NGINX waits for the answer to a GET or HEAD.", default="10s")
    )
    write_timeout: str | None = field(
        default=None,
        metadata=told(
            "How long NGINX waits for the answer to anything else.",
            default="60s",
            otherwise="`60s`; `read_timeout` if that is longer",
        ),
    )
    header_size: str | None = field(
        default=None,
        metadata=told("The longest header of an answer: a size with its unit, from `4k` to `1m`.", default="16k"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenPart:
    """A port that users connect to."""

    port: int = field(metadata=told("Its number; `80` is short for `{port: 80}`.", examples=(80, 443)))
    certificate: str | None = field(
        default=None,
        metadata=told(
            "With it the port speaks TLS and HTTP/2: the file of the certificate and its chain, on the balancer's "
            "host.",
            otherwise="plain HTTP",
            examples=("/etc/letsencrypt/live/shop.example.org/fullchain.pem",),
            more="balancer.md#tls",
        ),
    )
    key: str | None = field(
        default=None,
        metadata=told(
            "The file of its private key, on the balancer's host; hactl never copies it.",
            otherwise="plain HTTP",
            examples=("/etc/letsencrypt/live/shop.example.org/privkey.pem",),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerPart:
    """The NGINX in front."""

    host: str = field(
        metadata=told(
            "Where it runs: a name below `hosts`, or an address. `balancer: 10.0.0.5:80` is short for this "
            "and `listen`.",
            examples=("10.0.0.5",),
        )
    )
    kind: str | None = field(
        default=None, metadata=told("What it is.", words={"nginx": "NGINX, 1.18 or later"}, default="nginx")
    )
    version: str | None = field(
        default=None, metadata=told("The oldest NGINX that is to run the file, in quotes.", default="1.18")
    )
    base: str | None = field(
        default=None,
        metadata=told("Its folder; absolute: a place on its host.", default="nginx", examples=("/etc/nginx",)),
    )
    listen: list[ListenPart] | None = field(
        default=None, metadata=told("The ports that users connect to.", default=(80,))
    )
    redirect: str | None = field(
        default=None,
        metadata=told(
            "Where the plain ports send their users.",
            words={"https": "to the port that speaks TLS", "none": "nowhere: they answer themselves"},
            default="none",
        ),
    )
    hsts: str | None = field(
        default=None,
        metadata=told(
            "For how many days browsers are to come by https only, once they did (HSTS).",
            otherwise="it is not said",
            examples=("30d", "730d"),
        ),
    )
    webroot: str | None = field(
        default=None,
        metadata=told(
            "The folder on the balancer's host whose `.well-known/acme-challenge/` proves that the name is yours.",
            otherwise="none",
            examples=("/var/www/acme",),
        ),
    )
    server_name: str | None = field(
        default=None,
        metadata=told("The host name that users enter; `_`: any name.", default="_", examples=("shop.example.org",)),
    )
    affinity: str | None = field(
        default=None,
        metadata=told(
            "What keeps a user on one instance.",
            words={"cookie": "NGINX's own cookie", "route": "the suffix of the session id"},
            default="cookie",
        ),
    )
    server: str | None = field(
        default=None,
        metadata=told(
            "Who writes the server block.",
            words={"managed": "hactl writes it", "existing": "two includes for your own server block"},
            default="managed",
        ),
    )
    config: str | None = field(
        default=None,
        metadata=told(
            "With `server: existing`: the file that hactl edits so that it leads to the instances.",
            otherwise="none: you add the includes",
            examples=("nginx.conf", "conf.d/shop.conf"),
        ),
    )
    keepalive: str | None = field(
        default=None,
        metadata=told(
            "Which requests go to the instances over connections that are kept open.",
            words={"pages": "GET and HEAD; everything else over new ones", "none": "a new connection for each request"},
            default="none",
            more="balancer.md#kept-connections",
        ),
    )
    trust: list[str] | None = field(
        default=None,
        metadata=told(
            "Balancers in front of this one, addresses or networks: only what they say in `X-Forwarded-*` is believed.",
            otherwise="nobody's",
            examples=(["10.0.0.4"], ["10.0.1.0/24"]),
            more="balancer.md#whom-a-request-is-from",
        ),
    )
    failover: FailoverPart = field(
        default=FailoverPart(),
        metadata=told(
            "When the balancer gives up on an instance.",
            otherwise="as its keys say",
            more="balancer.md#where-does-the-balancer-send-a-user",
        ),
    )
