"""`validate --fix` makes safe edits alone: what was meant is said, comments stay, and what is not certain is left."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.command_line import Shell

from hactl.servers import known_lines
from hactl.spec import Spec, read_text
from hactl.spec.fixes import fixed
from hactl.validation import check, load_edited

SOUND: Mapping[str, str] = {
    "format": "1",
    "ha": "true",
    "off": "false",
    "port": "8081",
    "listen": "[80]",
    "version": '"1.20"',
    "server": "managed",
    "fails": "2",
}
WRONG = (
    ("format", "'1'"),
    ("ha", "on"),
    ("ha", '"yes"'),
    ("ha", "Yes"),
    ("off", "off"),
    ("off", "n"),
    ("port", '"8081"'),
    ("listen", "['80']"),
    ("version", "1.20"),
    ("server", "ours"),
    ("server", "'ours'"),
    ("fails", "'2'"),
)


def text(values: Mapping[str, str]) -> str:
    return (
        f"# first\nhactl: {values['format']}   # format\nname: shop\nserver: tomcat@7\nha: {values['ha']}  # all\n"
        "clusters:\n  a: [10.0.0.11, 10.0.0.12]  # a pair\n"
        f"  b: {{ha: {values['off']}, instances: {{x: {{host: 10.0.0.13, ports: {{http: {values['port']}}}}}}}}}\n"
        f"balancer: {{host: 10.0.0.5, listen: {values['listen']}, version: {values['version']}, "
        f"server: {values['server']}, failover: {{max_fails: {values['fails']}}}}}\n"
    )


def read(data: str) -> Spec:
    return check(read_text(data.encode(), "shop.hactl.yaml", Path(), known_lines()))


@given(st.sets(st.sampled_from(WRONG)))
def test_any_of_these_mistakes_together_become_what_was_meant_to_the_byte(wrong: set[tuple[str, str]]) -> None:
    assert read(text(SOUND)).environment is not None
    spec = read(text({**SOUND, **dict(sorted(wrong))}))
    assert fixed(spec, load_edited) == text(SOUND).encode()


@pytest.mark.parametrize(
    "line",
    [
        "ha: maybe",
        "server: 7.0",
        "balancer: {host: 10.0.0.5, failover: {fail_timeout: 10}}",
        "balancer: {host: 10.0.0.5, listen: ['eighty']}",
        "balancer: {host: 10.0.0.5, listen: ['99999']}",
        "clustres: {}",
        "name: 12x.y",
    ],
)
def test_what_is_not_certain_is_left_to_the_person(line: str) -> None:
    key = line.partition(":")[0]
    lines = [each for each in text(SOUND).splitlines() if not each.startswith(f"{key}:")]
    spec = read("\n".join([*lines, line]) + "\n")
    assert spec.problems and fixed(spec, load_edited) == spec.data


def test_a_byte_order_mark_and_line_ends_stay() -> None:
    data = b"\xef\xbb\xbf" + text({**SOUND, "ha": "on"}).replace("\n", "\r\n").encode()
    spec = check(read_text(data, "shop.hactl.yaml", Path(), known_lines()))
    assert fixed(spec, load_edited) == data.replace(b"ha: on", b"ha: true")


def test_the_edit_is_shown_and_asked_for(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", text({**SOUND, "ha": "on"}))
    said = hactl("validate", "--fix")
    assert said.code == 4 and "+ha: true  # all" in said.out and "--yes" in said.err
    assert (hactl.folder / "shop.hactl.yaml").read_text() == text({**SOUND, "ha": "on"})
    assert hactl("validate", "--fix", "--yes").code == 0
    assert (hactl.folder / "shop.hactl.yaml").read_text() == text(SOUND)
    assert "-" not in hactl("validate", "--fix").out, "nothing to fix, and nobody is asked"
