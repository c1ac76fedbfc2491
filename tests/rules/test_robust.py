"""The rules cope with whatever reading lets through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.rule_specs import spec

from hactl.rules import check_across, check_environment

words = st.sampled_from(
    [
        "10.0.0.1",
        "10.0.0.1:80",
        "127.0.0.9",
        "0.0.0.0",
        "239.1.1.1",
        "255.255.255.255",
        "8.8.8.8:65535",
        "h",
        "g:1",
        "i",
    ]
)
clusters = st.dictionaries(st.sampled_from("abc"), st.lists(words, max_size=3), min_size=1)
HOSTS = "hosts: {h: 10.0.0.1, g: {address: 127.0.0.1, cluster_address: 239.0.0.1}}\n"


@given(clusters, words, st.sampled_from(["", "foo: 1\n", "ha: false\n", "defaults: {ports: {http: 65535}}\n"]))
def test_no_spec_makes_a_rule_raise_and_every_problem_gets_a_place(
    found: dict[str, list[str]], balancer: str, more: str
) -> None:
    text = ", ".join(f"{name}: [{', '.join(items)}]" for name, items in found.items())
    one = spec(f"{{{text}}}", f"balancer: {balancer}\n{HOSTS}{more}")
    told = [one.locate(p) for p in check_environment(one.draft)] if one.draft else []
    told += [p for _, p in check_across([one, spec(file="u")])]
    assert all(p.place and p.place.line for p in (*one.problems, *told))
