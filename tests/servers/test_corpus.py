"""Files of strangers: HA on, then off, gives back every byte, or the file is refused with its reason and place.

The files are not ours to ship; they are looked for in HACTL_CORPUS, else in `shared/corpus` beside the checkout.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path, PurePosixPath

import pytest

from hactl.model import Host, Instance, Ports
from hactl.render import render
from hactl.servers.catalina import edits as folds
from hactl.servers.catalina.changes import SERVERS_OWN
from hactl.targets import Blob, Blocked, Desired, Wanted

CORPUS = Path(os.environ.get("HACTL_CORPUS") or Path(__file__).parents[3] / "shared/corpus")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of strangers' files is not here (HACTL_CORPUS)")

INSTANCE = Instance(
    name="a-1",
    cluster="a",
    host=Host(name="one", address="10.0.0.11", cluster_address="10.0.0.11"),
    base=PurePosixPath("/srv/one"),
    home=None,
    ports=Ports(http=8080, receiver=9080),
)
MANAGER = render("tomcat/manager.xml.j2", transfer_seconds=20, one=False, sync=True, managers=SERVERS_OWN).decode()
CLASS = "org.apache.catalina.ha.tcp.SimpleTcpCluster"
BLOCK = f'<Cluster className="{CLASS}" channelSendOptions="6">\n  {MANAGER}</Cluster>\n'

REFUSED = {
    "server/02-backupmanager-live.xml": "server-xml-cluster",
    "server/03-deltamanager-live.xml": "server-xml-cluster",
    "server/04-no-declaration-bare-cluster.xml": "server-xml-cluster",
    "server/05-static-members-env.xml": "server-xml-cluster",
    "server/08-jinja-mixed-endings.xml.j2": "edit-malformed",
    "server/10-unclosed-connector-no-engine.xml": "edit-malformed",
    "server/12-wrong-root-entity.xml": "edit-root",
    "context/01-seven-commented-managers.xml": "context-xml-manager",
}


def switch(file: str, data: bytes, on: bool) -> Desired:
    if file.startswith("server/"):
        return folds.server_xml(Blob.of(data), block=BLOCK if on else None, instance=INSTANCE, file=file)
    fold = partial(folds.context_xml, alone=b"", file=file)
    return fold(Blob.of(data), manager=MANAGER if on else None)


def files() -> list[str]:
    found = [*(CORPUS / "server").glob("*.xml*"), *(CORPUS / "context").glob("*.xml*")]
    return sorted(str(p.relative_to(CORPUS)) for p in found)


@pytest.mark.parametrize("file", files() if CORPUS.is_dir() else [])
def test_on_then_off_gives_back_every_byte_or_the_file_is_refused(file: str) -> None:
    data = (CORPUS / file).read_bytes()
    on = switch(file, data, True)
    if file in REFUSED:
        assert isinstance(on, Blocked)
        assert {problem.id for problem in on.problems} == {REFUSED[file]}
        assert all(problem.place and problem.place.line and problem.hint for problem in on.problems)
        return
    assert isinstance(on, Wanted) and b"hactl:begin" in on.blob.data
    off = switch(file, on.blob.data, False)
    assert isinstance(off, Wanted) and off.blob.data == data
