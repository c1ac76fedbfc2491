"""Two bases of Tomcat that a person made, and whatever a test lays into them."""

from __future__ import annotations

import io
import zipfile

from support.command_line import Shell

ROOT = ("--root", "root")
SPEC = """\
hactl: 1
name: old
server: tomcat@7
clusters:
  a:
    instances:
      a-1: {host: 10.0.0.11, base: /srv/one}
      a-2: {host: 10.0.0.12, base: /srv/two}
balancer: 10.0.0.5:80
"""
BASES = ("root/10.0.0.11/srv/one", "root/10.0.0.12/srv/two")
SERVER = """\
<Server port="8005" shutdown="SHUTDOWN">
  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps">%s</Host>
    </Engine>
  </Service>
</Server>
"""


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in members.items():
            opened.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def lay(shell: Shell, files: dict[str, str | bytes]) -> None:
    for base in BASES:
        for name, content in files.items():
            shell.write(f"{base}/{name}", content)
