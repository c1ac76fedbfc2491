"""What encrypted copies of sessions do, measured on real servers: the tables of docs/encryption.md."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path

from support import encrypted_lab as sealed
from support.line_lab import CHECKOUT, Live, live

from hactl.servers import SERVER_TYPES
from hactl.spec.servers import numbers
from measure.measured import Table
from measure.product_rows import line_of, runs_here, variables

OTHER = "00112233445566778899aabbccddeeff"
ALGORITHM, WRONG = "AES/GCM/NoPadding", "AES/CTR/NoPadding"
ENCRYPTS = re.compile(  # what says so in a file of hactl's
    r'\s*<Interceptor className="[\w.]+\.EncryptInterceptor"[^>]*/>'
    r'|\s*<Set name="(?:algorithm|keyVariable)">[^<]*</Set>'
)
LAST_UNSTAMPED = "tomcat@9.0.117"  # its messages hold no time
SERVERS = tuple(
    dict.fromkeys(
        server
        for name in ("tomcat", "tomee", "jetty")
        for lines in (sorted(SERVER_TYPES[name].lines.values(), key=lambda line: numbers(line.name), reverse=True),)
        for able in ([f"{name}@{line.newest}" for line in lines if not line.at(line.newest).unencrypted],)
        for server in (able[0], *((LAST_UNSTAMPED,) if name == "tomcat" else ()), able[-1])
    )
)
"""The newest line of each product, and the oldest that encrypts."""
CHANGES = (
    "tomcat@9.0.117 to tomcat@9.0.122",
    "tomcat@8.5.100 to tomcat@9.0.117",
    "tomcat@10.1.59 to tomcat@11.0.24",
    "jetty@9.4.58.v20250814 to jetty@12.1.12",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of a server."""

    server: str
    equal: str
    static: str
    other: str
    one: str
    wrong: str
    files: str
    change: str


HEAD = Row(
    server="server",
    equal="equal keys: sessions kept after `kill -9`",
    static="the same, `discovery: static`, `mode: async`",
    other="another key on one side: new sessions copied",
    one="one side without",
    wrong=f"{WRONG} on one side",
    files="HA off and on again",
    change="the key changed, instance by instance: 20 users meanwhile",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The cells of a change of version."""

    pair: str
    cost: str
    kept: str


ROLL_HEAD = Roll(pair="from and to", cost="what the plan says of each restart", kept="20 users meanwhile")


def _line(row: Row | Roll) -> str:
    return "| " + " | ".join(getattr(row, field.name) for field in fields(row)) + " |"


def measure(server: str, folder: Path) -> Row:
    """Run a pair with equal keys, then with whatever may be wrong on one side, then change the key."""
    with live(sealed.spec(server), folder, variables(server)) as lab:
        report = lab.drill("--until", "kill")
        assert report["ok"], report["reasons"]
        change = _changed_key(lab, server)
        lab.spec.write_text(sealed.spec(server))
        lab.hactl("apply", "--yes")
        files = _off_and_on(lab, folder / "sealed")
        lab.hactl("lab", "up")
        other = _other_key(lab)
        lab.hactl("lab", "down")
        lab.hactl("lab", "up")
        sealed.changed(lab, "a-2", lambda text: ENCRYPTS.sub("", text))
        one = sealed.copied(lab)[0]
        wrong = _wrong(lab)
        static = _static(lab, server)
    kept = "{} of {}".format(*report["kept"])
    return Row(server=server, equal=kept, static=static, other=other, one=one, wrong=wrong, files=files, change=change)


def _changed_key(lab: Live, server: str) -> str:
    """Return what becomes of users while the spec's variable, and so the key, is changed instance by instance."""
    lab.spec.write_text(sealed.spec(server, variable="SHOP_KEY_2"))
    plan = lab.result("diff")
    assert not any(restart["keeps"] for restart in plan["restarts"]), plan["restarts"]
    lab.hactl("apply", "--yes")
    return "{} of {} kept".format(*lab.result("lab", "roll", "--users", "20")["kept"])


def _off_and_on(lab: Live, folder: Path) -> str:
    before = _tree(folder)
    lab.hactl("disable-ha", "--yes")
    assert _tree(folder) != before
    lab.hactl("enable-ha", "--yes")
    return "every byte back" if _tree(folder) == before else "**different**"


def _tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files if ".hactl" not in path.parts}


def _other_key(lab: Live) -> str:
    sealed.other_key(lab, "a-2", OTHER)
    number, reasons = sealed.copied(lab)
    assert any("the keys differ" in reason for reason in reasons), reasons
    return f"{number}; the drill says that the keys differ"


def _wrong(lab: Live) -> str:
    """Return what an algorithm that no line takes does: the server, or its cluster, does not start."""
    file = sealed.settings(lab, "a-1")
    file.write_text(file.read_text().replace(ALGORITHM, WRONG))
    lab.hactl("lab", "stop", "a-1")
    said = lab.hactl("lab", "start", "a-1", codes=(0, 1))
    return "starts" if said else "does not start"


def _static(lab: Live, server: str) -> str:
    words = '"}, discovery: static, mode: async}'
    lab.spec.write_text(sealed.spec(server).replace('"}}', words))
    lab.hactl("apply", "--yes")
    lab.hactl("lab", "up")
    report = lab.drill("--until", "kill")
    assert report["ok"], report["reasons"]
    return "{} of {}".format(*report["kept"])


def roll(pair: str, folder: Path) -> Roll:
    """Run one version, roll the other in while users click."""
    before, after = pair.split(" to ")
    given = {**variables(before), **variables(after)}
    with live(sealed.spec(before), folder, given) as lab:
        lab.spec.write_text(sealed.spec(after))
        plan = lab.result("diff")
        lab.hactl("apply", "--yes")
        rolled = lab.result("lab", "roll", "--users", "20")
    kept, total = rolled["kept"]
    assert kept == total or not all(restart["keeps"] for restart in plan["restarts"]), (pair, plan["restarts"], kept)
    costs = (re.sub(r"on a-[12]$", "on the partner", restart["cost"]) for restart in plan["restarts"])
    return Roll(pair=pair, cost="; ".join(dict.fromkeys(costs)), kept=f"{kept} of {total} kept")


def _application(server: str) -> str:
    return "web-jakarta" if line_of(server).jakarta else "web"


PAGE = CHECKOUT / "docs" / "encryption.md"
SEALED = Table(
    page=PAGE,
    target="encryption",
    head=_line(HEAD),
    names=SERVERS,
    specs=lambda server: (sealed.spec(server),),
    measure=lambda server, folder: _line(measure(server, folder)),
    cannot=runs_here,
    application=_application,
)
ROLLS = Table(
    page=PAGE,
    target="encryption",
    part="versions",
    head=_line(ROLL_HEAD),
    names=CHANGES,
    specs=lambda pair: tuple(map(sealed.spec, pair.split(" to "))),
    measure=lambda pair, folder: _line(roll(pair, folder)),
    cannot=lambda pair: "; ".join(filter(None, map(runs_here, pair.split(" to ")))),
)
