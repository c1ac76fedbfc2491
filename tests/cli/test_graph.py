"""`hactl graph` as people call it: to stdout, into a file, folded or not, and never over a file of somebody's."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from support.command_line import Shell
from support.graph_worlds import boxes, parsed, words
from support.source_tree import CHECKOUT

MANY = "hactl: 1\nname: many\nserver: tomcat@7\nbalancer: 10.0.0.5:80\nclusters:\n" + "".join(
    f"  c{c}: [{', '.join(f'10.0.{c}.{i}' for i in range(1, 6))}]\n" for c in range(10)
)
THEIRS = """\
hactl: 1
name: shop
server: tomcat@7
clusters:
  a: [127.0.0.1:8080, 127.0.0.1:8180, 127.0.0.1:8280]
balancer: {host: 127.0.0.1, listen: [8000], base: nginx, server: existing, config: nginx.conf}
"""
CONF = """\
events {}
http {
    upstream u { server 127.0.0.1:8080; server 127.0.0.1:8180 backup; server 127.0.0.1:8280 down; }
    server { listen 127.0.0.1:8000; location / { proxy_pass http://u; } }
}
"""
FORMS = {"svg": "<svg ", "dot": "// drawn", "mermaid": "---", "text": "nginx "}


def instances(svg: str) -> list[str]:
    return [words(each)[0] for each in boxes(parsed(svg), "instance")]


def test_svg_goes_to_stdout_and_nothing_is_written(shop: Shell) -> None:
    before = shop.files()
    drawn = shop("graph")
    assert (drawn.code, drawn.err) == (0, "")
    assert instances(drawn.out) == ["a-1", "a-2", "b-1", "b-2"]
    assert shop.files() == before


@pytest.mark.parametrize("form", FORMS)
def test_each_form_draws_each_instance_and_goes_into_a_file_again_and_again(shop: Shell, form: str) -> None:
    said = shop("graph", "--format", form).out
    assert said.startswith(FORMS[form])
    assert all(said.count(name) for name in ("a-1", "a-2", "b-1", "b-2", "10.0.0.5:80"))
    for _ in range(2):
        wrote = shop("graph", "--format", form, "-o", "shop.out")
        assert (wrote.code, wrote.out, wrote.err) == (0, "", "wrote shop.out\n")
    assert (shop.folder / "shop.out").read_text().startswith(said)
    assert (shop.folder / "shop.out").stat().st_mode & stat.S_IRGRP


def test_no_file_of_somebodys_is_drawn_over_the_spec_least_of_all(shop: Shell) -> None:
    shop.write("notes.svg", "<svg>mine</svg>")
    before = shop.files()
    for name in ("notes.svg", "shop.hactl.yaml", "."):
        refused = shop("graph", "-o", name)
        assert refused.code == 64 and "it was left as it is" in refused.err and "hint:" in refused.err
    assert shop("graph", "-o", "nowhere/shop.svg").code == 1
    assert shop.files() == before


def test_many_instances_are_folded_by_themselves_and_one_cluster_is_unfolded_by_name(hactl: Shell) -> None:
    hactl.write("many.hactl.yaml", MANY)
    folded = parsed(hactl("graph").out)
    assert not boxes(folded, "instance")
    assert [words(each) for each in boxes(folded, "folded")][3] == [
        "5 instances on 5 hosts",
        "c3-1 … c3-5",
        "10.0.3.1 … 10.0.3.5",
        "http 8080, receiver 9080",
    ]
    assert instances(hactl("graph", "--cluster", "c3").out) == [f"c3-{n}" for n in range(1, 6)]
    assert len(instances(hactl("graph", "--no-fold").out)) == 50


def test_few_instances_are_folded_where_that_is_asked_for(shop: Shell) -> None:
    assert instances(shop("graph", "--fold").out) == []
    assert instances(shop("graph", "--cluster", "b").out) == ["b-1", "b-2"]


def test_a_cluster_that_is_not_there_is_a_usage_error_that_names_the_nearest(hactl: Shell) -> None:
    hactl.write("many.hactl.yaml", MANY)
    refused = hactl("graph", "--cluster", "c33")
    assert (refused.code, refused.out) == (64, "") and "did you mean `c3`?" in refused.err
    assert hactl("graph", "--cluster", "c3", "--no-fold").code == 64


def test_clusters_are_unfolded_by_a_pattern_too(hactl: Shell) -> None:
    hactl.write("many.hactl.yaml", MANY)
    assert len(instances(hactl("graph", "--cluster", "c[12]", "--cluster", "c?").out)) == 50
    assert hactl("graph", "--cluster", "x*").code == 64


def test_what_mermaid_would_refuse_is_said(hactl: Shell) -> None:
    pairs = "".join(f"  c{n}: [10.1.{n}.1, 10.1.{n}.2]\n" for n in range(200))
    hactl.write("many.hactl.yaml", MANY.partition("clusters:\n")[0] + "clusters:\n" + pairs)
    assert "Mermaid draws at most 50,000 characters" in hactl("graph", "--format", "mermaid", "--no-fold").err
    assert "Mermaid" not in hactl("graph", "--no-fold").err


def test_a_spec_with_problems_gives_no_picture(hactl: Shell) -> None:
    hactl.write("x.hactl.yaml", "hactl: 1\nname: X\n")
    said = hactl("graph", "-o", "x.svg")
    assert (said.code, said.out) == (3, "") and not (hactl.folder / "x.svg").exists()


@pytest.mark.parametrize("form", FORMS)
def test_what_a_persons_nginx_calls_backup_or_down_is_marked(hactl: Shell, form: str) -> None:
    hactl.write("shop.hactl.yaml", THEIRS)
    hactl.write("shop/127.0.0.1/nginx/nginx.conf", CONF)
    said = hactl("graph", "--format", form).out
    if form == "svg":
        marked = {(words(each)[0], each.attrib["class"]) for each in boxes(parsed(said), "instance")}
        assert marked == {("a-1", "instance"), ("a-2", "instance standby"), ("a-3", "instance down")}
    else:
        assert "a-2 (standby)" in said and "a-3 (down)" in said and "a-1 (" not in said


@pytest.mark.parametrize("conf", [None, "http { upstream { {", "\xff"])
def test_an_nginx_that_is_not_there_or_not_understood_keeps_nothing_from_being_drawn(
    hactl: Shell, conf: str | None
) -> None:
    hactl.write("shop.hactl.yaml", THEIRS)
    if conf is not None:
        hactl.write("shop/127.0.0.1/nginx/nginx.conf", conf.encode("latin-1"))
    assert instances(hactl("graph").out) == ["a-1", "a-2", "a-3"]


def _on_a_terminal(folder: Path, words: list[str], columns: int, lines: int) -> str:
    ours, theirs = pty.openpty()
    around = {**os.environ, "COLUMNS": f"{columns}", "LINES": f"{lines}", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    around["PYTHONPATH"] = str(CHECKOUT)
    command = [sys.executable, "-m", "hactl", *words]
    started = subprocess.Popen(command, cwd=folder, env=around, stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    said = b""
    try:
        while data := os.read(ours, 65536):
            said += data
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert started.wait(60) == 0
    return said.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_status_draws_the_environment_above_its_table_where_both_fit(shop: Shell, columns: int) -> None:
    plain = shop("status").out
    assert "╭─┴" not in plain
    high = _on_a_terminal(shop.folder, ["status"], columns, 60)
    assert high.startswith("nginx 1.18 listens on 10.0.0.5:80\n")
    assert high.count("╭─┴ a ───────────── HA on ╮") == 1 and "│ b-1 <-> b-2" in high
    picture, _, table = high.partition("\n\n")
    assert max(map(len, picture.splitlines())) <= columns and table.startswith("shop  (shop.hactl.yaml)\n")
    low = _on_a_terminal(shop.folder, ["status"], columns, high.count("\n"))
    assert "╭─┴" not in low and high.endswith(low)
