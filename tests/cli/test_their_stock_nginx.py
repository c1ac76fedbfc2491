"""Stock files of Debian and Red Hat, and what is not on this machine: NGINX judges them, for an ordinary user too."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support.command_line import Shell

from hactl.cli.main import run
from hactl.install.discovery import find_nginx
from hactl.live.lab import rehearse

SPEC = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters:
  a: [127.0.0.1:8080, 127.0.0.1:8180]
balancer: {host: 127.0.0.1, listen: [8000], base: nginx, server: existing, config: %s}
"""
SITE = """\
upstream shop { server 127.0.0.1:8080; server 127.0.0.1:8180; }
server {
    listen 80 default_server; listen [::]:80 default_server;
    %s
    location / { proxy_pass http://shop; }
}
"""
DEBIAN = """\
user www-data;
worker_processes auto;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
include modules-enabled/*.conf;
events { worker_connections 768; }
http {
    sendfile on; tcp_nopush on; types_hash_max_size 2048;
    default_type application/octet-stream;
    ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on;
    access_log /var/log/nginx/access.log;
    gzip on;
    include conf.d/*.conf;
    include sites-enabled/*;
}
"""
RED_HAT = """\
user nginx;
worker_processes auto;
error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;
include /usr/share/nginx/modules/*.conf;
load_module /usr/lib64/nginx/modules/ngx_http_no_such_module.so;
events { worker_connections 1024; }
http {
    log_format main '$remote_addr - $remote_user [$time_local] "$request" $status';
    access_log /var/log/nginx/access.log main;
    sendfile on; keepalive_timeout 65; types_hash_max_size 4096;
    include conf.d/*.conf;
}
"""
PLAIN = "events {}\nhttp { include site; }\n"
TLS = "listen 443 ssl; ssl_certificate /etc/letsencrypt/live/x/fullchain.pem; ssl_certificate_key /etc/no/privkey.pem;"
FILES = {
    "debian": ({"nginx.conf": DEBIAN, "sites-enabled/shop": SITE % ""}, "sites-enabled/shop"),
    "red hat": ({"nginx.conf": RED_HAT, "conf.d/shop.conf": SITE % ""}, "conf.d/shop.conf"),
    "plain": ({"nginx.conf": PLAIN, "site": SITE % ""}, "site"),
    "certificates that are not here": ({"nginx.conf": PLAIN, "site": SITE % TLS}, "site"),
}
NOBODY = 65534
NGINX = "shop/127.0.0.1/nginx"
each = pytest.mark.parametrize("kind", FILES)


def lay(shell: Shell, kind: str) -> None:
    files, config = FILES[kind]
    for name, text in files.items():
        shell.write(f"{NGINX}/{name}", text)
    shell.write("shop.hactl.yaml", SPEC % config)


@each
def test_nginx_takes_the_change(hactl: Shell, kind: str) -> None:
    lay(hactl, kind)
    done = hactl("create", "--yes")
    assert done.code == 0 and "nginx-untried" not in done.err, done.err


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user, which only root can")
@each
def test_for_an_ordinary_user_too(hactl: Shell, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(hactl, kind)
    assert hactl("create", "--dry-run").code == 0  # all of hactl is loaded now: nobody may not read its files
    with tempfile.TemporaryDirectory() as home:
        theirs = Path(home, "theirs")
        shutil.copytree(hactl.folder, theirs)
        for path in (Path(home), theirs, *theirs.rglob("*")):
            shutil.chown(path, NOBODY, NOBODY)
        monkeypatch.setenv("XDG_STATE_HOME", f"{home}/state")
        assert _as_nobody(theirs, home) == 0
        said = Path(home, "said").read_text()
    assert "would reject it" not in said and "nginx-untried" not in said, said


def _as_nobody(folder: Path, home: str) -> int:
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.chdir(folder)
        said = os.open(f"{home}/said", os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.stdout = sys.stderr = os.fdopen(said, "w")
        code = run(("create", "--dry-run"))
        sys.stderr.flush()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_without_openssl_it_is_said_why_nobody_tried(hactl: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(hactl, "certificates that are not here")
    monkeypatch.setenv("PATH", str(hactl.folder))
    done = hactl("create", "--yes")
    assert done.code == 0 and "fullchain.pem is not here, and there is no `openssl`" in done.err


def test_nothing_outside_the_scratch_folder_changes_hands(hactl: Shell) -> None:
    """As root, `nginx -t` gives its folders for temporary files to the user of its workers."""
    body = Path("/var/lib/nginx/body")
    before = body.stat() if body.is_dir() else None
    lay(hactl, "plain")
    assert hactl("create", "--yes").code == 0
    assert (body.stat().st_uid if body.is_dir() else None) == (before.st_uid if before else None)


@each
def test_the_lab_runs_a_copy_that_opens_the_same_ports_and_writes_in_its_own_folder(hactl: Shell, kind: str) -> None:
    lay(hactl, kind)
    main, folder = hactl.folder / NGINX / "nginx.conf", hactl.folder / "lab"
    nginx = find_nginx(os.environ, hactl.folder)
    assert nginx is not None
    copy = rehearse.to_run(nginx, main, folder, None)
    text = "".join(path.read_text() for path in folder.glob("*.conf"))
    assert "listen 80 default_server;" in text and not re.search(r"/var/log|/run/nginx|www-data|no_such_module", text)
    assert rehearse.listens(main, None) == ({80: False, 443: True} if "certificates" in kind else {80: False})
    words = [str(nginx.program), "-t", "-q", "-p", f"{main.parent}/", "-c", str(copy), "-g", "user root;"]
    if os.geteuid() == 0:  # it binds port 80
        assert subprocess.run(words, capture_output=True, text=True, timeout=60).stderr == ""
