"""Hostile specs, and hostile files to import."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from measure.attack.ground import SERVER_XML, SPEC, Ground, Row, Try, all_of, picture, wanted

IMPORT = ("import", "old/t1", "old/t2", "--nginx", "nginx/nginx.conf", "--server", "tomcat@7.0.109", "--name", "made")
NGINX = """\
events {}
http {
  upstream u { server 10.0.0.11:8080; }
  server { listen 80; location / { proxy_pass http://u; } }
}
"""
NAMES = ("../../x", "a/b", "a\\nb", "a b", "a;b", "$(id)", "{{7*7}}", "%s", "-rf", "x" * 300, "\\u202egnp")


def _specs() -> dict[str, str]:
    bomb = "".join(f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    balancer = "balancer: {{listen: [80], address: 10.0.0.5, {}}}\n"
    start = SPEC.partition("balancer:")[0]
    return {
        "alias bomb": SPEC + "x-0: &a0 [1]\n" + bomb,
        "tag": SPEC + "x-t: !!python/object/apply:os.system [id]\n",
        "alias of itself": SPEC + "x-r: &r [*r]\n",
        "deep": SPEC + "x-d: " + "[" * 50_000 + "]" * 50_000 + "\n",
        "300 clusters": _clusters(300),
        "NUL": SPEC + "x-n: 'a\0b'\n",
        "no UTF-8": SPEC + "x-n: \udcff\n",
        "huge number": SPEC.replace("hactl: 1", "hactl: " + "9" * 5000),
        "server_name": start + balancer.format('server_name: "a; } server { listen 81"'),
        "server_name, line": start + balancer.format('server_name: "a\\n}\\nserver {"'),
        "path": SPEC + 'apps: {s: {war: s.war, path: "/a; return 200; #"}}\n',
        "path, quote": SPEC + "apps: {s: {war: s.war, path: '/a\" b'}}\n",
        "nested bases": SPEC.replace("[10.0.0.11, 10.0.0.12]", _bases("/srv/a", "/srv/a/b")),
        "base climbs": SPEC.replace("[10.0.0.11, 10.0.0.12]", _bases("../../elsewhere", "t2")),
        "base, line": SPEC.replace("[10.0.0.11, 10.0.0.12]", _bases("a\\nb", "t2")),
        "base, shell": SPEC.replace("[10.0.0.11, 10.0.0.12]", _bases("a$(id)`id`", "t2")),
        "war climbs": SPEC + "apps: {s: {war: ../../../../etc/passwd, path: /}}\n",
        **{f"name {n[:12]}": SPEC.replace("name: shop", f'name: "{n}"') for n in NAMES},
    }


def _clusters(number: int) -> str:
    head, tail = SPEC.split("clusters:\n")
    lines = "".join(f"  c{n}: [10.{n // 250}.{n % 250}.1, 10.{n // 250}.{n % 250}.2]\n" for n in range(number))
    return f"{head}clusters:\n{lines}{tail.partition(chr(10))[2]}"


def _bases(one: str, two: str) -> str:
    return f'{{instances: {{a-1: {{host: 10.0.0.11, base: "{one}"}}, a-2: {{host: 10.0.0.11, base: "{two}"}}}}}}'


def specs(ground: Ground) -> Iterator[Try]:
    """Refused with its place, or harmless: nothing outside its folder, nothing of it as NGINX's own words."""
    for name, text in _specs().items():
        (ground.work / "shop.hactl.yaml").write_bytes(text.encode(errors="surrogateescape"))
        before = picture(ground.top, without=("work", "state", "cache"))
        ran = ground.hactl("create", "--yes")
        out = "" if before == picture(ground.top, without=("work", "state", "cache")) else "it wrote elsewhere"
        yield Try(name, all_of(ran.fault(), out, _injected(ground.work)), ran.seen)
        _empty(ground.work)
    ground.spec(_clusters(3000))  # to write its 72,000 files is what is asked of `create`, so it is only looked at
    for words in (("validate",), ("show",)):
        ran = ground.hactl(*words)
        yield Try(f"3000 clusters: {words[0]}", wanted(ran, 0), ran.seen)


def _injected(folder: Path) -> str:
    for path in folder.rglob("*.conf"):
        text = path.read_text(errors="replace")
        if "listen 81" in text or "return 200" in text or "\n}\nserver {\n}" in text:
            return f"a value of the spec is NGINX's own word in {path.name}"
    return ""


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


def imports(ground: Ground) -> Iterator[Try]:
    """What is imported is a person's text: the spec made of it is one, without a key that nobody wrote."""
    nginx = NGINX
    route = SERVER_XML.replace('name="Catalina" d', 'name="Catalina" jvmRoute="a&#10;x: 1" d')
    cases = {
        "route with a newline": (route, nginx),
        "names of NGINX": (SERVER_XML, nginx.replace("upstream u", 'upstream "u\n  evil: 1"')),
        "include of itself": (SERVER_XML, nginx + "include nginx.conf;\n"),
        "30000 open braces": (SERVER_XML, "a {" * 30_000),
        "a quote that does not end": (SERVER_XML, nginx + 'set $x "'),
        "a server_name of another": (SERVER_XML, nginx.replace("listen 80;", 'listen 80; server_name "a: {b: c}";')),
        "include of a device": (SERVER_XML, nginx + "include /dev/zero;\n"),
        "NUL": (SERVER_XML.replace("Catalina", "Cata\0lina"), nginx + "\0"),
    }
    for name, (server, balancer) in cases.items():
        for link in (False, True):
            _existing(ground.work / "old", server, balancer, link=link)
            made = ground.work / "made.hactl.yaml"
            ran = ground.hactl(*IMPORT, "--out", made.name)
            text = made.read_text() if made.exists() else ""
            evil = "a key that nobody wrote" if any(w in text for w in ("\nx: 1", "\nevil:", "\n  evil:")) else ""
            evil = all_of(evil, ground.hactl("validate", made.name).fault() if text else "")
            yield Try(f"{name}{', webapps that are links' if link else ''}", all_of(ran.fault(), evil), ran.seen)
            _empty(ground.work)


def _existing(folder: Path, server: str, balancer: str, *, link: bool) -> None:
    for base in ("t1", "t2"):
        (folder / base / "conf").mkdir(parents=True)
        (folder / base / "conf/server.xml").write_text(server)
        (folder / base / "webapps").mkdir()
        if link:
            (folder / base / "webapps" / "a: {b: c}\n").symlink_to("/")
    (folder.parent / "nginx").mkdir()
    (folder.parent / "nginx/nginx.conf").write_text(balancer)


ROWS = (
    Row(title="hostile specs: bombs, tags, depth, injection, names, bases", attack=specs),
    Row(title="hostile files to import: routes, names, includes, braces, links", attack=imports),
)
