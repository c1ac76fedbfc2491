"""What GlassFish needs beside its instances, as a spec says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hactl.spec.told import told


@dataclass(frozen=True, slots=True, kw_only=True)
class DasPart:
    """GlassFish's domain administration server."""

    host: str | None = field(
        default=None,
        metadata=told(
            "Where it runs: a name below `hosts`, or an address.",
            otherwise="the balancer's host",
            examples=("10.0.0.5",),
        ),
    )
    domain: str | None = field(default=None, metadata=told("The domain's name.", default="domain1"))
    base: str | None = field(
        default=None,
        metadata=told("The domain's folder; it ends with the domain's name.", otherwise="the domain's name"),
    )
    home: str | None = field(
        default=None,
        metadata=told(
            "GlassFish's installation on its host.", otherwise="none", examples=("/opt/glassfish3/glassfish",)
        ),
    )
    admin_port: int | None = field(default=None, metadata=told("Port at which asadmin connects to it.", default=4848))


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassfishPart:
    """Settings for GlassFish only."""

    das: DasPart = field(
        default=DasPart(),
        metadata=told("The process that administers the domain.", otherwise="as its keys say", more="glassfish.md"),
    )
