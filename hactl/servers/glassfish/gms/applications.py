"""An application as it lies in an instance's folder: unpacked, and `<distributable/>` where the server must be told so.

GlassFish 3 takes that word from default-web.xml, later ones from the application's own web.xml alone
(WebBundleDescriptorImpl.addDefaultWebBundleDescriptor; seen on 5.1.0). The archive stays as it is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from hactl.edits import xml
from hactl.edits.expanded import expanded
from hactl.edits.marker import EditRefused
from hactl.edits.xml import AddBlock
from hactl.model import App, Applications, Cluster
from hactl.servers.glassfish.gms.edits import DISTRIBUTABLE, MARK
from hactl.servers.glassfish.gms.lines import GlassfishLine
from hactl.servers.interface import Archive, Site
from hactl.targets import Blob

WEB_XML = PurePosixPath("WEB-INF/web.xml")
Laid = tuple[tuple[PurePosixPath, Blob], ...]


def apps_of(site: Site, cluster: Cluster) -> tuple[App, ...]:
    """Return the applications that hactl lays into this cluster's folders."""
    return tuple(a for a in site.environment.apps if cluster.name in a.clusters and a.war_of(cluster.name))


def laid(site: Site, cluster: Cluster, line: GlassfishLine, app: App) -> Laid:
    """Return an application's files in each folder of this cluster."""
    files = dict(_unpacked(site.archive(app, cluster)))
    everywhere = cluster.ha and cluster.replication.applications is Applications.ALL
    if everywhere and not line.by_default and files:
        files[WEB_XML] = Blob.of(_distributable(files.get(WEB_XML), line))
    return tuple(files.items())


def _distributable(web: Blob | None, line: GlassfishLine) -> bytes:
    """Return an application's web.xml with the word; where it cannot be read, as it is."""
    if web is None:
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<web-app xmlns="{line.namespace}" version="{line.servlet}">\n'
            f"  {DISTRIBUTABLE}\n</web-app>\n"
        ).encode()
    try:
        if expanded(web.data, str(WEB_XML), lambda _name: None).one("distributable") is not None:
            return web.data
        return xml.put(web.data, MARK, (AddBlock("web-app", DISTRIBUTABLE),))
    except EditRefused:
        return web.data


def _unpacked(archive: Archive) -> Iterator[tuple[PurePosixPath, Blob]]:
    """Yield an application's files: GlassFish wants it unpacked where no DAS deploys it."""
    for inner, blob in archive:
        if inner.parts:
            yield inner, blob
            continue
        with zipfile.ZipFile(io.BytesIO(blob.data)) as war:
            for member in war.infolist():
                path = PurePosixPath(member.filename)
                if not member.is_dir() and not path.is_absolute() and ".." not in path.parts:
                    yield path, Blob.of(war.read(member))
