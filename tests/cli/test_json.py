"""With --format json a script reads exactly one document of a known shape, whatever happens.

`Shell` holds each document that it sees against its schema; so does every other test that asks for JSON.
"""

from __future__ import annotations

import pytest
from measure import schemas
from support import documents
from support.command_line import SHOP, Shell

from hactl.cli import table
from hactl.views import document

COMMANDS = [*(name for name in table.COMMANDS if name != "lab"), *(f"lab {name}" for name in table.LAB)]
OF_THE_SPEC = [
    name for name in COMMANDS if name not in ("init", "import", "explain", "validate", "schema", "fmt", "lab list")
]
ARGUMENTS = {
    "init": ["till"],
    "import": ["nowhere"],
    "lab kill": ["a-1"],
    "lab start": ["a-1"],
    "lab stop": ["a-1"],
    "explain": ["spec-name"],
    "drain": ["a"],
    "undrain": ["a"],
}
JSON = ("--format", "json")
MORE = SHOP.replace("10.0.0.22]", "10.0.0.22, 10.0.0.23]")


def words_of(command: str) -> list[str]:
    """Return the words that call it, with what it cannot do without."""
    return [*command.split(), *ARGUMENTS.get(command, [])]


def error_of(shell: Shell, *words: str) -> tuple[str, str, int]:
    """Run for a program; return the schema's name, the error's id and the exit code."""
    told = shell(*words, *JSON).document
    return told["schema"], told["error"]["id"], told["exit"]


