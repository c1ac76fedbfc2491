"""domain.xml: hactl's elements go in and out by name, and whatever else stands there stays, even after a rewrite."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hactl.edits import keyed
from hactl.edits.keyed import Ensure, IfPresent, View
from hactl.edits.marker import EditRefused

DEFAULTS = {("cluster", "gms-enabled"): "true"}
CONFIG = """<config name="a-config">
  <java-config>
    <jvm-options>-Xmx192m</jvm-options>
  </java-config>
</config>"""
WANTED = (
    Ensure((), "<configs/>"),
    Ensure((), "<clusters/>"),
    Ensure(("configs",), CONFIG, IfPresent.KEEP),
    Ensure(("clusters",), '<cluster name="a" config-ref="a-config" gms-enabled="false"/>'),
    Ensure(("clusters", "cluster[a]"), '<server-ref ref="a-1"/>'),
)
ON = (
    *WANTED,
    Ensure(("configs", "config[a-config]"), '<availability-service availability-enabled="true"/>', IfPresent.MERGE),
    Ensure(("clusters",), '<cluster name="a" gms-enabled="true" gms-multicast-port="45000"/>', IfPresent.MERGE),
)
CONTENTS = (
    "",
    "<configs/>",
    "<configs />",
    "<configs></configs>",
    "<configs>\n  </configs>",
    "<clusters/>",
    "<!-- clusters -->",
    '<clusters>\n    <cluster name="a" config-ref="x"/>\n  </clusters>',
    "<clusters><cluster config-ref='x' name='a' gms-enabled='true'></cluster></clusters>",
    "<configs><config name='a-config'><availability-service availability-enabled='false'/></config>\n  </configs>",
    '<configs>\n    <config name="a-config"/>\n    <config name="b &lt; c"/>\n  </configs>',
    '<property name="p" value="1 &amp; 2"/>',
)


@st.composite
def domains(draw: st.DrawFn) -> bytes:
    contents = draw(st.lists(st.sampled_from(CONTENTS), unique_by=lambda text: re.split(r"[ />]", text)[0], max_size=5))
    newline = draw(st.sampled_from(("\n", "\r\n", "")))
    head = draw(st.sampled_from(("", "<?xml version='1.0'?>\n", "<!-- mine -->\n")))
    inner = "".join("\n  " + text for text in contents)
    text = f"{head}<domain version='10.0'>{inner}\n</domain>{draw(st.sampled_from(('', chr(10))))}"
    return text.replace("\n", newline).encode()


@given(domains(), st.sampled_from((WANTED, ON)))
def test_what_hactl_takes_out_again_leaves_every_byte(domain: bytes, wanted: tuple[Ensure, ...]) -> None:
    assert keyed.strip(keyed.put(domain, wanted, DEFAULTS)) == domain


@given(domains(), st.lists(st.sampled_from((WANTED, ON)), min_size=1, max_size=4))
def test_the_last_word_counts_whatever_came_before(domain: bytes, words: list[tuple[Ensure, ...]]) -> None:
    found = domain
    for wanted in words:
        found = keyed.put(found, wanted, DEFAULTS)
    assert found == keyed.put(domain, words[-1], DEFAULTS)
    assert keyed.put(found, words[-1], DEFAULTS) == found


@given(domains(), st.sampled_from((WANTED, ON)))
def test_a_rewrite_by_the_server_is_no_change(domain: bytes, wanted: tuple[Ensure, ...]) -> None:
    rewritten = _rewritten(keyed.put(domain, wanted, DEFAULTS))
    assert keyed.put(rewritten, wanted, DEFAULTS) == rewritten
    assert _tree(keyed.strip(rewritten)) == _tree(domain)


def test_what_a_person_changed_since_is_not_put_back() -> None:
    mine = b'<domain><configs/><clusters><cluster name="a" config-ref="x"/></clusters></domain>'
    on = keyed.put(mine, ON, DEFAULTS).replace(b'gms-multicast-port="45000"', b'gms-multicast-port="31000"')
    assert View(keyed.strip(on), {}).attribute(("clusters", "cluster[a]"), "gms-multicast-port") == "31000"


def test_elements_a_person_has_of_that_name_are_left_alone() -> None:
    mine = b'<domain><configs/><clusters><cluster name="a" config-ref="mine" gms-enabled="false"/></clusters></domain>'
    put = keyed.put(mine, WANTED, DEFAULTS)
    assert View(put, {}).attribute(("clusters", "cluster[a]"), "config-ref") == "mine"
    assert View(put, {}).names(("clusters", "cluster[a]"), "server-ref") == ("a-1",)


def test_an_element_that_left_the_spec_goes_and_others_stay() -> None:
    two = keyed.put(b"<domain/>", (*WANTED, Ensure(("clusters", "cluster[a]"), '<server-ref ref="a-2"/>')), DEFAULTS)
    assert View(keyed.put(two, WANTED, DEFAULTS), {}).names(("clusters", "cluster[a]"), "server-ref") == ("a-1",)


def test_a_broken_record_is_refused_with_the_way_out() -> None:
    with pytest.raises(EditRefused, match="cannot be read") as refused:
        keyed.strip(b'<domain><property name="hactl.undo" value="{"/></domain>')
    assert "delete it" in refused.value.hint


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(EditRefused, match="there is no clusters"):
        keyed.put(b"<web-app/>", (Ensure(("clusters",), '<cluster name="a"/>'),), DEFAULTS)


def _rewritten(data: bytes) -> bytes:
    """Write the file as GlassFish does: no comments, no declaration, other layout, defaults left out, keys sorted."""
    root = ElementTree.fromstring(data)
    for node in root.iter():
        kept = {k: v for k, v in node.attrib.items() if DEFAULTS.get((node.tag, k)) != v}
        node.attrib.clear()
        node.attrib.update(sorted(kept.items()))
        node.text, node.tail = (node.text or "").strip() or None, None
    return ElementTree.tostring(root, short_empty_elements=False)


def _tree(data: bytes) -> object:
    def plain(node: ElementTree.Element) -> object:
        kept = {k: v for k, v in node.attrib.items() if DEFAULTS.get((node.tag, k)) != v}
        return node.tag, sorted(kept.items()), (node.text or "").strip(), [plain(child) for child in node]

    return plain(ElementTree.fromstring(data))
