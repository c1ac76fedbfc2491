"""How a Tribes member is named where members are listed instead of found."""

from __future__ import annotations

from hashlib import sha256

from hactl.model import Instance


def unique_id(domain: str, instance: Instance) -> str:
    """Return the 16 bytes by which all members know this one, as Tribes wants them written."""
    digest = sha256(f"{domain}/{instance.name}".encode()).digest()[:16]
    return "{" + ",".join(str(byte & 0x7F) for byte in digest) + "}"  # Java bytes: -128 to 127
