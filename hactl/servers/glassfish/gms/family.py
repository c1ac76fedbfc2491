"""GlassFish, whose instances replicate by Shoal (GMS), all in one domain with one DAS.

Files only: every server's domain.xml is written while it is stopped, and instances start with `--sync none`.
Facts: Domain File Format and High Availability Administration Guide of GlassFish 3.1.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hactl.model import Cluster, Companion, Environment, Mode
from hactl.problems import Problem, Severity
from hactl.render import Render, verbatim
from hactl.servers import line_of
from hactl.servers.glassfish.gms import found
from hactl.servers.glassfish.gms import unprotected as losses
from hactl.servers.glassfish.gms.applications import apps_of, laid
from hactl.servers.glassfish.gms.bases import DasBase, InstanceBase, part
from hactl.servers.glassfish.gms.elements import config_of
from hactl.servers.glassfish.gms.lines import GlassfishLine, own
from hactl.servers.interface import Around, Found, Line, Process, ServerType, Site
from hactl.servers.unprotected import Finding, Look
from hactl.targets import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassfishRuns:
    """How a base runs, one of ours and a person's alike: by the same words as start.sh."""

    def process(self, line: Line, cluster: Cluster, base: str, home: str) -> Process:
        """Return how to start an instance whose base and installation lie at these absolute paths."""
        process = _process(own(line), base, home, STARTED, *((GROUP_READY,) if cluster.ha else ()))
        return replace(process, environment={**process.environment, "GLASSFISH_CONFIG": config_of(cluster)})

    def companion(self, environment: Environment, companion: Companion, base: str, home: str) -> Process:
        """Return how to start the DAS whose domain and installation lie at these absolute paths.

        It is up once it leads each group: an instance that starts within the 5 s of its
        search for a leader would lead instead, and its partner would copy nothing. Where
        instances run already, one of them leads until each was restarted once.
        """
        served = (environment.cluster(name) for name, _ in companion.receivers)
        leads = tuple(f"{LEADS}{cluster.name}." for cluster in served if cluster.ha)
        return replace(_process(own(line_of(companion.server)), base, home, STARTED), first=leads)


STARTED = "startup services"  # "startup time : …, startup services(…ms), total" until 6, with other blanks later
LEADS = "GMS1057: Announcing Master Node designation for member: server of group: "
GROUP_READY = "GMS1025: Adding Joined And Ready member: "  # the server answers seconds before it copies anything
FAILED = (
    "Startup service failed to start",
    "GMS failed to start",
    "Already stopped",
    "shutdown initiated",
    "due to startup exception",
)

runs = companion_runs = GlassfishRuns()


def _process(line: GlassfishLine, base: str, home: str, *ready: str) -> Process:
    script = verbatim("glassfish/launch.sh")
    return Process(
        argv=("/bin/sh", "-c", script),
        environment={
            "GLASSFISH_BASE": base,
            "GLASSFISH_HOME": home,
            "GLASSFISH_DRY_RUN": line.dry_run,
            "GLASSFISH_APART": "unshare -rn",
        },
        ready=ready,
        failed=FAILED,
    )


def check(site: Site) -> Iterable[Problem]:
    """Yield what GlassFish cannot do as the spec wants it."""
    for cluster in site.clusters:
        at = ("clusters", cluster.name)
        if cluster.replication.mode is Mode.SYNC:
            yield Problem(
                id="glassfish-sync",
                message=f"cluster {cluster.name}: with `mode: sync` GlassFish ends each session 3 s late, and answers "
                "up to 3 s late while it has not yet noticed that a partner died",
                hint="`mode: async`, its default here, sends every 2 ms and avoids both",
                severity=Severity.WARNING,
                at=(*at, "replication", "mode"),
            )
    yield from _versions(site)


def _versions(site: Site) -> Iterator[Problem]:
    first = site.clusters[0]
    for cluster in site.clusters:
        at = ("clusters", cluster.name)
        if cluster.server != first.server:
            yield Problem(
                id="glassfish-one-domain",
                message=f"clusters {first.name} and {cluster.name} share a domain and cannot have different versions",
                hint="give both the same `server`",
                at=at,
            )


def targets(site: Site, render: Render) -> Iterable[Target]:
    """Yield what each file of the domain's and of each instance's folder shall be."""
    indicator = str(uuid.uuid5(uuid.NAMESPACE_DNS, site.environment.name))
    parts = tuple(part(site, cluster, render) for cluster in site.clusters)
    for companion in site.environment.companions:
        if companion.server.type == site.product.name:
            yield from DasBase(site, companion, parts, indicator).targets(render)
    for cluster in site.clusters:
        line = own(site.product.lines[cluster.server.line].at(cluster.server.version))
        files = tuple((app.name, laid(site, cluster, line, app)) for app in apps_of(site, cluster))
        for instance in cluster.instances:
            yield from InstanceBase(site, cluster, instance, parts, indicator, files).targets(render)


def unprotected(look: Look, line: Line) -> Iterable[Finding]:
    """Yield what keeps an application's sessions from being copied although HA is on."""
    return losses.unprotected(look, own(line))


def recognise(around: Around, product: ServerType) -> Found | Problem | None:
    """Return what stands in the folder of a DAS or of an instance; None where there is no domain."""
    return found.read(around) if found.is_base(around.base) else None
