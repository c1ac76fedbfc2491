"""A real Tomcat pair and a real NGINX, from small hand-made files; as a program: one story, told as JSON.

`python lab_tomcat.py STATE HOME` brings it up, kills an instance, starts it, joins its network,
ends it, and prints what it saw. It needs nothing but Python, so that any user can run it.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

from hactl.events import Event, Finished
from hactl.install.discovery import Nginx, find_javas, find_nginx, pick_java
from hactl.live.lab import client as lab
from hactl.live.lab.make_plan import Equipment, Layout, addresses, plan_lab
from hactl.live.lab.mapped import FreePorts, mapped
from hactl.live.lab.netns import choose_mode
from hactl.model import (
    Affinity,
    Applications,
    Balancer,
    Cluster,
    Discovery,
    Environment,
    Failover,
    Host,
    Instance,
    Mode,
    Multicast,
    Ports,
    Replication,
    Server,
)
from hactl.reports.lab import LabMode, LabStatus

SERVER = """<Server port="{shutdown}" address="{address}" shutdown="STOP"><Service name="Catalina">
<Connector port="{http}" address="{address}"/>
<Engine name="Catalina" defaultHost="localhost" jvmRoute="{name}">
<Cluster className="org.apache.catalina.ha.tcp.SimpleTcpCluster" channelSendOptions="6">
<Channel className="org.apache.catalina.tribes.group.GroupChannel">
<Membership className="org.apache.catalina.tribes.membership.McastService"
  address="{group}" port="{group_port}" bind="{address}"/>
<Receiver className="org.apache.catalina.tribes.transport.nio.NioReceiver"
  address="{address}" port="{receiver}" autoBind="1"/>
