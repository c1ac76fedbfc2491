"""Files to edit, and what a room would do to them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hactl.edits.marker import EditRefused
from hactl.edits.xml import AddBlock, Edit, SetAttribute, parse, put

ENGINE = "Server/Service/Engine"
BLOCK = """\
<Cluster className="org.apache.catalina.ha.tcp.SimpleTcpCluster" channelSendOptions="6">
  <Manager className="org.apache.catalina.ha.session.DeltaManager" expireSessionsOnShutdown="false"
           notifyListenersOnReplication="true"/>
  <Channel className="org.apache.catalina.tribes.group.GroupChannel">
    <Membership className="org.apache.catalina.tribes.membership.McastService" address="239.192.7.1" port="45571"/>
  </Channel>
  <Valve className="org.apache.catalina.ha.tcp.ReplicationValve" filter=".*\\.(gif|js|jpe?g|png|css|ico|txt)"/>
</Cluster>
"""
SERVER = b"""\
<?xml version="1.0" encoding="UTF-8"?>
<!-- a person's file -->
<Server port="8005" shutdown="SHUTDOWN">
  <Service name="Catalina">
    <Connector port="8080"/>
    <!-- <Engine name="Decoy" jvmRoute="x"><Cluster/></Engine> -->
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost"
            appBase="webapps"/>
    </Engine>
  </Service>
</Server>
"""
HA: Sequence[Edit] = (SetAttribute(ENGINE, "jvmRoute", "a-1"), AddBlock(ENGINE, BLOCK))


def ha(data: bytes) -> bytes:
    """Return a server.xml with replication in its Engine."""
    return put(data, "ha", HA)


def refusal(data: bytes, edits: Sequence[Edit] = HA) -> EditRefused:
    """Return why this edit is refused."""
    with pytest.raises(EditRefused) as refused:
        put(data, "ha", edits)
    return refused.value


def corpus() -> Path:
    """Return the folder of real files that people wrote; it is no part of the checkout."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    return Path(os.environ.get("HACTL_CORPUS", beside))


def corpus_files() -> Iterator[Path]:
    """Yield the real server.xml, context.xml and tomee.xml."""
    for kind in ("server", "context", "tomee"):
        yield from sorted((corpus() / kind).glob("*.xml*"))


def target(file: Path) -> str:
    """Return the element that such a file is edited in."""
    return {"server": ENGINE, "context": "Context", "tomee": "tomee"}[file.parent.name]


def recoded(data: bytes, name: str, codec: str, bom: bytes = b"") -> bytes | None:
    """Return a UTF-8 file in another encoding, declared; None where it has characters that are not in it."""
    text = data.decode("utf-8")
    head = re.match(r"<\?xml[^>]*\?>", text)
    text = f'<?xml version="1.0" encoding="{name}"?>' + text[head.end() if head else 0 :]
    try:
        return bom + text.encode(codec)
    except UnicodeEncodeError:
        return None


def self_closed(data: bytes, path: str) -> bytes:
    """Return a UTF-8 file with nothing in the element that is edited, not even an end tag."""
    document = parse(data)
    element = document.one(path)
    tag = document.tag(element)
    end = data.index(b">", element.end) + 1
    return data[: element.start] + tag.removesuffix(b">") + b" />" + data[end:]


def variants(data: bytes, path: str) -> dict[str, bytes | None]:
    """Return the same file as other editors and systems would have saved it. None: it cannot be."""
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = plain.split(b"\n")
    ends = (b"\n", b"\r\n", b"\r")
    return {
        "as it is": data,
        "CRLF": plain.replace(b"\n", b"\r\n"),
        "LF": plain,
        "CR": plain.replace(b"\n", b"\r"),
        "three line ends": b"".join(line + ends[i % 3] for i, line in enumerate(lines)),
        "byte order mark": b"\xef\xbb\xbf" + data,
        "ISO-8859-1": recoded(data, "ISO-8859-1", "latin-1"),
        "windows-1252": recoded(data, "windows-1252", "cp1252"),
        "UTF-16 LE": recoded(data, "UTF-16", "utf-16-le", b"\xff\xfe"),
        "UTF-16 BE": recoded(data, "UTF-16", "utf-16-be", b"\xfe\xff"),
        "UTF-16 LE without mark": recoded(data, "UTF-16LE", "utf-16-le"),
        "no last line end": data.rstrip(b"\r\n"),
        "self-closed": self_closed(plain, path),
        "one line": re.sub(rb"[ \t]*\n[ \t]*", b" ", plain),
    }
