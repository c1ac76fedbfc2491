"""Passwords in a person's files, texts that make masking slow, escape codes on their way to a terminal."""

from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from hactl.live.lab.plan import LabPlan, Member, to_json
from hactl.reports.lab import LabMode as Footing
from measure.attack.ground import SERVER_XML, Ended, Ground, Row, Try, all_of, picture, wanted
from measure.attack.inputs import ROOTED

IN_XML = (
    '<Parameter name="db.pw" value="{}"/>',
    '<Resource name="jdbc/x" password="{}"/>',
    '<Connector port="1" keystorePass="{}"/>',
    "<Realm connectionPassword='{}'/>",
    '<Environment name="API_TOKEN" value="{}" type="java.lang.String"/>',
    '<Resource url="jdbc:mysql://u:{}@h/d"/>',
    '<Resource url="jdbc:x?user=a&amp;password={}"/>',
    '<Valve secret="{}"/>',
    "<!-- password: {} -->",
)
IN_SHELL = (
    'CURL_AUTH="user:{}"',
    "export DB_PASSWORD={}",
    'JAVA_OPTS="$JAVA_OPTS -Ddb.password={}"',
    "SMTP_PW='{}'",
    "API_KEY={}",
    "aws_secret_access_key = {}",
    "PROXY=http://me:{}@proxy:3128",
    "mail.passwd={}",
    "BASIC_AUTH={}",
    "# old: password={}",
)
SLOW = {
    "continuation lines": "password=x\\\n",
    "open CDATA": "<password><![CDATA[",
    "YAML blocks": "- password: |\n",
    "open tags": "<password ",
    "open quotes": 'password="',
    "names": "password ",
    "escapes": 'password="\\',
    "dots": "password.",
    "elements": "<param-name>password</param-name>\n",
    "key blocks": "-----BEGIN PRIVATE KEY-----\n",
    "URLs": "http://a:",
    "OBF": "OBF:",
    "YAML entries": "- name: PASSWORD\n",
    "spaces": "password:" + " " * 40,
    "tabs": "password\t\t\t\t",
    "attributes": "a=' password='",
}
MEGABYTE = 1_000_000
MASK = "import sys; from hactl.masking import mask; mask(sys.stdin.read())"


def _files(ground: Ground) -> tuple[Path, Path]:
    ground.spec(ROOTED)
    base = ground.top / "root/10.0.0.11/srv/one"
    (base / "conf").mkdir(parents=True)
    (base / "bin").mkdir()
    return base / "conf/server.xml", base / "bin/setenv.sh"


def _secret(number: int) -> str:
    return f"CANARY{number:02}x"


def shown(ground: Ground) -> Iterator[Try]:
    """Each of 19 secrets stands in a file that hactl edits: it is in nothing that hactl shows or keeps."""
    server, script = _files(ground)
    lines = [text.format(_secret(number)) for number, text in enumerate((*IN_XML, *IN_SHELL))]
    yield from _one_by_one(ground, server, script, lines)
    near = "\n".join(lines[: len(IN_XML)])
    server.write_text(SERVER_XML.replace("<Engine ", near + "\n<Engine ").replace("</Engine>", near + "\n</Engine>"))
    script.write_text("\n".join(lines[len(IN_XML) :]) + "\n")
    root, plan = ("--root", str(ground.top / "root")), ground.work / "kept.plan"
    said = {
        "diff": ground.hactl("diff", *root),
        "diff as JSON": ground.hactl("diff", "--format", "json", *root),
        "saved plan": ground.hactl("diff", "--save", str(plan), *root),
        "create": ground.hactl("create", "--yes", *root),
        "history": ground.hactl("history", "--format", "json", *root),
    }
    texts = {**{name: ended.said for name, ended in said.items()}, "the plan's file": plan.read_text()}
    for name, text in texts.items():
        found = [lines[n] for n in range(len(lines)) if _secret(n) in text]
        ended = said.get(name)
        yield Try(name, all_of(ended.fault() if ended else "", *found), ended.seen if ended else "no secret")
    yield Try("what is kept", _open_to_others(ground.work / "shop/.hactl"), "closed to others")


