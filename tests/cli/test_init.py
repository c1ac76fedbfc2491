"""`hactl init` without a name asks on a terminal for all that its flags say; who leaves it leaves nothing behind."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from support.command_line import Shell
from support.terminal import CTRL_C, CTRL_D, Terminal, terminal

from hactl.model import Server
from hactl.servers import known_lines, line_of
from hactl.servers.interface import State
from hactl.spec.find import SUFFIX
from hactl.spec.servers import parse_server

QUESTIONS = [
    "Name of the environment",
    "How many clusters",
    "Server",
    "Instances of cluster a",
    "Instances of cluster b",
]
QUESTIONS += ["High availability", "Where NGINX listens", "Write shop.hactl.yaml"]


def test_enter_to_every_question_makes_what_init_makes_by_itself(hactl: Shell) -> None:
    with terminal(hactl.folder, "init") as seen:
        for question in QUESTIONS:
            seen.answer(question)
        seen.expect("wrote shop.hactl.yaml")
        assert seen.end() == 0
    made = (hactl.folder / "shop.hactl.yaml").read_text()
    (hactl.folder / "shop.hactl.yaml").unlink()
    assert hactl("init", "shop").code == 0
    assert (hactl.folder / "shop.hactl.yaml").read_text() == made
    assert hactl("fmt", "--check").code == hactl("validate").code == 0


LINES = [f"{kind}@{line}" for kind, lines in known_lines().items() for line in lines]
ANSWERS = {
    "Name of the environment": "bank",
    "How many clusters": "2",
    "Server of all clusters": f"{1 + LINES.index('tomcat@7')}, jetty@6.1.26",  # by its number in the list, and by name
    "Instances of cluster a": "10.0.0.11, 10.0.0.12",
    "Instances of cluster b": "10.0.0.21:8081,10.0.0.22:8081",
    "High availability": "n",
    "Where NGINX listens": "10.0.0.5:80",
    "Write bank.hactl.yaml": "y",
}


def test_every_answer_is_in_the_spec_and_in_the_command_line_that_does_without_questions(hactl: Shell) -> None:
    with terminal(hactl.folder, "init") as seen:
        for question, answer in ANSWERS.items():
            seen.answer(question, answer)
        assert seen.end() == 0
    text = (hactl.folder / "bank.hactl.yaml").read_text()
    assert "  a: {server: tomcat@7, instances: [10.0.0.11, 10.0.0.12]}\n" in text
    assert "  b: {server: jetty@6.1.26, instances: [10.0.0.21:8081, 10.0.0.22:8081]}\n" in text
    assert "\nha: false " in text and "\nbalancer: 10.0.0.5:80\n" in text
    line = seen.seen.replace("\r", "").partition("The same without questions: hactl ")[2].partition("\n")[0]
    (hactl.folder / "bank.hactl.yaml").unlink()
    assert hactl(*shlex.split(line)).code == 0
    assert (hactl.folder / "bank.hactl.yaml").read_text() == text
    assert hactl("validate").code == hactl("fmt", "--check").code == 0


WRONG = {
    "Name of the environment": ("Shop", "a name has 1 to 32 of"),
    "How many clusters": ("none", "a number from 1 to 50"),
    "Server of all clusters": ("tomcat@5", "unknown version `5` of tomcat"),
    "Instances of cluster a": ("localhost", "is not an IPv4 address"),
    "Instances of cluster b": ("127.0.0.1:8080", "127.0.0.1:8080 occurs twice"),
    "Where NGINX listens": ("10.0.0.5:99999", "is not an IPv4 address"),
}


def test_what_cannot_be_is_said_and_asked_again(hactl: Shell) -> None:
    hactl.write("old.hactl.yaml", "")
    with terminal(hactl.folder, "init") as seen:
        seen.answer("Name", "old")
        seen.expect("old.hactl.yaml exists already")
        for question in QUESTIONS:
            known = next((each for each in WRONG if each.startswith(question)), "")
            if known:
                seen.answer(question, WRONG[known][0])
                seen.expect(WRONG[known][1])
            seen.answer(question)
        assert seen.end() == 0


def _until(seen: Terminal, number: int) -> None:
    for question in QUESTIONS[:number]:
        seen.answer(question)
    seen.expect(QUESTIONS[number])


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("number", [0, 3, 5, 7])
def test_who_leaves_leaves_nothing(tmp_path: Path, number: int, key: str) -> None:
    with terminal(tmp_path, "init") as seen:
        _until(seen, number)
        seen.expect(": ")
        assert seen.leave(key) == 130
    assert "nothing was changed" in seen.seen and "Traceback" not in seen.seen
    assert list(tmp_path.iterdir()) == []


def test_no_in_the_end_writes_nothing(tmp_path: Path) -> None:
    with terminal(tmp_path, "init") as seen:
        for question in QUESTIONS[:-1]:
            seen.answer(question)
        seen.answer(QUESTIONS[-1], "n")
        assert seen.end() == 130
    assert list(tmp_path.iterdir()) == []


def test_what_a_flag_says_is_not_asked(hactl: Shell) -> None:
    words = ("--cluster", "x=10.0.0.1,10.0.0.2", "--server", "tomcat@6", "--balancer", "10.0.0.5:80", "--no-ha")
    with terminal(hactl.folder, "init", *words) as seen:
        seen.answer("Name", "shop")
        seen.answer("Write shop.hactl.yaml")
        assert seen.end() == 0
    assert "How many" not in seen.seen and "High availability" not in seen.seen
    assert "  x: [10.0.0.1, 10.0.0.2]\n" in (hactl.folder / "shop.hactl.yaml").read_text()


def test_without_a_terminal_it_says_the_line_that_does(hactl: Shell) -> None:
    done = hactl("init", "--no-ha")
    assert done.code == 64 and not hactl.files()
    line = done.err.partition("name it: `hactl ")[2].partition("`")[0]
    assert hactl(*shlex.split(line)).code == 0
    assert "\nha: false " in (hactl.folder / f"shop{SUFFIX}").read_text()


def test_servers_are_one_or_one_for_each_cluster(hactl: Shell) -> None:
    words = ("--server", "tomcat@7", "--server", "tomcat@6", "--server", "jetty@6")
    refused = hactl("init", "shop", *words)
    assert refused.code == 64 and "3 servers for 2 clusters" in refused.err and not hactl.files()


WISHES = (
    ("--cluster", "a=10.0.0.11"),
    ("--cluster", "a=10.0.0.11", "--cluster", "b=10.0.0.21,10.0.0.22"),
    ("--cluster", "a=10.0.0.11", "--server", "jetty@12.0", "--cluster", "b=10.0.0.21", "--server", "tomcat@9"),
    ("--cluster", "a=8.8.8.8", "--no-ha"),
    ("--cluster", "a=8.8.8.8"),
    ("--server", "glassfish@7", "--cluster", "a=10.0.0.11,10.0.0.12"),
)


@pytest.mark.parametrize("words", WISHES, ids=" ".join)
def test_what_init_writes_create_takes(hactl: Shell, words: tuple[str, ...]) -> None:
    assert hactl("init", "shop", "--balancer", "10.0.0.5:80", *words).code == 0
    assert hactl("fmt", "--check").code == hactl("validate").code == hactl("create", "--dry-run").code == 0
    spec = (hactl.folder / "shop.hactl.yaml").read_text()
    assert ("a: {ha: false, " in spec) == (words[-1] != "--no-ha" and "10.0.0.12" not in words[-1])


BAD = (
    ("receiver-public", "--no-ha", ("--cluster", "a=8.8.8.8,8.8.4.4")),
    ("address-unusable", "init shop", ("--cluster", "a=0.0.0.0,10.0.0.2")),
    ("port-twice", "init shop", ("--balancer", "127.0.0.1:8080")),
)


@pytest.mark.parametrize(("id_", "way_out", "words"), BAD, ids=[each[0] for each in BAD])
def test_what_create_would_refuse_init_does_not_write(
    hactl: Shell, id_: str, way_out: str, words: tuple[str, ...]
) -> None:
    refused = hactl("init", "shop", *words)
    assert refused.code == 3 and f"[{id_}]" in refused.err and not hactl.files()
    assert way_out in refused.err.rpartition("hint: ")[2]


def test_the_wizard_writes_nothing_that_create_refuses(hactl: Shell) -> None:
    with terminal(hactl.folder, "init", "--cluster", "a=8.8.8.8,8.8.4.4") as seen:
        for question in ("Name", "Server", "High", "Where"):
            seen.answer(question)
        seen.expect("[receiver-public]")
        seen.expect("without HA for now: `hactl init shop")
        assert seen.end() == 3
    assert not hactl.files()


def test_what_init_offers_by_itself_is_a_line_that_its_makers_mend(hactl: Shell) -> None:
    assert hactl("init", "shop").code == 0
    said = hactl("validate")
    assert said.code == 0 and "end of life" not in said.out + said.err
    word = (hactl.folder / "shop.hactl.yaml").read_text().partition("\nserver: ")[2].split()[0]
    server = parse_server(word, known_lines())
    assert isinstance(server, Server) and line_of(server).life.state is State.CURRENT
