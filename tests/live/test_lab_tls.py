"""A lab whose balancer speaks TLS: a pair of its own, and a door that takes both ways of speaking."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from dataclasses import replace
from pathlib import Path, PurePosixPath

from support.lab_tomcat import an_environment
from support.nginx_binaries import pair

from hactl.live.lab import certificates
from hactl.live.lab.certificates import CERTIFICATE, KEY
from hactl.live.lab.forwarder import anybody, open_door, serve
from hactl.live.lab.mapped import mapped
from hactl.model import Environment, Tls


def safe() -> Environment:
    environment = an_environment()
    tls = (Tls(port=443, certificate=PurePosixPath("/etc/no.pem"), key=PurePosixPath("/etc/no.key")),)
    balancer = replace(environment.balancer, listen=(80, 443), tls=tls, server_name="shop.example.org")
    return replace(environment, balancer=balancer)


def test_the_lab_has_a_pair_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    certificates.bring(safe(), tmp_path)
    (own,) = certificates.with_own(tmp_path)(safe()).balancer.tls
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.certificate, own.key)
    before = Path(own.key).read_bytes()
    certificates.bring(safe(), tmp_path)
    assert Path(own.key).read_bytes() == before and own.port == 443


def test_without_tls_there_is_none(tmp_path: Path) -> None:
    certificates.bring(an_environment(), tmp_path)
    assert not list(tmp_path.iterdir())
    assert certificates.with_own(tmp_path)(an_environment()) == an_environment()


def test_elsewhere_the_port_that_speaks_it_is_still_one_of_those_that_are_open() -> None:
    balancer = mapped(safe(), itertools.count(20000).__next__).balancer
    assert [each.port for each in balancer.tls] == [balancer.listen[1]]


def test_the_door_takes_those_who_speak_tls_and_those_who_do_not() -> None:
    async def both() -> list[bytes]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair() / CERTIFICATE, pair() / KEY)
        inside = await asyncio.start_server(_echo, "127.0.0.1", 0, ssl=context)
        listener = open_door(0)
        port = listener.getsockname()[1]
        door = await serve(listener, inside.sockets[0].getsockname(), tls=True)
        async with inside, door:
            return [await _said(port, tls) for tls in (None, anybody())]

    assert asyncio.run(both()) == [b"GET / HTTP/1.1\n", b"GET / HTTP/1.1\n"]


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()


async def _said(port: int, tls: ssl.SSLContext | None) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
    writer.write(b"GET / HTTP/1.1\n")
    answer = await reader.readline()
    writer.close()
    return answer
