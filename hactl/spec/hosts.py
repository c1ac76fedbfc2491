"""Which machine a word in a spec means: a declared host, or an address."""

from __future__ import annotations

from collections.abc import Mapping

from hactl.model import Host
from hactl.problems import KeyPath, did_you_mean
from hactl.spec.accept import address_refusal
from hactl.spec.parts import HostPart
from hactl.spec.trail import Trail
from hactl.spec.values import address

# Stands for a host that does not exist, so that all of them are reported at once.
NOWHERE = Host(name="", address="192.0.2.2", cluster_address="192.0.2.2")  # of the net for documentation (RFC 5737)


class Hosts:
    """The hosts of one spec. An address that one declared host has means that host; else it names a host itself."""

    def __init__(self, parts: Mapping[str, HostPart], trail: Trail) -> None:
        self._trail = trail
        self._declared = {name: self._declare(name, part) for name, part in parts.items()}
        self._by_address: dict[str, Host] = {}
        for host in self._declared.values():
            self._by_address.setdefault(host.address, host)
        self._used: set[str] = set()

    def _declare(self, name: str, part: HostPart) -> Host:
        at: KeyPath = ("hosts", name)
        where = self._trail.note((*at, "address"), part.address, "spec")
        inner = self._trail.pick((*at, "cluster_address"), part.cluster_address, where, "derived from address")
        return Host(name=name, address=where, cluster_address=inner)

    def find(self, path: KeyPath, word: str) -> Host:
        """Return the host of that name or address; an unknown one is a problem and becomes NOWHERE."""
        host = self._declared.get(word) or self._by_address.get(word) or self._by_itself(path, word)
        self._used.add(host.name)
        self._trail.note(path, host.name, "spec")
        return host

    def _by_itself(self, path: KeyPath, word: str) -> Host:
        if address(word) == word:
            return Host(name=word, address=word, cluster_address=word)
        self._trail.unknown.add(path)
        if any(c.isalpha() for c in word) and word != "localhost" and ":" not in word:
            near = did_you_mean(word, self._declared)
            declare = f"declare it: `hosts: {{{word}: {{address: 10.0.0.11}}}}`"
            hint = near if near.startswith("did") else f"{near}; {declare}" if near else declare
            self._trail.error(path, "spec-unknown-host", f"there is no host `{word}` under `hosts`", hint)
        else:
            self._trail.error(path, "spec-address", *address_refusal(word))
        return NOWHERE

    def note_unused(self) -> None:
        """Record a note for every declared host that nothing runs on."""
        for name in self._declared.keys() - self._used:
            self._trail.remark(
                ("hosts", name), "spec-unused-host", f"nothing runs on host `{name}`", "remove it, or use it"
            )
