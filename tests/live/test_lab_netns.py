"""A network of one's own: what stands in it, and what is said where it is forbidden."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from support.lab_stage import CHECKOUT

from hactl.errors import UsageError
from hactl.live.lab.netns import choose_mode
from hactl.reports.lab import LabMode

ADDRESSES = ("10.0.0.11", "10.0.0.12", "127.0.0.11", "127.0.0.1", "fd00::11", "::1")

INSIDE = """
import socket, sys
from hactl.live.lab.netns import enter
enter(sys.argv[1:])
for address in sys.argv[1:]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 80), family=family) as server, socket.create_connection((address, 80)):
        print(server.getsockname()[0])
known = open("/proc/net/fib_trie").read()
assert all(a in known for a in sys.argv[1:] if ":" not in a), known
"""
FORBIDDEN = """
import sys
from hactl.live.lab.netns import choose_mode, enter
enter([])
open("/proc/sys/user/max_user_namespaces", "w").write("0")
print(choose_mode({"HACTL_LAB_MODE": sys.argv[1]}, ["10.0.0.11"]))
"""


def python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_every_address_of_the_spec_is_there_with_port_80() -> None:
    ran = python(INSIDE, *ADDRESSES)
    assert ran.stdout.split() == list(ADDRESSES), ran.stderr


def test_trying_it_leaves_this_process_where_it_is() -> None:
    before = os.readlink("/proc/self/ns/net")  # noqa: PTH115 - it is no path
    assert choose_mode({}, ADDRESSES).ground is LabMode.NAMESPACE
    assert os.readlink("/proc/self/ns/net") == before  # noqa: PTH115


def test_where_it_is_forbidden_the_reason_is_said() -> None:
    reason = "this machine does not let its users have their own network (unshare: No space left on device)"
    ran = python(FORBIDDEN, "")
    assert "MAPPED" in ran.stdout, ran.stderr
    assert reason in ran.stdout
    ran = python(FORBIDDEN, "namespace")
    assert ran.stderr.rstrip().endswith(f"HactlError: {reason}")


def test_a_name_in_place_of_an_address_leads_to_the_mapped_mode() -> None:
    found = choose_mode({}, ["10.0.0.11", "edge.example"])
    assert (found.ground, "`edge.example` is a name" in found.why) == (LabMode.MAPPED, True)


def test_a_mode_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="maped is not a mode"):
        choose_mode({"HACTL_LAB_MODE": "maped"}, [])
