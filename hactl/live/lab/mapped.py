"""The mapped mode: the same environment on 127.0.0.1 with ports of its own, where no network namespace can be had."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable
from dataclasses import replace

from hactl.errors import HactlError
from hactl.model import Balancer, Cluster, Companion, Environment, Host, Instance, Ports

LOOPBACK = "127.0.0.1"
FIRST_PORT = 20000
LAST_PORT = 29999  # below the kernel's own choice for outgoing connections (32768 and up)
TRIES = 2000


def mapped(environment: Environment, free_port: Callable[[], int]) -> Environment:
    """Return the environment with every host at 127.0.0.1 and every port, multicast ones too, from `free_port`.

    Names, bases and multicast addresses stay. The ports keep two labs of one spec apart.
    """
    return replace(
        environment,
        balancer=_balancer(environment.balancer, free_port),
        clusters=tuple(_cluster(c, free_port) for c in environment.clusters),
        companions=tuple(_companion(c, free_port) for c in environment.companions),
    )


class FreePorts:
    """Gives free TCP and UDP ports of 127.0.0.1, each once."""

    def __init__(self) -> None:
        self._given: set[int] = set()

    def __call__(self) -> int:
        """Return a port that nobody listens on. Raises HactlError if none is found."""
        for _ in range(TRIES):
            port = random.randint(FIRST_PORT, LAST_PORT)
            if port not in self._given and _is_free(port):
                self._given.add(port)
                return port
        raise HactlError(f"no free port between {FIRST_PORT} and {LAST_PORT}", hint="stop what listens there")


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as attempt:
            try:
                attempt.bind(("", port))
            except OSError:
                return False
    return True


def _balancer(balancer: Balancer, free_port: Callable[[], int]) -> Balancer:
    ports = {port: free_port() for port in balancer.listen}
    tls = tuple(replace(each, port=ports[each.port]) for each in balancer.tls)
    return replace(balancer, host=_host(balancer.host), listen=tuple(map(ports.__getitem__, balancer.listen)), tls=tls)


def _cluster(cluster: Cluster, free_port: Callable[[], int]) -> Cluster:
    multicast = replace(cluster.replication.multicast, port=free_port())
    return replace(
        cluster,
        instances=tuple(_instance(i, free_port) for i in cluster.instances),
        replication=replace(cluster.replication, multicast=multicast),
    )


def _companion(companion: Companion, free_port: Callable[[], int]) -> Companion:
    receivers = tuple((cluster, free_port()) for cluster, _ in companion.receivers)
    return replace(companion, host=_host(companion.host), port=free_port(), receivers=receivers)


def _instance(instance: Instance, free_port: Callable[[], int]) -> Instance:
    ports = Ports(http=free_port(), receiver=free_port(), shutdown=free_port() if instance.ports.shutdown else None)
    return replace(instance, host=_host(instance.host), ports=ports)


def _host(host: Host) -> Host:
    return replace(host, address=LOOPBACK, cluster_address=LOOPBACK)
