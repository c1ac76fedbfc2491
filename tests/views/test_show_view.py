from __future__ import annotations

from collections.abc import Mapping

from hactl.problems import KeyPath
from hactl.views import show
from hactl.views.look import Look

VALUES: Mapping[str, object] = {
    "name": "shop",
    "clusters": {"a": {"ha": True, "instances": [{"host": "app1"}, {"host": "app2"}]}},
    "balancer": {"listen": [80, 443], "server_name": "", "extra": {}},
    "x-db": {"password": "CANARY", "secret": "${DB}", "url": "jdbc:x://u:CANARY@h"},
}
ORIGINS: Mapping[KeyPath, str] = {
    ("name",): "shop.hactl.yaml:2",
    ("clusters", "a"): "shop.hactl.yaml:4",
    ("clusters", "a", "ha"): "default",
}


def test_each_value_is_a_line_with_its_origin() -> None:
    assert show.text(VALUES, ORIGINS).splitlines()[:4] == [
        "name                         shop              shop.hactl.yaml:2",
        "clusters.a.ha                true              default",
        "clusters.a.instances.0.host  app1              shop.hactl.yaml:4",
        "clusters.a.instances.1.host  app2              shop.hactl.yaml:4",
    ]


def test_lists_empty_values_and_maps_are_shown() -> None:
    lines = [line.split() for line in show.text(VALUES, ORIGINS).splitlines()]
    assert ["balancer.listen", "[80,", "443]"] in lines
    assert ["balancer.server_name", '""'] in lines
    assert ["balancer.extra", "{}"] in lines


def test_a_narrow_terminal_gets_the_origin_below() -> None:
    shown = show.text(VALUES, ORIGINS, look=Look(width=40))
    assert shown.startswith("name: shop\n  shop.hactl.yaml:2\nclusters.a.ha: true\n  default\n")


def test_secrets_are_masked_and_references_are_not() -> None:
    for shown in (show.text(VALUES, ORIGINS), str(show.as_data(VALUES, ORIGINS))):
        assert "CANARY" not in shown
        assert "${DB}" in shown


def test_json_keeps_the_nesting_and_names_origins_by_path() -> None:
    data = show.as_data(VALUES, ORIGINS)
    assert "'ha': True" in str(data["values"]["clusters"])
    assert {"path": ["clusters", "a", "instances", 1, "host"], "origin": "shop.hactl.yaml:4"} in data["origins"]
