"""`drain` on and off again gives back every byte of the spec, and nothing but that one word differs meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.spec_texts import environment

from hactl.errors import Refused, UsageError
from hactl.spec.edit import set_drain, set_ha

HEAD = "hactl: 1\nname: shop\nserver: tomcat@7\nbalancer: 10.0.0.5\nclusters:\n  z: [10.0.0.1, 10.0.0.2]\n"
WRITTEN = {  # a cluster `a` whose second instance is drained
    "  a: [10.0.0.11, 10.0.0.12]\n": "  a: [10.0.0.11, {host: 10.0.0.12, drain: true}]\n",
    "  a: [10.0.0.11, 10.0.0.12:8081] # two\n": (
        "  a: [10.0.0.11, {host: 10.0.0.12, ports: {http: 8081}, drain: true}] # two\n"
    ),
    "  a:\n    - 10.0.0.11\n    - 10.0.0.12  # ä\n": (
        "  a:\n    - 10.0.0.11\n    - {host: 10.0.0.12, drain: true}  # ä\n"
    ),
    "  a: {instances: {a-1: 10.0.0.11, a-2: {host: 10.0.0.12, base: two}}}\n": (
        "  a: {instances: {a-1: 10.0.0.11, a-2: {host: 10.0.0.12, base: two, drain: true}}}\n"
    ),
    "  a:\n    instances:\n      a-1: 10.0.0.11\n      a-2:\n        host: 10.0.0.12\n        base: two\n": (
        "  a:\n    instances:\n      a-1: 10.0.0.11\n      a-2:\n        drain: true  # set by hactl\n"
        "        host: 10.0.0.12\n        base: two\n"
    ),
}
CLUSTERS = {
    "  a: [10.0.0.11, 10.0.0.12]\n": "  a: {drain: true, instances: [10.0.0.11, 10.0.0.12]}\n",
    "  a: {ha: false, instances: [10.0.0.11, 10.0.0.12]}\n": (
        "  a: {ha: false, instances: [10.0.0.11, 10.0.0.12], drain: true}\n"
    ),
    "  a:\n    - 10.0.0.11\n    - 10.0.0.12\n": (
        "  a:\n    drain: true\n    instances:\n    - 10.0.0.11\n    - 10.0.0.12\n"
    ),
}
SECOND, WHOLE = ("a", "a-2"), ("a",)


@pytest.mark.parametrize(("before", "after"), WRITTEN.items())
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_instance_is_drained_where_it_stands_and_comes_back_to_the_byte(
    before: str, after: str, newline: str
) -> None:
    one, other = ((HEAD + text).replace("\n", newline).encode() for text in (before, after))
    assert set_drain(one, {SECOND: True}) == other
    assert set_drain(other, {SECOND: False}) == one
    assert [i.drain for i in environment(other).cluster("a").instances] == [False, True]


@pytest.mark.parametrize(("before", "after"), CLUSTERS.items())
def test_so_is_a_cluster(before: str, after: str) -> None:
    assert set_drain((HEAD + before).encode(), {WHOLE: True}) == (HEAD + after).encode()
    assert set_drain((HEAD + after).encode(), {WHOLE: False}) == (HEAD + before).encode()


steps = st.lists(st.tuples(st.sampled_from(["a", "a-1", "a-2", "ha"]), st.booleans()), max_size=6)


@given(st.sampled_from([*WRITTEN, *WRITTEN.values(), *CLUSTERS, *CLUSTERS.values()]), steps)
def test_whatever_is_switched_that_alone_differs(text: str, switched: list[tuple[str, bool]]) -> None:
    data = (HEAD + text).encode()
    for what, on in switched:
        before = environment(data)
        if what == "ha":
            data = set_ha(data, {"a": on})
            expected = [replace(c, ha=on) if c.name == "a" else c for c in before.clusters]
        else:
            path = WHOLE if what == "a" else ("a", what)
            data = set_drain(data, {path: on})
            after = environment(data)
            if what != "a":
                assert next(i for i in after.cluster("a").instances if i.name == what).drain is on
            expected = [
                replace(
                    c,
                    instances=tuple(
                        replace(i, drain=j.drain)
                        for i, j in zip(c.instances, after.cluster(c.name).instances, strict=True)
                    ),
                )
                for c in before.clusters
            ]
        assert list(environment(data).clusters) == expected


def test_an_instance_of_a_drained_cluster_can_be_let_in_alone() -> None:
    drained = set_drain((HEAD + "  a: [10.0.0.11, 10.0.0.12]\n").encode(), {WHOLE: True})
    let_in = set_drain(drained, {SECOND: False})
    assert [i.drain for i in environment(let_in).cluster("a").instances] == [True, False]


def test_a_name_that_is_none_is_refused_with_what_it_may_have_meant() -> None:
    with pytest.raises(UsageError) as found:
        set_drain((HEAD + "  a: [10.0.0.11, 10.0.0.12]\n").encode(), {("a", "a-3"): True})
    assert "a-3" in str(found.value)


def test_an_address_behind_an_alias_is_refused_and_not_written_twice() -> None:
    text = HEAD.replace("[10.0.0.1, 10.0.0.2]", "[&one 10.0.0.1, 10.0.0.2]") + "  a: [10.0.0.11, *one]\n"
    with pytest.raises(Refused):
        set_drain(text.encode(), {SECOND: True})
