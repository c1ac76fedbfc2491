from __future__ import annotations

import re

from support.an_environment import cluster, environment

from hactl import model as m
from hactl.plan import Restart
from hactl.views import tree
from hactl.views.look import Look

SHOP = environment(cluster("a", 10), cluster("b", 20, ha=False))
FOLDERS = {"a-1": "shop/a1/a-1", "a-2": "shop/a2/a-2", "balancer": "shop/edge/nginx"}
OVERVIEW = tree.Overview(
    environment=SHOP,
    folders=FOLDERS,
    states={"a": "on", "b": "off"},
    restarts=(Restart(owner="a/a-1", wave=1, action="start", cost=""),),
    next_command="hactl lab up",
)

DRAWN = """\
shop  (shop.hactl.yaml)
├── balancer   10.0.0.5:80     nginx 1.18  shop/edge/nginx
├── cluster a  tomcat@7.0.109  HA on       sync, multicast 239.192.7.1:45571
│   ├── a-1  10.0.0.11:8080  receiver 10.9.0.11:4000, shutdown 8005  shop/a1/a-1
│   └── a-2  10.0.0.12:8080  receiver 10.9.0.12:4000, shutdown 8005  shop/a2/a-2
└── cluster b  tomcat@7.0.109  HA off
    ├── b-1  10.0.0.21:8080  shutdown 8005
    └── b-2  10.0.0.22:8080  shutdown 8005

to do, in this order:
  1. start a/a-1

next: hactl lab up
"""


def test_the_tree_shows_environment_clusters_instances_restarts_and_the_next_command() -> None:
    assert tree.text(OVERVIEW) == DRAWN


def test_colour_changes_nothing_but_colour() -> None:
    painted = tree.text(OVERVIEW, look=Look(colour=True))
    assert "\x1b[32mHA on\x1b[0m" in painted
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == DRAWN


def test_ascii_terminals_get_an_ascii_tree() -> None:
    drawn = tree.text(OVERVIEW, look=Look(unicode=False))
    assert drawn.isascii()
    assert "|   `-- a-2" in drawn


def test_a_narrow_terminal_gets_the_facts_below_each_other_and_loses_none() -> None:
    drawn = tree.text(OVERVIEW, look=Look(width=48))
    assert drawn.splitlines()[3:9] == [
        "├── cluster a  tomcat@7.0.109  HA on",
        "│   │   sync, multicast 239.192.7.1:45571",
        "│   ├── a-1  10.0.0.11:8080",
        "│   │       receiver 10.9.0.11:4000,",  # in one line with the shutdown port it would be 50 wide
        "│   │       shutdown 8005  shop/a1/a-1",
        "│   └── a-2  10.0.0.12:8080",
    ]
    assert sorted(re.findall(r"[\w.:@/-]+", DRAWN)) == sorted(re.findall(r"[\w.:@/-]+", drawn))


def test_what_differs_on_disk_is_said() -> None:
    states: dict[str, tree.State] = {"a": "mixed", "b": "absent"}
    drawn = tree.text(tree.Overview(environment=SHOP, states=states))
    assert "HA mixed on disk, on in the spec" in drawn
    assert "HA off, not created yet" in drawn


def test_applications_on_different_clusters_show_their_pools() -> None:
    apps = (
        m.App(name="bank", war=None, path="/bank", clusters=("a",)),
        m.App(name="ledger", war=None, path="/ledger", clusters=("b",)),
    )
    drawn = tree.text(tree.Overview(environment=environment(*SHOP.clusters, apps=apps)))
    assert "│   ├── pool a  /bank (bank)      clusters a\n│   └── pool b  /ledger (ledger)  clusters b\n" in drawn


def test_what_runs_is_shown_beside_the_instance_and_a_folder_gives_no_orders_to_the_terminal() -> None:
    drawn = tree.text(tree.Overview(environment=SHOP, running={"b-1": "HA on"}, folders={"b-1": "x\x1b[2J"}))
    assert "├── b-1  10.0.0.21:8080  shutdown 8005  HA on  x\\x1b[2J\n" in drawn


def test_json_holds_the_same() -> None:
    data = tree.as_data(OVERVIEW)
    assert (data["environment"], data["next"]) == ("shop", "hactl lab up")
    first = data["clusters"][0]
    assert (first["ha"], first["on_disk"], first["multicast"]) == (True, "on", "239.192.7.1:45571")
    assert first["instances"][0] == {
        "name": "a-1",
        "host": "a1",
        "address": "10.0.0.11:8080",
        "ports": {"http": 8080, "shutdown": 8005, "receiver": 4000},
        "drained": False,
        "folder": "shop/a1/a-1",
        "running": None,
    }
