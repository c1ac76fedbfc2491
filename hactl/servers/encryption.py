"""Encryption of the copies on their way, whatever the product: what cannot work, and what bites later, said before.

Facts: the sources of Tomcat's EncryptInterceptor, its changelog and its page config/cluster-interceptor; what was tried
is in docs/encryption.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from hactl.model import Cluster, Encryption
from hactl.problems import KeyPath, Problem, Severity
from hactl.render import verbatim
from hactl.servers.interface import CLOCKS_SECONDS, Line, Site

ALGORITHM = "AES/GCM/NoPadding"  # always written: the default of the lines is another, some even let messages be forged
KEYS = "hactl-keys"  # a folder of a base: files in it are a person's own, each called as a variable
LENGTHS = (32, 48, 64)  # hexadecimal digits: AES with 128, 192 and 256 bits
FORM = "32, 48 or 64 hexadecimal digits"
STAMPED = 2  # the format of messages from which on the time counts

UNDECIPHERED = (  # of org.apache.catalina.tribes: LocalStrings of 7.0.109 to 11.0.24
    "Failed to decrypt message",
    "Failed to encrypt message",
    "Unable to deserialize message",  # encrypted, at one who does not encrypt
    "replay attack",
)

_HEX = re.compile(r"[0-9A-Fa-f]*")


def unfit(key: str) -> str:
    """Return why a text cannot be a key, in words that do not tell it; "" where it can.

    EncryptInterceptor takes any number of bytes, starts, and then cannot encrypt a single message.
    """
    if not _HEX.fullmatch(key):
        return "something other than hexadecimal digits"
    return "" if len(key) in LENGTHS else f"{len(key)} hexadecimal digits"


@cache
def script(base: str, encryption: Encryption) -> str:
    """Return lines of a shell script that bring the key into the environment, or end it where that is no key.

    `base`: the words by which the script knows its base. No program is started that would have the key among its
    arguments.
    """
    name, lengths = encryption.variable, "|".join(map(str, LENGTHS))
    text = verbatim("key.sh").replace("@file@", f"{base}/{KEYS}/{name}").replace("@key@", name)
    return text.replace("@lengths@", lengths).replace("@form@", FORM)


def check(site: Site, variables: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what encryption needs and does not have, and what a person must know of it; `variables`: os.environ."""
    for cluster in site.clusters:
        if cluster.encryption is None:
            continue
        line = site.product.lines[cluster.server.line].at(cluster.server.version)
        if line.unencrypted:
            yield _impossible(cluster, line, site.product.title)
            continue
        yield from _key(cluster, variables.get(cluster.encryption.variable))
        yield from _traps(cluster, line)


def _at(cluster: Cluster) -> KeyPath:
    return ("clusters", cluster.name, "replication", "encrypt")


def _impossible(cluster: Cluster, line: Line, title: str) -> Problem:
    return Problem(
        id="encrypt-not-here",
        message=f"cluster {cluster.name}: {title} {cluster.server.version} cannot encrypt copies of sessions: "
        f"{line.unencrypted}",
        hint="take `encrypt` out, and keep the copies on a network that only these hosts are on: their own VLAN, or "
        "WireGuard or IPsec between them, with its addresses as `cluster_address`",
        at=_at(cluster),
    )


def _key(cluster: Cluster, key: str | None) -> Iterator[Problem]:
    assert cluster.encryption is not None
    name, at = cluster.encryption.variable, (*_at(cluster), "key")
    if key is None:
        yield Problem(
            id="encrypt-key-unjudged",
            message=f"cluster {cluster.name}: the key is not judged here, since {name} is not set on this machine",
            hint=f"where it is, it has to be {FORM}: `openssl rand -hex 32` makes one",
            severity=Severity.NOTE,
            at=at,
        )
    elif why := unfit(key):
        yield Problem(
            id="encrypt-key-form",
            message=f"cluster {cluster.name}: the key in {name} is {why}, and has to be {FORM}",
            hint="with such a key a server may start, and copies nothing; `openssl rand -hex 32` makes one",
            at=at,
        )


def _traps(cluster: Cluster, line: Line) -> Iterator[Problem]:
    if line.bypassed:
        yield Problem(
            id="encrypt-bypassed",
            message=f"cluster {cluster.name}: {cluster.server} takes messages that nobody encrypted ({line.bypassed})",
            hint="take the next patch release",
            at=_at(cluster),
        )
    if line.message >= STAMPED:
        yield Problem(
            id="encrypt-clocks",
            message=f"cluster {cluster.name}: where the clocks of two hosts are more than {CLOCKS_SECONDS} s apart, an "
            "instance throws every copy away, and the sender is told that it arrived",
            hint="keep the clocks of these hosts together (chrony, systemd-timesyncd), and watch that",
            severity=Severity.NOTE,
            at=_at(cluster),
        )
    if line.successor:
        yield Problem(
            id="encrypt-deprecated",
            message=f"cluster {cluster.name}: the makers of {cluster.server.type} {line.name} have deprecated this "
            f"encryption in favour of {line.successor}",
            hint="it works in every version that hactl knows; docs/encryption.md says what was tried in its place",
            severity=Severity.NOTE,
            at=_at(cluster),
        )