def test_every_document_has_a_schema_and_every_schema_is_made_of_the_types_of_today() -> None:
    files = {file.name: file.read_text(encoding="utf-8") for file in documents.SCHEMAS.glob("*.json")}
    assert files == dict(schemas.all_()), "make schemas"
    named = {f"{name.replace(' ', '-')}.json" for name in COMMANDS}
    assert files.keys() == named | {"help.json", "error.json", "events.json", "lab-logs-line.json"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_typo_is_a_document(hactl: Shell, command: str) -> None:
    name = document.schema(command)
    assert error_of(hactl, *words_of(command), "--nonsense") == (name, "usage", 64)
    assert error_of(hactl, *words_of(command), "one", "two", "-f") == (name, "usage", 64), "a variable that was empty"


@pytest.mark.parametrize("words", [["creat"], [], ["lab"], ["lab", "upp"], ["--nonsense"], ["lab", "--nonsense"]])
def test_words_that_name_no_command_are_a_document(hactl: Shell, words: list[str]) -> None:
    assert error_of(hactl, *words) == ("hactl/error/1", "usage", 64)


def test_fmt_tells_what_it_changed_and_which_problems_kept_it_from_the_rest(hactl: Shell) -> None:
    assert error_of(hactl, "fmt") == ("hactl/fmt/1", "usage", 64)
    hactl.write("shop.hactl.yaml", SHOP.replace("name: shop", "name:   shop"))
    hactl.write("torn.hactl.yaml", "hactl: [1\n")
    told = hactl("fmt", *JSON).document
    assert told["result"] == {"specs": 2, "changed": ["shop.hactl.yaml"], "written": True}
    assert {each["file"] for each in told["problems"]} == {"torn.hactl.yaml"} and told["exit"] == 3
    assert error_of(hactl, "fmt", "-") == ("hactl/fmt/1", "usage", 64)


def test_the_schema_and_the_picture_come_in_a_document_too(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    assert hactl("schema", *JSON).document["result"]["json_schema"]["type"] == "object"
    assert hactl("graph", *JSON).document["result"]["svg"].startswith("<svg")


@pytest.mark.parametrize("command", ["import", "lab kill", "lab start", "init"])
def test_a_missing_argument_is_a_document(hactl: Shell, command: str) -> None:
    assert error_of(hactl, *command.split()) == (document.schema(command), "usage", 64)


@pytest.mark.parametrize("command", OF_THE_SPEC)
def test_no_spec_is_a_document(hactl: Shell, command: str) -> None:
    assert error_of(hactl, *words_of(command)) == (document.schema(command), "usage", 64)


@pytest.mark.parametrize("command", [name for name in OF_THE_SPEC if not name.startswith("lab")])
def test_a_spec_with_problems_is_a_document_that_has_all_of_them(hactl: Shell, command: str) -> None:
    hactl.write("shop.hactl.yaml", SHOP.replace("server:", "servr:").replace("balancer:", "balancr:"))
    told = hactl(*words_of(command), *JSON).document
    assert (told["error"]["id"], told["exit"]) == ("problems", 3)
    unknown = {each["line"] for each in told["problems"] if each["id"] == "spec-unknown-key"}
    assert unknown == {3, 7}


@pytest.mark.parametrize(
    "words", [["help"], ["--help"], ["-h"], ["help", "lab"], *(["help", *name.split()] for name in COMMANDS)]
)
def test_help_is_a_document_too(hactl: Shell, words: list[str]) -> None:
    told = hactl(*words, *JSON).document
    assert (told["schema"], told["ok"]) == ("hactl/help/1", True)
    assert told["result"]["text"].startswith("Usage: hactl")


def test_what_a_change_did_is_told_and_so_is_that_nothing_was_to_do(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    tried = hactl("create", "--dry-run", *JSON).result
    assert tried["outcome"] == "dry-run" and len(tried["plan"]["changes"]) > 20 and not (hactl.folder / "shop").exists()
    first = hactl("create", *JSON).result
    assert first["outcome"] == "done" and first["status"]["environment"] == "shop"
    assert hactl("history", first["run"], *JSON).result["runs"][0]["outcome"] == "done"
    for words in (["create"], ["apply"], ["enable-ha"]):
        again = hactl(*words, *JSON).result
        assert (again["outcome"], again["run"], again["status"]["restarts"]) == ("unchanged", None, [])
    assert hactl("disable-ha", "b", "--yes", *JSON).result["outcome"] == "done"
    assert hactl("rollback", "--yes", *JSON).result["status"]["clusters"][1]["on_disk"] == "on"
    assert hactl("create", "--check", *JSON).result["outcome"] == "as-wanted"


def test_what_a_check_found_is_a_result_and_the_exit_code_says_no(shop: Shell) -> None:
    assert shop("diff", "--exit-code", *JSON).document["ok"]
    shop.write("shop.hactl.yaml", MORE)
    for words, code in ((["diff", "--exit-code"], 2), (["create", "--check"], 3)):
        told = shop(*words, *JSON).document
        assert (told["exit"], told["ok"]) == (code, False) and told["result"]
    shop.write("two.hactl.yaml", SHOP)
    across = shop("validate", *JSON).document
    assert across["exit"] == 3 and across["result"]["specs"] == 2
    assert len([each for each in across["problems"] if each["severity"] == "error"]) == across["result"]["errors"] > 0


def test_what_is_shown_is_told(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", MORE)
    assert shop("status", *JSON).result["next"] == "hactl diff"
    assert shop("show", *JSON).result["values"]["clusters"]
    assert shop("diff", *JSON).result["by_hand"] is None
    assert shop("diff", "--save", "p.json", *JSON).result["applicable"]
    assert shop("apply", "p.json", "--yes", *JSON).result["outcome"] == "done"
    assert shop("explain", *JSON).result["problems"]
    assert len(shop("history", *JSON).result["runs"]) == 2


def test_what_is_written_is_named(hactl: Shell) -> None:
    assert hactl("init", "till", *JSON).result == {"spec": "till.hactl.yaml", "next": "hactl create till.hactl.yaml"}
    assert error_of(hactl, "init", "till") == ("hactl/init/1", "failed", 1)
    hactl("create")
    for base in ("a-1", "a-2"):
        (hactl.folder / "mine").mkdir(exist_ok=True)
        (hactl.folder / f"till/127.0.0.1/{base}").rename(hactl.folder / "mine" / base)
    read = hactl("import", "mine/a-1", "mine/a-2", "--server", "tomcat@7", "--name", "mine", *JSON).result
    assert read["spec"] == "mine.hactl.yaml" and read["next"].startswith("hactl diff")
    assert hactl("validate", "--allow-none", "mine", *JSON).result["specs"] == 0


def test_a_refusal_is_a_document(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", MORE)
    assert error_of(shop, "apply") == ("hactl/apply/1", "refused", 4)
    assert shop("apply", *JSON).document["error"]["hint"] == "pass --yes"
    assert error_of(shop, "enable-ha", "z") == ("hactl/enable-ha/1", "usage", 64)
    assert error_of(shop, "rollback", "20200101-1") == ("hactl/rollback/1", "usage", 64)
    assert error_of(shop, "explain", "no-such-problem") == ("hactl/explain/1", "usage", 64)
    shop.write("shop.hactl.yaml", SHOP)
    assert error_of(shop, "disable-ha") == ("hactl/disable-ha/1", "refused", 4)
    theirs = shop.folder / "shop/10.0.0.5/nginx/conf.d/hactl-shop.conf"
    theirs.write_text(f"{theirs.read_text()}# mine\n")
    told = shop("disable-ha", "--yes", *JSON).document
    assert told["exit"] == 4 and told["problems"][0]["file"].endswith("hactl-shop.conf")
    tried = shop("disable-ha", "--dry-run", *JSON).document
    assert tried["exit"] == 4 and not tried["result"]["plan"]["applicable"] and tried["problems"] == told["problems"]


@pytest.mark.parametrize("command", ["drill", "lab status", "lab kill", "lab start"])
def test_no_lab_is_a_document(shop: Shell, command: str) -> None:
    assert error_of(shop, *words_of(command)) == (document.schema(command), "no-lab", 1)


def test_where_no_lab_ran_nothing_is_to_end_and_nobody_has_lines(shop: Shell) -> None:
    assert shop("lab", "down", *JSON).result == {"changed": False, "deleted": None}
    assert shop("lab", "logs", *JSON).result == {"members": []}
    assert error_of(shop, "lab", "logs", "a-1") == ("hactl/lab-logs/1", "usage", 64)
