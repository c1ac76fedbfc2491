"""A network of one's own, without root: user, network and pid namespace with the spec's addresses on its `lo`.

Facts: user_namespaces(7), network_namespaces(7), netdevice(7). Only the calling
process changes, and it may have one thread only at that moment.
"""

from __future__ import annotations

import ctypes
import fcntl
import ipaddress
import os
import socket
import struct
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hactl.errors import HactlError, UsageError
from hactl.reports.lab import LabMode

CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
SIOCSIFADDR = 0x8916
SIOCSIFNETMASK = 0x891C
SIOCADDRT = 0x890B
IFF_UP = 1
IFF_MULTICAST = 0x1000
RTF_UP = 1
RTENTRY = "L16s16s16sHhLPhPLLH"  # struct rtentry of route.h, with the C compiler's own padding
MULTICAST = ipaddress.IPv4Network("224.0.0.0/4")
ALONE_SECONDS = 5.0
LOOPBACK_INDEX = 1  # `lo` is the first interface of every network namespace

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MODE_VARIABLE = "HACTL_LAB_MODE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeChoice:
    """Where a lab can stand on this machine, and the reason, in words for a person."""

    ground: LabMode
    why: str


def enter(addresses: Iterable[str]) -> None:
    """Move this process into namespaces of its own whose `lo` holds the addresses and whose ports are free to all.

    The pid namespace counts for children only: the first one is its init. Raises
    OSError where the machine forbids it; then this process may be half moved: end it.
    """
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        Path("/proc/self", name).write_text(text)
    _addresses_up(addresses)
    # Counts in this network only: NGINX listens on port 80 without any privilege.
    Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").write_text("0")


def join(pid: int) -> None:
    """Move this process into the user and network namespace of a process of the same user.

    Threads that are about to end are waited for: with several, setns(2) refuses a user namespace.
    """
    _wait_alone()
    for name, kind in (("user", CLONE_NEWUSER), ("net", CLONE_NEWNET)):
        if Path(f"/proc/{pid}/ns/{name}").readlink() == Path(f"/proc/self/ns/{name}").readlink():
            continue  # to enter one's own user namespace is an error (setns(2))
        descriptor = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY | os.O_CLOEXEC)
        try:
            _call("setns", descriptor, kind)
        finally:
            os.close(descriptor)


def _wait_alone() -> None:
    deadline = time.monotonic() + ALONE_SECONDS
    while len(list(Path("/proc/self/task").iterdir())) > 1 and time.monotonic() < deadline:
        time.sleep(0.01)


def choose_mode(variables: Mapping[str, str], addresses: Iterable[str]) -> ModeChoice:
    """Return where a lab with these addresses can stand; found by trying in a forked child.

    `HACTL_LAB_MODE` in `variables` asks for a mode: `mapped`, or `namespace` and no other. Raises
    UsageError for any other word, HactlError if the namespace is asked for and cannot be had.
    """
    asked = variables.get(MODE_VARIABLE, "")
    if asked not in ("", *LabMode):
        raise UsageError(f"{MODE_VARIABLE}={asked} is not a mode", hint="use `namespace` or `mapped`, or unset it")
    if asked == LabMode.MAPPED:
        return ModeChoice(ground=LabMode.MAPPED, why=f"{MODE_VARIABLE}=mapped asks for it")
    refusal = _refusal(tuple(addresses))
    if refusal and asked == LabMode.NAMESPACE:
        raise HactlError(refusal, hint=f"unset {MODE_VARIABLE}: the lab is then mapped to 127.0.0.1")
    if refusal:
        return ModeChoice(ground=LabMode.MAPPED, why=refusal)
    return ModeChoice(ground=LabMode.NAMESPACE, why="the spec runs as it is, in a network of its own")


def _refusal(addresses: tuple[str, ...]) -> str:
    """Return why there can be no network of its own, "" if there can."""
    for address in addresses:
        try:
            ipaddress.ip_address(address)
        except ValueError:
            return f"`{address}` is a name, and only addresses can be used in its own network"
    said = _try_out(addresses)
    return f"this machine does not let its users have their own network ({said})" if said else ""


def _try_out(addresses: tuple[str, ...]) -> str:
    """Return why the namespaces cannot be had, "" if they can."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        _report_entering(addresses, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "r", errors="replace") as report:
        said = report.read()
    _, status = os.waitpid(child, 0)
    return "" if status == 0 else said or f"the attempt ended with status {status}"


def _report_entering(addresses: tuple[str, ...], write_end: int) -> None:
    code = 1
    try:
        enter(addresses)
        code = 0
    except OSError as error:
        what = [str(part) for part in (error.filename, error.strerror) if part]
        os.write(write_end, ": ".join(what).encode())
    finally:
        os._exit(code)  # whatever happens, a forked copy of the caller must not go on


def _addresses_up(addresses: Iterable[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        _up(control, b"lo")
        _route_multicast(control, b"lo")
        wanted = sorted({ipaddress.ip_address(a) for a in addresses} - {ipaddress.ip_address("127.0.0.1")}, key=str)
        for address in wanted:
            _add(control, address)


def add(addresses: Iterable[str]) -> None:
    """Put more addresses on the `lo` of this process's network, which it made itself; those it has are left alone."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for address in {ipaddress.ip_address(a) for a in addresses}:
            if not _is_here(address):
                _add(control, address)


def _is_here(address: Address) -> bool:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as trial:
        try:
            trial.bind((str(address), 0))
        except OSError:
            return False
    return True


def _add(control: socket.socket, address: Address) -> None:
    if address.version == 4:
        _add4(control, b"lo:%s" % address.packed.hex().encode(), address.packed)  # a label holds one address
    elif not address.is_loopback:  # ::1 is there
        _add6(address.packed)


def _up(control: socket.socket, interface: bytes) -> None:
    answer = fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack("16sH14x", interface, 0))
    (flags,) = struct.unpack_from("H", answer, 16)
    fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", interface, flags | IFF_UP | IFF_MULTICAST))


def _route_multicast(control: socket.socket, interface: bytes) -> None:
    """Lead all groups to the interface: a server that joins one without naming an interface asks the routes."""
    name = ctypes.create_string_buffer(interface)
    network, mask = (
        struct.pack("HH4s8x", socket.AF_INET, 0, address.packed)
        for address in (MULTICAST.network_address, MULTICAST.netmask)
    )
    entry = (0, network, bytes(16), mask, RTF_UP, 0, 0, 0, 0, ctypes.addressof(name), 0, 0, 0)
    fcntl.ioctl(control, SIOCADDRT, struct.pack(RTENTRY, *entry))


def _add4(control: socket.socket, label: bytes, packed: bytes) -> None:
    for request, value in ((SIOCSIFADDR, packed), (SIOCSIFNETMASK, b"\xff" * 4)):
        fcntl.ioctl(control, request, struct.pack("16sHH4s8x", label, socket.AF_INET, 0, value))


def _add6(packed: bytes) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFADDR, struct.pack("16sIi", packed, 128, LOOPBACK_INDEX))


def _call(name: str, *arguments: int) -> None:
    """Call the C library (os.unshare and os.setns exist from Python 3.12 on only)."""
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