def _one_by_one(ground: Ground, server: Path, script: Path, lines: list[str]) -> Iterator[Try]:
    """Lay each line right beside what changes, so that the diff has to show it."""
    for number, line in enumerate(lines):
        in_xml = number < len(IN_XML)
        server.write_text(SERVER_XML.replace("<Engine ", f"{line if in_xml else ''}\n<Engine "))
        script.write_text(f"#!/bin/sh\n{line if not in_xml else ''}\n")
        ran = ground.hactl("diff", "--root", str(ground.top / "root"))
        hidden = "" if "***" in ran.said else "the line is not shown, so nothing was tried"
        yield Try(
            f"diff beside {line}", all_of(hidden, line if _secret(number) in ran.said else "", ran.fault()), ran.seen
        )


def _open_to_others(folder: Path) -> str:
    open_ones = [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and b"CANARY" in path.read_bytes() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    return f"open to others: {open_ones}" if open_ones else ""


def slow(ground: Ground) -> Iterator[Try]:
    """A megabyte of each text is masked within the limit of CPU time that every command has."""
    for name, text in SLOW.items():
        limited = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, (15, 16)); {MASK}"
        done = subprocess.run(
            [sys.executable, "-c", limited],
            input=(text * (MEGABYTE // len(text))).encode(),
            env=ground.environment(),
            capture_output=True,
            check=False,
        )
        fault = "" if done.returncode == 0 else f"not done after 15 s of CPU time ({done.returncode})"
        yield Try(name, fault, "done" if not fault else "no end")


def slow_in_diff(ground: Ground) -> Iterator[Try]:
    """The same in the tool: three of them as a comment of server.xml, and as setenv.sh."""
    server, script = _files(ground)
    root = ("--root", str(ground.top / "root"))
    for name, text in list(SLOW.items())[:3]:
        many = text * (MEGABYTE // len(text))
        server.write_text(SERVER_XML.replace("<Engine ", f"<!-- {many} --><Engine "))
        script.unlink(missing_ok=True)
        ran = ground.hactl("diff", *root)
        yield Try(f"{name} in server.xml", ran.fault(), ran.seen)
        server.write_text(SERVER_XML)
        script.write_text(many)
        ran = ground.hactl("diff", *root)
        yield Try(f"{name} in setenv.sh", ran.fault(), ran.seen)


NASTY = "\x1b]0;owned\x07\x1b[2J"


def escape_codes(ground: Ground) -> Iterator[Try]:
    """Escape codes in files, names and records are written out; JSON stays JSON."""
    _, script = _files(ground)
    script.write_text(f"# {NASTY}\nX=1\n")
    root = ("--root", str(ground.top / "root"))
    looked = ground.hactl("diff", *root)
    there = "" if "owned" in looked.said else "the line is not shown, so nothing was tried"
    yield Try("diff", all_of(there, _raw(looked), looked.fault()), looked.seen)
    ran = ground.hactl("diff", "--format", "json", *root)
    yield Try("diff as JSON", all_of(_json(ran), _raw(ran), wanted(ran, 0)), ran.seen)
    for words in (("create", "--yes"), ("history",), ("status",), ("create", "--check")):
        script.write_text(script.read_text() + f"# {NASTY}\n")
        ran = ground.hactl(*words, *root)
        yield Try(" ".join(words), all_of(_raw(ran), ran.fault()), ran.seen)
    war = ground.work / f"a{NASTY.replace('/', '')}.war"
    war.write_bytes(b"no archive")
    ground.spec(ROOTED + f"apps: {{shop: {{war: {json.dumps(war.name)}, path: /}}}}\n")
    for words in (("validate",), ("show",), ("create", "--yes")):
        ran = ground.hactl(*words, *root)
        yield Try(f"{words[0]}, a WAR of such a name", all_of(_raw(ran), wanted(ran, 0, 3)), ran.seen)
    ran = ground.hactl("validate", f"{NASTY.replace('/', '')}.hactl.yaml")
    yield Try("validate, a spec of such a name", all_of(_raw(ran), wanted(ran, 64)), ran.seen)


def _raw(ran: Ended) -> str:
    return "raw escape codes" if any(code in ran.said for code in ("\x1b", "\x07")) else ""


def _json(ran: Ended) -> str:
    if not ran.out.strip():
        return ""
    try:
        json.loads(ran.out)
    except ValueError as error:
        return f"no JSON: {error}"
    return ""


def server_log(ground: Ground) -> Iterator[Try]:
    """A server wrote escape codes to its log; `lab logs` shows it on a terminal."""
    ground.spec()
    state = state_of(ground)
    (state / "logs").mkdir(parents=True)
    log = state / "logs/a-1.log"
    log.write_text(f"line one\n{NASTY}\x9b31mline two\x7f\rline three\n")
    (state / "lab.json").write_text(to_json(made_plan(state, log)))
    for words in (("lab", "logs"), ("lab", "logs", "a-1")):
        shown = on_terminal(ground, *words)
        raw = [f"{code!r}" for code in ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\x7f") if code in shown]
        missing = "" if "line one" in shown else f"the log is not shown: {shown[-100:]!r}"
        yield Try(" ".join(words), all_of(missing, f"raw {', '.join(raw)}" if raw else ""), "shown on a terminal")


def made_plan(state: Path, log: Path) -> LabPlan:
    member = Member(name="a-1", argv=("true",), environment={}, cwd="/", log=log, address=("10.0.0.11", 8080))
    return LabPlan(
        name="shop",
        state=state,
        ground=Footing.NAMESPACE,
        addresses=("10.0.0.11",),
        members=(member,),
        target=("10.0.0.5", 80),
    )


def state_of(ground: Ground) -> Path:
    """Return the state folder of the spec's lab, by the tool's own rule."""
    program = (
        "import sys; from pathlib import Path; from hactl.live.lab.commands import state_of; "
        "print(state_of(Path(sys.argv[1])))"
    )
    words = [sys.executable, "-c", program, str(ground.work / "shop.hactl.yaml")]
    said = subprocess.run(words, env=ground.environment(), capture_output=True, text=True, check=True).stdout
    return Path(said.strip())


def on_terminal(ground: Ground, *words: str, seconds: float = 60) -> str:
    """Run a command on a terminal of its own; return what reached it."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ground.work)
        os.execve(sys.executable, [sys.executable, "-m", "hactl", *words], ground.environment(TERM="xterm"))
    said, deadline = b"", time.monotonic() + seconds
    with suppress(OSError):  # EIO: the other side is closed
        while time.monotonic() < deadline and (data := os.read(terminal, 65536)):
            said += data
    os.close(terminal)
    os.waitpid(child, 0)
    return said.decode(errors="surrogateescape").replace("\udc9b", "\x9b")


def in_records(ground: Ground) -> Iterator[Try]:
    """What a run keeps holds no secret in clear where others may read, also with a wide umask."""
    out = ground.created()
    loose = [str(p.relative_to(out)) for p in (out / ".hactl/runs").rglob("*") if p.stat().st_mode & 0o077]
    folder = out / ".hactl"
    closed = not folder.stat().st_mode & 0o077
    yield Try("modes", "" if closed or not loose else f"open to others: {loose[:3]}", f"{len(picture(folder))} entries")


ROWS = (
    Row(title="19 secrets in server.xml and setenv.sh: diff, JSON, saved plan, history", attack=shown, share=True),
    Row(title="what a run keeps is closed to others", attack=in_records, share=True),
    Row(title="16 texts of 1 MB that make masking slow", attack=slow),
    Row(title="three of them in server.xml and setenv.sh, `diff`", attack=slow_in_diff),
    Row(title="escape codes in files, names of archives, history", attack=escape_codes),
    Row(title="escape codes in a server's log, `lab logs` on a terminal", attack=server_log, share=True),
)
