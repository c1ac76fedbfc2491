"""`hactl schema`, and the schema beside a new spec: the line that names it never leads nowhere."""

from __future__ import annotations

import json

import pytest
from measure import spec_page
from support.command_line import Shell

from hactl.cli.schema import FILE, MODELINE


def test_the_schema_goes_to_stdout(hactl: Shell) -> None:
    done = hactl("schema")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["$schema"].endswith("draft-07/schema#") and not hactl.files()


def test_init_names_a_schema_that_is_there(hactl: Shell) -> None:
    assert hactl("init", "shop").code == 0
    assert (hactl.folder / "shop.hactl.yaml").read_text().startswith(MODELINE)
    assert (hactl.folder / FILE).read_text() == hactl("schema").out
    assert hactl("validate").code == 0


def test_a_second_spec_shares_the_schema_that_lies_there(hactl: Shell) -> None:
    hactl("init", "shop")
    old = hactl.write(FILE, hactl("schema").out.replace("made by hactl ", "made by hactl 0.0.")).read_bytes()
    assert hactl("init", "bank").code == 0
    assert (hactl.folder / "bank.hactl.yaml").read_text().startswith(MODELINE)
    assert (hactl.folder / FILE).read_bytes() == old


@pytest.mark.parametrize("content", ["{}\n", "", "\xff"])
def test_a_strange_file_of_that_name_stays_and_no_line_names_it(hactl: Shell, content: str) -> None:
    hactl.write(FILE, content.encode("latin-1"))
    assert hactl("init", "shop").code == 0
    assert "$schema" not in (hactl.folder / "shop.hactl.yaml").read_text()
    refused = hactl("schema", "--out", FILE)
    assert refused.code == 64 and "it was left as it is" in refused.err
    assert (hactl.folder / FILE).read_bytes() == content.encode("latin-1")


def test_an_update_renews_the_schema(hactl: Shell) -> None:
    hactl.write(FILE, hactl("schema").out.replace("made by hactl ", "made by hactl 0.0."))
    assert hactl("schema", "--out", FILE).code == 0
    assert (hactl.folder / FILE).read_text() == hactl("schema").out


def test_a_spec_that_is_not_written_leaves_no_schema(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", "hactl: 1\n")
    before = hactl.files()
    assert hactl("init", "shop").code == 1
    assert hactl("init", "../nowhere/shop").code == 3
    assert hactl.files() == before


def test_the_page_of_all_keys_is_what_is_declared() -> None:
    text = spec_page.FILE.read_text(encoding="utf-8")
    assert spec_page.page(text) == text, "make keys"
