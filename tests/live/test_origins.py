"""A lab knows which spec and files it runs, and says when the disk has something newer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hactl import operations, validation
from hactl.events import silent
from hactl.live.lab import stage
from hactl.live.lab.origins import ran
from hactl.operations import Order
from hactl.reports.lab import Ran
from hactl.views import lab as view

SPEC = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters: {a: [127.0.0.1:8080, 127.0.0.1:8180]}
balancer: 127.0.0.1:8000
apps: {app: {war: app.war, path: /}}
"""


class World:
    """A spec, what `create` made of it, and a lab's tree of both."""

    def __init__(self, folder: Path) -> None:
        self.spec, self.state, self.war = folder / "shop.hactl.yaml", folder / "state", folder / "app.war"
        self.spec.write_text(SPEC)
        self.war.write_bytes(b"PK one")
        self.order = Order(spec=self.spec)

    def create(self) -> None:
        operations.carry_out(operations.draft(self.order), "hactl create", silent)

    def lab(self) -> None:
        self.state.mkdir(exist_ok=True)
        stage.set_stage(self.order, self.state, lambda environment: environment, silent)

    def ran(self) -> Ran:
        found = ran(self.order, validation.sound(validation.load(self.spec)), self.state)
        assert found is not None
        return found

    def base(self, file: str) -> Path:
        return self.spec.parent / "shop/127.0.0.1/a-1" / file


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.create()
    made.lab()
    return made


def test_what_runs_is_what_is_on_disk(world: World) -> None:
    first = world.ran()
    assert first.newer == () and len(first.spec) == len(first.files) == 12
    os.utime(world.spec)  # touched, not changed
    world.base("logs/catalina.log").write_text("the server's own\n")
    assert world.ran() == first


def test_a_newer_spec_file_or_archive_is_named_and_a_lab_of_it_has_other_hashes(world: World) -> None:
    first = world.ran()
    world.war.write_bytes(b"PK two")
    assert world.ran().newer == ("app.war",)
    world.spec.write_text(SPEC + "# later\n")
    server = world.base("conf/server.xml")
    server.write_text(server.read_text().replace("<Server", "<!-- mine --><Server", 1))
    assert world.ran().newer == ("spec", "127.0.0.1:a-1/conf/server.xml", "app.war")
    assert "spec, 127.0.0.1:a-1/conf/server.xml, app.war" in view.newer(world.ran())
    assert (world.ran().spec, world.ran().files) == (first.spec, first.files), "it still runs the old ones"
    world.lab()
    again = world.ran()
    assert again.newer == () and again.spec != first.spec and again.files != first.files


def test_what_the_lab_was_given_already_is_no_news_when_it_is_carried_out_on_disk(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.lab()
    world.create()
    assert world.ran().newer == ()


def test_a_file_that_is_gone_is_named_and_a_lab_of_an_older_hactl_notes_nothing(world: World) -> None:
    world.base("conf/web.xml").unlink()
    assert world.ran().newer == ("127.0.0.1:a-1/conf/web.xml",)
    (world.state / "origins.json").write_text("{")
    assert ran(world.order, None, world.state) is None


def test_a_base_that_is_not_looked_at_is_not_missed(tmp_path: Path) -> None:
    spec = tmp_path / "old.hactl.yaml"
    spec.write_text(
        SPEC.replace(
            "[127.0.0.1:8080, 127.0.0.1:8180]",
            "{instances: {a-1: {host: 10.0.0.11, base: /srv/one}, a-2: {host: 10.0.0.12, base: /srv/two}}}",
        )
        .replace("127.0.0.1:8000", "10.0.0.5:80")
        .replace("apps: {app: {war: app.war, path: /}}\n", "")
    )
    there = Order(spec=spec, root=tmp_path / "root")
    operations.carry_out(operations.draft(there), "hactl create", silent)
    state = tmp_path / "state"
    state.mkdir()
    stage.set_stage(there, state, lambda environment: environment, silent)
    environment = validation.sound(validation.load(spec))
    for order in (there, Order(spec=spec)):
        found = ran(order, environment, state)
        assert found is not None and found.newer == (), "started with --root, looked at without"