</Channel></Cluster>
<Host name="localhost" appBase="webapps"/></Engine></Service></Server>
"""
WEB_XML = """<web-app xmlns="http://java.sun.com/xml/ns/javaee" version="3.0">
<servlet><servlet-name>d</servlet-name><servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
</servlet><servlet-mapping><servlet-name>d</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
<welcome-file-list><welcome-file>index.html</welcome-file></welcome-file-list></web-app>
"""
APP_XML = '<web-app xmlns="http://java.sun.com/xml/ns/javaee" version="3.0"><distributable/></web-app>\n'
NGINX = """events {{}}
http {{
    access_log off;
    client_body_temp_path t/1;  proxy_temp_path t/2;  fastcgi_temp_path t/3;  uwsgi_temp_path t/4;  scgi_temp_path t/5;
    upstream pair {{ {servers} }}
    server {{ listen {listen}; location / {{ proxy_pass http://pair; }} }}
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a room says about a process: the shape of `hactl.servers.interface.Process`."""

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    ready: tuple[str, ...] = ("Server startup in",)
    failed: tuple[str, ...] = ("Unable to start cluster",)
    first: tuple[str, ...] = ()
    app_begins: tuple[str, ...] = ()
    app_failed: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    uncopied: tuple[str, ...] = ()


def a_host(name: str, address: str) -> Host:
    return Host(name=name, address=address, cluster_address=address)


def an_instance(name: str, address: str, home: str | None = None) -> Instance:
    ports = Ports(http=8080, shutdown=8005, receiver=4000)
    host = a_host(f"host-{name}", address)
    return Instance(name=name, cluster="a", host=host, base=PurePosixPath(name), home=home, ports=ports)


def an_environment(home: str | None = None) -> Environment:
    """One pair behind one balancer, at the addresses of the smallest spec."""
    replication = Replication(
        mode=Mode.SYNC,
        discovery=Discovery.MULTICAST,
        applications=Applications.ALL,
        heartbeat_ms=500,
        drop_after_ms=3000,
        multicast=Multicast(address="239.192.7.1", port=45571),
        domain="shop-a",
    )
    pair = (an_instance("a-1", "10.0.0.11", home), an_instance("a-2", "10.0.0.12", home))
    server = Server(type="tomcat", line="7", version="7.0.109")
    balancer = Balancer(
        kind="nginx",
        version="1.18",
        host=a_host("edge", "10.0.0.5"),
        base=PurePosixPath("nginx"),
        listen=(80,),
        server_name="_",
        affinity=Affinity.COOKIE,
        managed=True,
        failover=Failover(max_fails=3, fail_timeout_ms=10_000, read_timeout_ms=60_000),
    )
    cluster = Cluster(name="a", server=server, ha=True, instances=pair, replication=replication)
    return Environment(name="shop", source="shop.yaml", balancer=balancer, clusters=(cluster,), apps=())


def process(_line: object, _cluster: Cluster, base: str, home: str) -> Start:
    opened = ("java.lang", "java.io", "java.util", "java.util.concurrent")
    argv = (
        *("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"),
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in opened),
        *(f"-Dcatalina.home={home}", f"-Dcatalina.base={base}", f"-Djava.io.tmpdir={base}/temp"),
        *("-cp", f"{home}/bin/bootstrap.jar:{home}/bin/tomcat-juli.jar"),
        *("org.apache.catalina.startup.Bootstrap", "start"),
    )
    return Start(argv=argv, environment={"ROUTE": Path(base).name})


def rooms(start: Callable[..., Start]) -> Any:
    """Return the rooms, with one way to start a Tomcat."""
    line = SimpleNamespace(family=SimpleNamespace(runs=SimpleNamespace(process=start)))
    return {"tomcat": SimpleNamespace(lines={"7": line})}


ROOMS = rooms(process)


def write_files(environment: Environment, layout: Layout) -> None:
    for cluster in environment.clusters:
        for instance in cluster.instances:
            write_base(cluster, instance, layout.base_of(instance))
    balancer = environment.balancer
    (layout.nginx_prefix / "t").mkdir(parents=True)
    text = NGINX.format(
        servers=" ".join(f"server {i.address};" for i in environment.instances),
        listen=f"{balancer.host.address}:{balancer.listen[0]}",
    )
    (layout.nginx_prefix / "nginx.conf").write_text(text)


def write_base(cluster: Cluster, instance: Instance, base: Path) -> None:
    for folder in ("conf", "logs", "temp", "work", "webapps/ROOT/WEB-INF"):
        (base / folder).mkdir(parents=True)
    group, ports = cluster.replication.multicast, instance.ports
    names = {"name": instance.name, "address": instance.host.address, "group": group.address, "group_port": group.port}
    numbers = {"http": ports.http, "shutdown": ports.shutdown, "receiver": ports.receiver}
    (base / "conf/server.xml").write_text(SERVER.format(**names, **numbers))
    (base / "conf/web.xml").write_text(WEB_XML)
    skip = "tomcat.util.scan.DefaultJarScanner.jarsToSkip=*.jar\n"
    (base / "conf/catalina.properties").write_text("common.loader=${catalina.home}/lib/*.jar\n" + skip)
    (base / "webapps/ROOT/WEB-INF/web.xml").write_text(APP_XML)
    (base / "webapps/ROOT/index.html").write_text(instance.name)


def start_lab(state: Path, home: Path, events: list[Event]) -> LabStatus:
    environment = an_environment()
    ground = choose_mode(os.environ, addresses(environment)).ground
    if ground is LabMode.MAPPED:
        environment = mapped(environment, FreePorts())
    tree = state / "tree"
    layout = Layout(state=state, base_of=lambda i: tree / i.host.name / i.base, nginx_prefix=tree / "edge" / "nginx")
    write_files(environment, layout)
    java, nginx = (
        pick_java(find_javas(os.environ, state / "cache"), (8, 11, 25, 17)),
        find_nginx(os.environ, state / "cache"),
    )
    assert java is not None, "a Java is needed"
    assert isinstance(nginx, Nginx), "an NGINX is needed"
    homes = {i.name: home for i in environment.instances}
    equipment = Equipment(javas={"a": java}, homes=homes, nginx=nginx)
    return lab.up(plan_lab(environment, ground, equipment, layout, ROOMS), events.append)


def answers(url: str) -> list[str]:
    found = []
    for _ in range(6):
        with urllib.request.urlopen(url, timeout=10) as answer:
            found.append(answer.read().decode())
    return sorted(set(found))


def story(state: Path, home: Path) -> dict[str, object]:
    events: list[Event] = []
    told: dict[str, object] = {"uid": os.getuid()}
    up = start_lab(state, home, events)
    told |= {"ground": up.ground, "members": {m.name: m.address for m in up.members}, "both": answers(up.url)}
    told["order"] = [e.task for e in events if isinstance(e, Finished)]
    told["joined"] = ["Replication member added" in (state / f"logs/a-{n}.log").read_text() for n in (1, 2)]
    told |= {"killed": lab.kill(state, "a-1").condition, "one": answers(up.url)}
    told |= {"started": lab.start(state, "a-1").condition, "check": lab.reload(state)}
    told["again"] = answers(up.url)
    lab.join(state)
    told["inside"] = answers(f"http://{up.members[-1].address}/")
    told["pids"] = [up.pid, *(m.pid for m in up.members)]
    return told


if __name__ == "__main__":
    state_folder = Path(sys.argv[1])
    try:
        print(json.dumps(story(state_folder, Path(sys.argv[2]))))
    finally:
        lab.down(state_folder)
