"""The mapped mode: the same environment, elsewhere."""

from __future__ import annotations

import itertools
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from support.lab_tomcat import an_environment

from hactl.live.lab.mapped import FreePorts, mapped
from hactl.model import Environment


def ports_of(environment: Environment) -> Iterator[int]:
    yield from environment.balancer.listen
    for cluster in environment.clusters:
        yield cluster.replication.multicast.port
        for instance in cluster.instances:
            ports = instance.ports
            yield from (port for port in (ports.http, ports.shutdown, ports.receiver) if port)


def test_every_address_is_loopback_and_every_port_another() -> None:
    environment = mapped(an_environment(), itertools.count(20000).__next__)
    hosts = [environment.balancer.host, *(i.host for i in environment.instances)]
    assert {a for h in hosts for a in (h.address, h.cluster_address)} == {"127.0.0.1"}
    assert Counter(ports_of(environment)) == Counter(range(20000, 20008))


def test_nothing_else_changes() -> None:
    before = an_environment()
    after = mapped(before, itertools.count(20000).__next__)
    names = [(i.name, i.base, i.host.name, i.route) for i in before.instances]
    assert [(i.name, i.base, i.host.name, i.route) for i in after.instances] == names
    assert replace(after, balancer=before.balancer, clusters=before.clusters) == before
    cluster = after.clusters[0]
    assert cluster.replication.multicast.address == before.clusters[0].replication.multicast.address
    assert cluster.replication.domain == before.clusters[0].replication.domain


def test_a_free_port_is_given_once_and_nobody_listens_there() -> None:
    free = FreePorts()
    ports = [free() for _ in range(50)]
    assert len(set(ports)) == 50
    with socket.create_server(("127.0.0.1", ports[0])):
        pass
