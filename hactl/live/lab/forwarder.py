"""The door of a lab: a listening socket of this machine whose bytes go to the balancer inside.

A socket stays in the network it was made in, so it is opened before the supervisor
moves into its namespace, and connections to the balancer are made from within.
"""

from __future__ import annotations

import asyncio
import socket
import ssl

HANDSHAKE = b"\x16"  # what a line of TLS begins with (RFC 8446, 5.1); no request of HTTP does
CHUNK = 64 * 1024
LOOPBACK = "127.0.0.1"


def open_door(port: int) -> socket.socket:
    """Return a listening socket on 127.0.0.1; port 0: any that is free. Raises OSError if it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def anybody() -> ssl.SSLContext:
    """Return what speaks TLS with any certificate: in a lab nobody is deceived."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def serve(listener: socket.socket, target: tuple[str, int], *, tls: bool = False) -> asyncio.Server:
    """Pump bytes between whoever knocks and the target, until the server returned is closed.

    `tls`: the target speaks TLS, with any certificate; whoever knocks may speak it too, or not.
    """

    async def knock(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.read(CHUNK) if tls else b""
            inside = anybody() if tls and not first.startswith(HANDSHAKE) else None
            inside_reader, inside_writer = await asyncio.open_connection(*target, ssl=inside)
        except OSError:  # the balancer is down: so is the door, at once
            writer.transport.abort()
            return
        inside_writer.write(first)
        await asyncio.gather(_pump(reader, inside_writer), _pump(inside_reader, writer))
        for end in (inside_writer, writer):
            end.close()

    return await asyncio.start_server(knock, sock=listener)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until the end, then say so; the other direction may go on, unless the line broke."""
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
        else:  # a line of TLS ends as a whole
            writer.close()
    except OSError:
        writer.transport.abort()
