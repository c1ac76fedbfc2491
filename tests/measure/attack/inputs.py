"""Hostile server.xml, links, and what a service user swaps while root runs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

from measure.attack.ground import (
    IN_PLACE,
    SERVER_XML,
    Ended,
    Ground,
    Row,
    Try,
    all_of,
    ended,
    give,
    picture,
    python_for,
    stranger,
    wanted,
)

ROOTED = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters:
  a:
    instances:
      a-1: {host: 10.0.0.11, base: /srv/one}
      a-2: {host: 10.0.0.12, base: /srv/two}
balancer: 10.0.0.5:80
"""
CANARY = "CANARY-of-a-file"
BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def _hostile(ground: Ground, port: int) -> dict[str, bytes]:
    secret = ground.top / "secret.txt"
    secret.write_text(CANARY)
    plain = SERVER_XML.partition("?>\n")[2]
    body = plain.replace("<Server ", "<Server x='&e;' ")
    text = body.replace("<Service ", "&e;<Service ")
    remote = f'SYSTEM "http://127.0.0.1:{port}/y"'
    return {
        "billion laughs": f'<!DOCTYPE Server [<!ENTITY l0 "lol">{BOMB}<!ENTITY e "&l11;">]>\n{text}'.encode(),
        "external file": f'<!DOCTYPE Server [<!ENTITY e SYSTEM "file://{secret}">]>\n{text}'.encode(),
        "external DTD": f'<!DOCTYPE Server SYSTEM "http://127.0.0.1:{port}/x.dtd">\n{plain}'.encode(),
        "parameter entity": f"<!DOCTYPE Server [<!ENTITY % e {remote}> %e;]>\n<Server/>".encode(),
        "deep": b"<Server>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</Server>",
        "NUL": SERVER_XML.encode().replace(b"Catalina", b"Cata\0lina"),
        "empty": b"",
        "60 MB comment": SERVER_XML.encode().replace(b"<Service ", b"<!--" + b"x" * 60_000_000 + b"--><Service "),
        "attributes": b"<Server " + b" ".join(b"a%d='x'" % n for n in range(100_000)) + b"/>",
        "UTF-16 that ends early": SERVER_XML.encode("utf-16")[:-3],
    }


def _based(ground: Ground) -> Path:
    """Make two bases below a root; return the first one's server.xml."""
    ground.spec(ROOTED)
    for host, base in (("10.0.0.11", "one"), ("10.0.0.12", "two")):
        conf = ground.top / "root" / host / "srv" / base / "conf"
        conf.mkdir(parents=True)
        (conf / "server.xml").write_text(SERVER_XML)
    return ground.top / "root/10.0.0.11/srv/one/conf/server.xml"


def hostile(ground: Ground) -> Iterator[Try]:
    """Nothing is expanded, nothing is connected to, and it ends."""
    file = _based(ground)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        for name, data in _hostile(ground, listener.getsockname()[1]).items():
            file.write_bytes(data)
            for words in (("diff",), ("create", "--yes")):
                ran = ground.hactl(*words, "--root", str(ground.top / "root"))
                leaked = "a file elsewhere is shown" if CANARY in ran.said else ""
                yield Try(f"{name}: {words[0]}", all_of(ran.fault(), leaked, _called(listener)), ran.seen)


def _called(listener: socket.socket) -> str:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return ""
    return "it connected to the DTD's host"


def special(ground: Ground) -> Iterator[Try]:
    """Devices, FIFOs, endless and sparse files as server.xml."""
    file = _based(ground)
    for name in ("FIFO", "/dev/zero", "/proc/self/environ", "server.xml", "sparse"):
        file.unlink(missing_ok=True)
        if name == "FIFO":
            os.mkfifo(file)
        elif name == "sparse":
            file.touch()
            os.truncate(file, 300_000_000)
        else:
            file.symlink_to(name)
        for words in (("diff",), ("create", "--yes")):
            ran = ground.hactl(*words, "--root", str(ground.top / "root"), seconds=60)
            leaked = "the environment is shown" if "XDG_STATE_HOME=" in ran.said else ""
            yield Try(f"{name}: {words[0]}", all_of(ran.fault(), leaked), ran.seen)


def own_links(ground: Ground) -> Iterator[Try]:
    """A person's own link to another file of the base is followed and stays; other names of a file keep their bytes."""
    file = _based(ground)
    real = file.with_name("real.xml")
    file.rename(real)
    file.symlink_to("real.xml")
    twin = ground.top / "root/10.0.0.12/srv/two/conf/server.xml"
    other = ground.top / "twin.xml"
    os.link(twin, other)
    ran = ground.hactl("create", "--yes", "--root", str(ground.top / "root"))
    kept = "" if file.is_symlink() and b"Cluster" in real.read_bytes() else "the link or its file is not as documented"
    bytes_kept = "" if other.read_text() == SERVER_XML else "the other name of a file was changed"
    yield Try("a link, a hard link", all_of(ran.fault(), kept, bytes_kept), ran.seen)


