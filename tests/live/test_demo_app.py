"""The demo application: what is compiled is what the source says, and its two descriptors differ by one tag."""

from __future__ import annotations

from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "examples" / "demo-app"
CLASSES = APP / "web" / "WEB-INF" / "classes"


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.class"))}


def test_every_source_is_compiled_for_java_8_without_debug_information() -> None:
    sources = {p.stem for p in (APP / "src").rglob("*.java")}
    compiled = _tree(CLASSES)
    assert sources == {Path(name).stem for name in compiled}
    for name, data in compiled.items():
        assert data[6:8] == b"\0\x34", f"{name} is not of Java 8"
        assert b"LineNumberTable" not in data


def test_the_distributable_descriptor_has_one_tag_more() -> None:
    def body(path: Path) -> list[str]:
        return [line for line in path.read_text().splitlines() if not line.startswith("<!--")]

    tagged = body(APP / "web-distributable.xml")
    tagged.remove("  <distributable/>")
    assert tagged == body(APP / "web" / "WEB-INF" / "web.xml")
