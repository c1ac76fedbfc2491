"""The second opinion can say no."""

from __future__ import annotations

import pytest
from support.edit_samples import ENGINE, SERVER, ha

from hactl.edits.marker import EditRefused
from hactl.edits.splice import spliced
from hactl.edits.verify import prove

ROUTE = (ENGINE, "jvmRoute", "a-1")


def test_our_own_edit_is_proven() -> None:
    prove(SERVER, ha(SERVER), ["ha"], [ROUTE])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'port="8080"', b'port="8081"'),
        (b"<Connector ", b"<Connector2 "),
        (b'appBase="webapps"/>', b'appBase="webapps"/>text'),
        (b"a person's", b"another person's"),
        (b"<Service ", b"<Service x='' "),
        (b"    </Engine>", b"<Host/>    </Engine>"),
        (b'jvmRoute="a-1"', b'jvmRoute="a-2"'),
        (b"<!-- hactl:end ha -->", b"<!-- hactl:end ha -->text"),
        (b"<!-- hactl:end ha -->", b""),
        (b"hactl:begin ha", b"hactl:begin hb"),
    ],
)
def test_anything_else_that_changed_is_seen(old: bytes, new: bytes) -> None:
    on = ha(SERVER)
    assert on.count(old) == 1
    with pytest.raises(EditRefused) as refused:
        prove(SERVER, on.replace(old, new), ["ha"], [ROUTE])
    assert refused.value.id == "edit-unproven"


def test_an_attribute_that_was_not_told_is_seen() -> None:
    with pytest.raises(EditRefused):
        prove(SERVER, ha(SERVER), ["ha"], [])


def test_splices_at_one_place_keep_their_order() -> None:
    assert spliced(b"abc", [(3, 3, b"."), (1, 1, b"1"), (1, 1, b"2"), (1, 2, b"")]) == b"a12c."
