"""What hactl says is not protected is lost when its instance is killed, and nothing else is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from support.line_lab import CHECKOUT, Live, step

pytestmark = pytest.mark.live

DEMO = CHECKOUT / "examples/demo-app/web"
SPEC = """\
hactl: 1
name: pair
server: tomcat@7.0.109
clusters: {a: [10.0.7.11, 10.0.7.12]}
balancer: 10.0.7.5:80
apps:
"""
MANAGER = '<Context><Manager pathname=""/></Context>'
BY_DESCRIPTOR = {
    "described": MANAGER,
    "overriding": '<Context override="true"/>',
    "renamed": '<Context sessionCookieName="SID"/>',
    "clustered": '<Context><Manager className="org.apache.catalina.ha.session.DeltaManager"/></Context>',
}
LOST = {"described", "overriding", "inside"}


def _spec(known: bool) -> str:
    names = ("plain", "inside", *BY_DESCRIPTOR)
    word = ", replicated: false"
    return SPEC + "".join(f"  {n}: {{war: {n}{word if known and n in LOST else ''}}}\n" for n in names)


def _lay(folder: Path) -> None:
    """Lay out the applications, and what a person wrote for them in both bases."""
    for name in ("plain", "inside", *BY_DESCRIPTOR):
        shutil.copytree(DEMO, folder / name)
    (folder / "inside/META-INF").mkdir()
    (folder / "inside/META-INF/context.xml").write_text(MANAGER)
    for base in ("10.0.7.11/a-1", "10.0.7.12/a-2"):
        descriptors = folder / "pair" / base / "conf/Catalina/localhost"
        descriptors.mkdir(parents=True)
        for name, text in BY_DESCRIPTOR.items():
            (descriptors / f"{name}.xml").write_text(text)


def test_of_several_applications_those_that_were_named_are_lost_and_no_other(tmp_path: Path) -> None:
    made = Live(tmp_path)
    _lay(tmp_path)
    made.spec.write_text(_spec(known=False))
    named = re.findall(r"sessions of /(\w+) will not", made.hactl("validate"))
    assert set(named) == LOST
    made.spec.write_text(_spec(known=True))
    assert made.result("validate", "--strict")["warnings"] == 0
    made.hactl("create", "--yes")
    try:
        made.hactl("lab", "up")
        report = made.drill("--users", "6", "--trials", "6", "--until", "kill")
    finally:
        made.hactl("lab", "down")
    bound = [row for row in step(report, "kill")["rows"] if row["bound"]]
    assert {row["app"].strip("/") for row in bound if row["fate"] == "lost"} == LOST
    assert {row["app"].strip("/") for row in bound if row["fate"] == "kept"} == {"plain", "renamed", "clustered"}
    assert not [reason for reason in report["reasons"] if "sessions lost" in reason]
    assert report["kept"][0] == report["kept"][1] == 6 * 3