def links_out_of_root(ground: Ground) -> Iterator[Try]:
    """`conf` is an absolute link, as Debian's packages lay it: below --root it leads to the copy, never out of it."""
    file = _based(ground)
    conf, mine = file.parent, ground.top / "etc-of-this-machine"
    for name, target in (("absolute", str(mine)), ("climbing", "../" * 20 + str(mine).lstrip("/"))):
        mine.mkdir(exist_ok=True)
        (mine / "server.xml").write_text(SERVER_XML)
        (conf / "server.xml").unlink(missing_ok=True)
        if conf.is_symlink():
            conf.unlink()
        else:
            conf.rmdir()
        conf.symlink_to(target)
        before = picture(mine)
        for words in (("diff",), ("create", "--yes"), ("disable-ha", "--yes")):
            ran = ground.hactl(*words, "--root", str(ground.top / "root"))
            left = "" if picture(mine) == before else "it wrote outside of --root"
            yield Try(f"{name}: {words[0]}", all_of(ran.fault(), left), ran.seen)


def links_inside_root(ground: Ground) -> Iterator[Try]:
    """The same link, and the copy holds what it leads to: the copy is edited."""
    file = _based(ground)
    real = ground.top / "root/10.0.0.11/etc/tomcat7"
    real.parent.mkdir()
    file.parent.rename(real)
    file.parent.symlink_to("/etc/tomcat7")
    ran = ground.hactl("create", "--yes", "--root", str(ground.top / "root"))
    fine = "" if b"Cluster" in (real / "server.xml").read_bytes() else "the copy's own file was not edited"
    yield Try("conf -> /etc/tomcat7", all_of(ran.fault(), fine), ran.seen)


def swapped(ground: Ground) -> Iterator[Try]:
    """A service user swaps `bin` for a link to root's folder, again and again, while root runs `create`."""
    user = stranger()
    target = ground.precious.parent
    for number in range(ROUNDS):
        base = ground.top / f"base{number}"
        (base / "conf").mkdir(parents=True)
        (base / "bin").mkdir()
        (base / "conf/server.xml").write_text(SERVER_XML)
        give(base, user)
        ground.spec(IN_PLACE.format(base=base))
        before = picture(target)
        stop = threading.Event()
        swapper = threading.Thread(target=_swap, args=(base, target, user, stop, number >= ENDLESS))
        swapper.start()
        ran = ground.hactl("create", "--yes")
        stop.set()
        swapper.join()
        hit = "" if picture(target) == before else "root wrote into its own folder"
        yield Try(f"round {number}", all_of(hit, _never_tried(ran), ran.fault(), ground.lost()), ran.seen)
        for name in ("bin", "conf"):
            if (base / f"{name}.kept").exists():
                (base / name).unlink(missing_ok=True)
                (base / f"{name}.kept").rename(base / name)
        ran = ground.hactl("create", "--yes")
        strays = [path.name for path in base.rglob(".hactl-*")]
        fault = all_of(wanted(ran, 0), f"left behind: {strays[:3]}" if strays else "")
        yield Try(f"round {number}, the folders are back", fault, ran.seen)
        shutil.rmtree(ground.work / "shop")


def _never_tried(ran: Ended) -> str:
    return "the spec was refused, so nothing was tried" if ran.code == 3 else ""


ENDLESS, ROUNDS = 4, 12  # the first swap all the time, the others once, when the run begins to write
SWAPPER = """
import os, sys
base, target = sys.argv[1:]
while True:
    for name in ("bin", "conf"):
        try:
            os.rename(f"{base}/{name}", f"{base}/{name}.kept")
            os.symlink(target, f"{base}/{name}")
            os.unlink(f"{base}/{name}")
            os.rename(f"{base}/{name}.kept", f"{base}/{name}")
        except OSError:
            pass
"""
WAITING = """
import os, sys
base, target = sys.argv[1:]
while True:
    for name in ("bin", "conf"):
        if any(entry.startswith(".hactl-") for entry in os.listdir(f"{base}/{name}")):
            os.rename(f"{base}/{name}", f"{base}/{name}.kept")
            os.symlink(target, f"{base}/{name}")
            sys.exit()
"""


def _swap(base: Path, target: Path, user: int, stop: threading.Event, waits: bool) -> None:
    run = subprocess.Popen(
        [python_for(user), "-c", WAITING if waits else SWAPPER, str(base), str(target)],
        user=user,
        group=user,
        extra_groups=[],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    stop.wait()
    run.kill()
    ended(run, 10)


ROWS = (
    Row(title="hostile server.xml: bombs, entities, DTDs, deep, long, cut", attack=hostile),
    Row(title="a FIFO, device, loop, `/proc` or 300 MB of nothing as server.xml", attack=special),
    Row(title="a person's own link and hard link (followed, kept)", attack=own_links, share=True),
    Row(title="below `--root`: `conf` as a link that leads out", attack=links_out_of_root),
    Row(title="below `--root`: `conf -> /etc/tomcat7` as Debian lays it", attack=links_inside_root, share=True),
    Row(title="a service user swaps folders for links while root runs", attack=swapped, root=True),
)
