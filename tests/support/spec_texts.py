"""Specs and short ways to read them, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

from hactl.model import Environment
from hactl.spec import Spec, read_text
from hactl.spec.servers import KnownLine

KNOWN = {"tomcat": {"7": KnownLine(newest="7.0.109")}}

SHOP = """\
hactl: 1                      # version of this format, required
name: shop
server: tomcat@7.0.109        # default for every cluster; tomcat@7 is legal
clusters:
  a: [10.0.0.11, 10.0.0.12]   # a pair: instances a-1 and a-2 replicate to each other
  b: [10.0.0.21, 10.0.0.22]   # takes over when both of a are gone (sessions start anew)
balancer: 10.0.0.5:80         # NGINX, sticky
"""

BANK = """\
hactl: 1
name: bank
hosts:                                # where things run, apart from what runs
  edge: {address: 10.0.0.5}
  app1: {address: 10.0.0.11, cluster_address: 10.9.0.11}
  app2: {address: 10.0.0.12, cluster_address: 10.9.0.12}
ha: true                              # default of every cluster
defaults:
  ports: {http: 8080}
  replication: {mode: sync, discovery: multicast, applications: all, heartbeat: 500ms, drop_after: 3s}
balancer:
  kind: nginx
  version: "1.18"                     # oldest NGINX the file must work on
  host: edge
  listen: [80]
  server_name: bank.example.org
  affinity: cookie
  server: managed
  failover: {max_fails: 3, fail_timeout: 10s, read_timeout: 60s}
clusters:
  orders:
    server: tomcat@7.0.109
    instances:
      orders-1: {host: app1, base: /srv/orders-1, home: /opt/tomcat7}
      orders-2: {host: app2, base: /srv/orders-2, home: /opt/tomcat7}
    replication: {mode: async, multicast: {address: 239.192.7.1, port: 45571}}
  ledger:
    server: glassfish@3.1.2.2
    ha: false                         # the one word that enable-ha / disable-ha flips
    instances: {ledger-1: app1, ledger-2: app2}
glassfish: {das: {host: edge, domain: domain1, admin_port: 4848}}
apps:                                 # without it: one application, /, on all clusters
  bank: {war: apps/bank.war, path: /bank, clusters: [orders]}
  ledger: {war: apps/ledger.war, path: /ledger, clusters: [ledger]}
"""


def read(text: str | bytes) -> Spec:
    """Read a spec as if it were in the file `t`."""
    return read_text(text.encode() if isinstance(text, str) else text, "t", Path(), KNOWN)


def environment(text: str | bytes) -> Environment:
    """Return the environment of a spec that has no errors."""
    spec = read(text)
    assert spec.environment is not None, spec.problems
    return spec.environment


def shop(**changed: str) -> str:
    """Return a small spec in which these top-level values are others; "" takes a key out."""
    parts = {
        "hactl": "1",
        "name": "shop",
        "server": "tomcat@7",
        "clusters": "{a: [10.0.0.11, 10.0.0.12], b: [10.0.0.21, 10.0.0.22]}",
        "balancer": "10.0.0.5:80",
    } | changed
    return "".join(f"{key}: {value}\n" for key, value in parts.items() if value)


def found(text: str | bytes) -> list[str]:
    """Return `line:column id` of every problem."""
    problems = read(text).problems
    assert all(p.place and p.place.file == "t" for p in problems)
    return [f"{p.place.line}:{p.place.column} {p.id}" for p in problems if p.place]
