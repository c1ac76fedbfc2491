"""A person's own nginx.conf in front of servers: his locations lead to the pool, all else of his goes on counting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.balancer_worlds import Group, World
from support.nginx_binaries import binaries, each_nginx, files, judge, lay_out
from support.standins import Lab, StandIn, running

from hactl.balancer.nginx import around, otherwise, room
from hactl.balancer.nginx.includes import Source
from hactl.edits import nginx_edits
from hactl.problems import Severity
from hactl.render import render
from hactl.targets import Blob, Blocked, Kind, Target, Wanted

TWO_PAIRS = {"a": ["a-1", "a-2"], "b": ["b-1", "b-2"]}
HIS = """\
daemon on;
worker_processes 2;
pid logs/nginx.pid;
error_log logs/error.log;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path temp/a; proxy_temp_path temp/b;
    fastcgi_temp_path temp/c; uwsgi_temp_path temp/d; scgi_temp_path temp/e;
    add_header X-Frame-Options SAMEORIGIN;
    upstream tomcats { ip_hash; %(servers)s }
    server {
        listen 127.0.0.1:%(port)d;
        proxy_set_header X-Outer yes;
        error_page 404 /mine404;
        error_page 502 503 504 =200 /sorry;
        location = /sorry { return 200 sorry; }
        location /status { return 200 fine; }
        location / {
            proxy_pass http://tomcats;   # to our Tomcats
        }
        location /own/ {
            proxy_pass http://tomcats/own/;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header Connection close;
            proxy_read_timeout 30s;
            add_header X-Mine yes;
            error_page 500 502 /sorry;
        }
    }
    map_hash_max_size 4096;
}
"""


def his(servers: dict[str, StandIn], port: int) -> str:
    text = " ".join(f"server 127.0.0.1:{server.port};" for server in servers.values())
    return (HIS % {"servers": text, "port": port}).replace("daemon on;\n", "")


@pytest.fixture(params=binaries(), ids=lambda p: str(p).rsplit("/", 3)[1])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    with running(request.param, tmp_path, TWO_PAIRS, his) as lab:
        yield lab


@pytest.mark.parametrize("path", ["/", "/own/page"])
def test_users_stick_and_go_to_the_partner_then_to_another_cluster(lab: Lab, path: str) -> None:
    users = lab.browsers(40, path)
    assert {name: len(them) for name, them in users.items()} == dict.fromkeys(lab.servers, 10)
    lab.servers["a-1"].stop()
    assert {browser.get(path).name for browser in users["a-1"]} == {"a-2"}
    lab.servers["a-2"].stop()
    assert {browser.get(path).name for browser in users["a-2"]} <= {"b-1", "b-2"}
    assert {browser.get(path).name for browser in users["b-1"]} == {"b-1"}


def test_what_else_he_wrote_goes_on_counting(lab: Lab) -> None:
    browser = lab.browser()
    outer = {name.lower(): value for name, value in browser.get("/").saw.items()}
    assert outer["x-outer"] == "yes" and "x-real-ip" not in outer
    own = {name.lower(): value for name, value in browser.get("/own/page").saw.items()}
    assert own["x-real-ip"] == "127.0.0.1" and "x-outer" not in own
    assert outer["host"] == own["host"] == f"127.0.0.1:{browser.port}"


def test_his_page_for_the_case_that_all_are_gone_is_shown(lab: Lab) -> None:
    users = lab.browsers(8)
    for server in lab.servers.values():
        server.stop()
    assert {browser.get("/").status for them in users.values() for browser in them} == {200}


def world(**more: object) -> World:
    group = Group(instances={"a-1": ("10.0.0.11", 8080), "a-2": ("10.0.0.12", 8080)})
    return World(clusters={"a": group}, ours=False, config="nginx.conf", **more)  # type: ignore[arg-type]


def target(wanted: World) -> Target:
    return next(t for t in room.targets(wanted.build(), render) if t.kind is Kind.EDIT)


def targets(seen: around.Around) -> list[Target]:
    return [t for t in room.files(world().build(), render, seen) if t.kind is not Kind.DIRECTORY]


def http(inner: str) -> str:
    upstream = "upstream shop { server 10.0.0.11:8080; server 10.0.0.12:8080; }\n"
    return f"events {{}}\nhttp {{\n{upstream}server {{\nlisten 80;\n{inner}\n}}\n}}\n"


def made(text: str, **more: object) -> str:
    outcome = target(world(**more)).fold(Blob.of(text.encode()))
    assert isinstance(outcome, Wanted), outcome
    return outcome.blob.data.decode()


REFUSED = {
    "nginx-no-way": http("location / { proxy_pass http://10.9.9.9; }"),
    "nginx-upstream-elsewhere": http("location / { proxy_pass http://tomcats_of_another_file; }"),
    "nginx-variable-way": http("location / { proxy_pass http://$backend; }"),
    "nginx-stream": "stream { server { listen 80; proxy_pass 10.0.0.11:8080; } }\n",
    "nginx-nested": http("location / { if ($x) { proxy_pass http://shop; } }"),
    "nginx-https": http("location / { proxy_pass https://shop; }"),
    "nginx-path": http("location / { proxy_pass http://shop/app/; }"),
    "nginx-several-lines": http("proxy_set_header A\n b;\nlocation / { proxy_pass http://shop; }"),
    "nginx-quoted-page": http("error_page 404 '/a b';\nlocation / { proxy_pass http://shop; }"),
    "nginx-two-https": "http { }\nhttp { }\n",
    "nginx-malformed": "http { server { listen 80 }\n",
}


@pytest.mark.parametrize("problem", REFUSED)
def test_what_hactl_does_not_understand_it_refuses_with_place_and_way_out(problem: str) -> None:
    outcome = target(world()).fold(Blob.of(REFUSED[problem].encode()))
    assert isinstance(outcome, Blocked)
    (found,) = outcome.problems
    assert found.id == problem and found.hint and found.place and found.place.file.endswith("nginx.conf")


def test_a_location_with_servers_of_two_applications_is_asked_about_and_a_path_decides() -> None:
    clusters = {n: Group(instances={f"{n}-1": (f"10.0.0.{k}", 8080)}) for n, k in (("a", 11), ("b", 12))}
    two = World(clusters=clusters, apps={"/x": ["a"], "/y": ["b"]}, ours=False, config="nginx.conf")
    both = http("location /x/ { proxy_pass http://shop; }\nlocation /y/ { proxy_pass http://shop; }")
    outcome = target(two).fold(Blob.of(both.encode()))
    assert isinstance(outcome, Wanted)
    text = outcome.blob.data.decode()
    first, second = text.index("location /x/"), text.index("location /y/")
    assert "proxy_pass http://$ha_shop_a_pool" in text[first:second]
    assert "proxy_pass http://$ha_shop_b_pool" in text[second:]
    unclear = target(two).fold(Blob.of(http("location / { proxy_pass http://shop; }").encode()))
    assert isinstance(unclear, Blocked) and unclear.problems[0].id == "nginx-which-pool"


def test_an_upstream_that_something_else_still_needs_stays() -> None:
    inner = "location / { proxy_pass http://shop; }\nlocation /x { fastcgi_pass shop; }"
    assert "#| upstream shop" not in made(http(inner))
    assert "#| upstream shop" in made(http("location / { proxy_pass http://shop; }"))


def test_a_server_that_the_spec_does_not_know_and_a_way_elsewhere_are_told() -> None:
    text = http("location / { proxy_pass http://shop; }\nlocation /api { proxy_pass http://10.9.9.9:81; }")
    text = text.replace("10.0.0.12:8080;", "10.0.0.12:8080; server 10.0.0.99:8080;")
    outcome = target(world()).fold(Blob.of(text.encode()))
    assert isinstance(outcome, Wanted)
    told = {note.id: (note.severity, note.place and note.place.line) for note in outcome.notes}
    assert told == {"nginx-other-server": (Severity.WARNING, 3), "nginx-other-way": (Severity.NOTE, 7)}
    assert "proxy_pass http://10.9.9.9:81;" in outcome.blob.data.decode()


def test_with_ha_off_everywhere_his_bytes_are_back_and_no_file_is_added() -> None:
    group = Group(instances={"a-1": ("10.0.0.11", 8080)}, ha=False)
    off = World(clusters={"a": group}, ours=False, config="nginx.conf")
    before = http("location / { proxy_pass http://shop; }")
    outcome = target(off).fold(Blob.of(made(before).encode()))
    assert isinstance(outcome, Wanted) and outcome.blob.data.decode() == before
    assert [t.kind for t in room.targets(off.build(), render)] == [Kind.EDIT]


@each_nginx
@pytest.mark.parametrize("affinity", ["cookie", "route"])
def test_real_nginx_takes_the_result(binary: Path, affinity: str, tmp_path: Path) -> None:
    servers = "server 10.0.0.11:8080; server 10.0.0.12:8080;"
    before = (HIS % {"servers": servers, "port": 24977}).replace("daemon on;\n", "")
    texts = files(world(affinity=affinity).build(), {"nginx.conf": before})
    lay_out(texts, tmp_path)
    assert judge(binary, tmp_path) == ""
    assert nginx_edits.strip((tmp_path / "nginx.conf").read_bytes()).decode() == before


def notes(text: str, **others: str) -> dict[str, int | None]:
    around = read(text, others)
    found = list(otherwise.told(around, room.names(world().build()), lambda file: file == "/n/nginx.conf"))
    assert all(note.hint and note.severity is Severity.WARNING for note in found)
    return {note.id: note.place.line if note.place else None for note in found}


def read(text: str, others: dict[str, str]) -> around.Around:
    files = {"/n/nginx.conf": text, **{f"/n/{name}.conf": data for name, data in others.items()}}
    source = Source(
        read=lambda path: files[path].encode() if path in files else None,
        names=lambda folder: [path.removeprefix(f"{folder}/") for path in files],
    )
    return around.read(source, "/n/nginx.conf", "/n/nginx.conf")


def with_words(word: str) -> str:
    return http("location / { proxy_pass http://shop; }").replace("10.0.0.12:8080;", f"10.0.0.12:8080 {word};")


@pytest.mark.parametrize("word", ["max_conns=9", "resolve", "drain", "max_fails=2"])
def test_a_word_at_a_server_that_counts_no_more_is_named_with_its_line(word: str) -> None:
    assert notes(with_words(word)) == {"nginx-server-word": 3}


@pytest.mark.parametrize("word", ["weight=6", "backup", "down", "slow_start=9s", "weight=1"])
def test_a_word_that_hactl_says_too_is_not(word: str) -> None:
    assert notes(with_words(word)) == {}


def test_so_is_a_method_and_what_is_passed_on_and_a_sticky_that_never_worked() -> None:
    text = http("proxy_next_upstream off;\nlocation / { proxy_pass http://shop; }")
    text = text.replace("upstream shop {", "upstream shop { sticky cookie srv; least_conn;")
    assert notes(text) == {"nginx-passed-on": 6, "nginx-method": 3, "nginx-sticky-off": 3}


def test_a_standby_that_would_be_the_only_one_is_named() -> None:
    text = with_words("backup").replace("10.0.0.11:8080;", "10.0.0.11:8080 down;")
    assert notes(text) == {"nginx-server-word": 3}


def test_a_location_in_a_file_that_hactl_does_not_change_is_named() -> None:
    text = http("location / { proxy_pass http://shop; }")
    other = "server { listen 81;\nlocation / { proxy_pass http://10.0.0.11:8080; } }"
    assert notes(text.replace("http {\nup", "http {\ninclude b.conf;\nup"), b=other) == {"nginx-other-file": 2}


def test_an_upstream_in_another_file_is_followed_and_left_as_it_is() -> None:
    other = "upstream tomcats { server 10.0.0.11:8080 weight=4; server 10.0.0.12:8080; }"
    text = http("location / { proxy_pass http://tomcats; }").replace("http {", "http {\ninclude b.conf;")
    seen = read(text, {"b": other})
    texts = {str(t.location.path.name): t.fold(Blob.of(text.encode())) for t in targets(seen)}
    edited, include = texts["nginx.conf"], texts["hactl-shop.http.conf"]
    assert isinstance(edited, Wanted) and b"proxy_pass http://$ha_shop_all_pool;" in edited.blob.data
    assert isinstance(include, Wanted) and b"server 10.0.0.11:8080 weight=4 max_fails" in include.blob.data
    assert notes(text, b=other) == {}


def test_redirects_go_where_nginx_sent_them_by_itself() -> None:
    inside = "location / { proxy_pass http://shop; %s }"
    assert "proxy_redirect http://$ha_shop_host/ $scheme://$ha_shop_host/;" in made(http(inside % ""))
    assert "proxy_redirect http://shop/ /;" in made(http(inside % "proxy_set_header Host $host;"))
    assert made(http(inside % "proxy_redirect off;")).count("proxy_redirect") == 3  # his own, in both twins too


def test_times_of_his_server_block_hold_when_a_whole_cluster_is_gone() -> None:
    assert "60s" not in made(
        http("proxy_read_timeout 180s; proxy_send_timeout 9s;\nlocation / { proxy_pass http://shop; }")
    )


LUA = """access_by_lua_block { local t = { 1, 2 } -- }
 local s = "}" .. '}' .. [[ } ]] --[==[ } ]==] }"""


def test_a_block_of_lua_is_stepped_over() -> None:
    before = http(f"location / {{ {LUA}\nproxy_pass http://shop; }}")
    assert LUA in made(before) and nginx_edits.strip(made(before).encode()).decode() == before
