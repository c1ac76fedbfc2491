"""The catalogue explains every problem id that the code can raise, as grave as it is raised, and no other."""

from __future__ import annotations

import ast
from functools import cache

import pytest
import raised
from measure import rules_page
from support.source_tree import CHECKOUT, modules

from hactl.rules import RULES, catalogue
from hactl.rules.catalogue import Explanation

IDS = CHECKOUT / "tests" / "upgrade" / "ids.txt"

# What no reader of the code can follow: the module, what stands in the place of the id -> the annotation of those
# functions of the module whose returned tuples begin with one; "" where it is the id of something else.
KNOWN = {
    ("hactl.files.preflight", "trouble[0]"): "Trouble | None",
    ("hactl.plan.fold", "*foreign"): "tuple[str, str, str] | None",
    ("hactl.spec.complaints", "name"): "Complaint",
    ("hactl.index", "name"): "",  # of a problem that was kept
    ("hactl.runs.recorder", "self._new_id(runs, started)"): "",  # of a run
}


@cache
def _reading() -> raised.Reading:
    return raised.read()


@cache
def _in_code() -> frozenset[str]:
    unclear = {(each.module, each.text) for each in _reading().unclear}
    tuples = (raised.first_of_tuples(m, KNOWN[m, text]) for m, text in unclear & KNOWN.keys() if KNOWN[m, text])
    return frozenset({each.id for each in _reading().raised}.union(*tuples))


def test_every_place_that_an_id_comes_from_is_known() -> None:
    way_out = "write the id as a constant there, or say in KNOWN of this test where its ids are"
    strange = [f"{u.where}: `{u.text}`" for u in _reading().unclear if (u.module, u.text) not in KNOWN]
    assert not strange, f"{way_out}: {strange}"
    gone = KNOWN.keys() - {(u.module, u.text) for u in _reading().unclear}
    assert not gone, f"moved or renamed? say it in KNOWN: {gone}"


def test_every_class_that_carries_an_id_is_known() -> None:
    strange = raised.with_an_id_and_a_message() - {seed.name for seed in raised.SEEDS}
    assert not strange, f"say in SEEDS of raised.py where these take their id: {strange}"
    classes = {n.name for m in modules("hactl") for n in ast.walk(m.tree) if isinstance(n, ast.ClassDef)}
    gone = {seed.name for seed in raised.SEEDS} - classes
    assert not gone, f"renamed? say it in SEEDS of raised.py: {gone}"


def test_every_id_in_the_code_is_explained() -> None:
    lacking = _in_code() - catalogue.ALL.keys()
    assert not lacking, f"explain these in hactl/rules/catalogue: {sorted(lacking)}"


def test_every_explained_id_is_raised_in_the_code() -> None:
    gone = catalogue.ALL.keys() - _in_code()
    assert not gone, f"nothing raises these (a renamed id keeps the old one beside it): {sorted(gone)}"


def test_every_id_that_a_user_ever_saw_is_explained() -> None:
    assert not set(IDS.read_text(encoding="utf-8").split()) - catalogue.ALL.keys()


def test_each_is_as_grave_as_the_code_says() -> None:
    said: dict[str, set[str]] = {}
    for each in _reading().raised:
        said.setdefault(each.id, set()).update(each.severities)
    wrong = {
        id_: sorted(words)
        for id_, words in said.items()
        if words and not {catalogue.ALL[id_].severity.name} <= words <= {s.name for s in catalogue.ALL[id_].severities}
    }
    assert not wrong, f"in the code they are: {wrong}"


def test_a_rule_is_as_grave_as_its_explanation() -> None:
    assert {rule.id: rule.severity for rule in RULES} == {rule.id: catalogue.ALL[rule.id].severity for rule in RULES}


def test_each_id_is_explained_once() -> None:
    assert sum(map(len, catalogue.GROUPS.values())) == len(catalogue.ALL)


@pytest.mark.parametrize("each", catalogue.ALL.values(), ids=lambda each: each.id)
def test_an_explanation_is_whole(each: Explanation) -> None:
    assert not each.what.endswith(".") and "\n" not in each.what and len(each.what) <= 110
    assert all(text.endswith(".") and len(text) > 10 for text in (each.why, each.fix))
    assert each.milder is None or each.milder != each.severity


def test_what_hands_ids_on_is_seen() -> None:
    """The reader of the code is worth something: it follows an id through functions, methods and tuples."""
    takers = {(taker.module, taker.name) for taker in _reading().takers}
    assert {("hactl.spec.trail", "remark"), ("hactl.spec.accept", "_refuse"), ("hactl.rules.rule", "rule")} <= takers
    assert {"across-port", "run-killed", "spec-app-path", "import-manager", "glassfish-two-requests"} <= _in_code()


def test_the_page_says_what_the_catalogue_says() -> None:
    assert rules_page.FILE.read_text(encoding="utf-8") == rules_page.page(), "make rules"
