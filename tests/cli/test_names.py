"""A shell completes what is in the spec: clusters, instances, hosts, runs; and servers that hactl knows."""

from __future__ import annotations

import pytest
from support.command_line import SHOP, Shell

from hactl.cli import main
from hactl.runs.locks import locked


@pytest.fixture
def shop(hactl: Shell) -> Shell:
    hactl.write("shop.hactl.yaml", SHOP)
    return hactl


def complete(shell: Shell, monkeypatch: pytest.MonkeyPatch, line: str, of: str = "bash") -> list[str]:
    """Return what a shell is told when TAB is pressed behind this line."""
    typed = line.split()
    number = len(typed) if line.endswith(" ") else len(typed) - 1
    asked = {"COMP_WORDS": "\n".join(typed), "COMP_CWORD": str(number)}
    if of != "bash":
        asked = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    with monkeypatch.context() as patched:
        for name, value in {"_HACTL_COMPLETE": f"complete_{of}", **asked}.items():
            patched.setenv(name, value)
        patched.chdir(shell.folder)
        try:
            main.run([])
        except SystemExit as left:  # typer's own way out
            assert left.code in (0, None)
    said = shell.capture.readouterr()
    assert not said.err
    return [each for each in said.out.split("\n") if each]


MEMBERS = ["a-1", "a-2", "b-1", "b-2", "nginx"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("hactl enable-ha ", ["a", "b"]),
        ("hactl disable-ha a ", ["b"]),
        ("hactl disable-ha --yes b", ["b"]),
        ("hactl lab kill ", MEMBERS),
        ("hactl lab stop b", ["b-1", "b-2"]),
        ("hactl lab start n", ["nginx"]),
        ("hactl lab logs a-", ["a-1", "a-2"]),
        ("hactl drill --kill ", MEMBERS[:-1]),
        ("hactl drill --kill-cluster ", ["a", "b"]),
        ("hactl graph --cluster b", ["b"]),
        ("hactl create --host 10.0.0.1", ["10.0.0.11", "10.0.0.12"]),
        ("hactl validate --host 10.0.0.2", ["10.0.0.21", "10.0.0.22"]),
        ("hactl enable-ha nothing", []),
    ],
)
def test_names_come_from_the_spec(shop: Shell, monkeypatch: pytest.MonkeyPatch, line: str, names: list[str]) -> None:
    assert complete(shop, monkeypatch, line) == names


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_told(shop: Shell, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    told = "".join(complete(shop, monkeypatch, "hactl lab kill b-", shell))
    assert "b-1" in told and "b-2" in told and "a-1" not in told


@pytest.mark.parametrize("line", ["hactl enable-ha -f {} ", "hactl -C {} enable-ha ", "hactl enable-ha -C {} "])
def test_the_spec_is_the_one_that_the_line_names(hactl: Shell, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    hactl.write("other/web.hactl.yaml", SHOP.replace("a:", "north:"))
    assert complete(hactl, monkeypatch, line.format("other") + "no") == ["north"]


def test_runs_are_completed_the_newest_first(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shop("create", "--yes")
    shop("disable-ha", "--yes")
    kept = [run["id"] for run in shop("history", "--format", "json").result["runs"]]
    assert len(kept) == 2
    for line in ("hactl rollback ", "hactl history "):
        assert sorted(complete(shop, monkeypatch, line)) == sorted(kept)
    assert complete(shop, monkeypatch, "hactl rollback 1999") == []


def test_servers_are_completed_by_line_and_by_version(hactl: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"tomcat@7", "jetty@6"} <= set(complete(hactl, monkeypatch, "hactl init shop --server "))
    exact = complete(hactl, monkeypatch, "hactl init shop --server tomcat@7.")
    assert "tomcat@7.0.109" in exact and all(name.startswith("tomcat@7.") for name in exact)
    assert set(complete(hactl, monkeypatch, "hactl import base --server jet")) >= {"jetty@6", "jetty@12.1"}


@pytest.mark.parametrize("text", [None, "hactl: [", "\0", "a: &a [*a]", "hactl: 1\nname: shop\nclusters: 3\n"])
@pytest.mark.parametrize("line", ["hactl enable-ha ", "hactl rollback ", "hactl lab kill ", "hactl create --host "])
def test_a_spec_that_cannot_be_read_completes_nothing(
    hactl: Shell, monkeypatch: pytest.MonkeyPatch, text: str | None, line: str
) -> None:
    if text is not None:
        hactl.write("shop.hactl.yaml", text)
    assert complete(hactl, monkeypatch, line) == []


def test_completing_writes_nothing_and_waits_for_no_lock(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shop("create", "--yes")
    before = shop.files()
    with locked([str(shop.folder), str(shop.folder / "shop")], str):
        for line in ("hactl rollback ", "hactl enable-ha ", "hactl lab kill ", "hactl apply --host "):
            assert complete(shop, monkeypatch, line)
    assert shop.files() == before
