"""YAML as people write it: every form of list and map, any indentation, blanks, quotes, comments, empty lines."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = [
    "a",
    "ha",
    "true",
    "10.0.0.11:8080",
    "tomcat@7",
    "x-y",
    "it's",
    "a # b",
    "a: b",
    '"q"',
    "ä",
    "1.18",
    "",
    "- a",
    "{a}",
]
COMMENTS = ["# c", "#c", "#   two  words", "# set by hactl", "# 'quoted'", "#"]
KEYS = ["a", "b", "ha", "name", "x-own", "instances", '"quoted"', "'single'"]


class Messy:
    """Writes random values in random forms; `draw` decides."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.anchors = draw, 0

    def file(self) -> str:
        """Return a whole file."""
        end = self.draw(st.sampled_from(["\n", "\n", "\r\n"]))
        start = self.draw(st.sampled_from(["", "\n\n", "# top\n", "---\n"]))
        text = start + self.map(self.draw(st.sampled_from([0, 0, 2, 3])), 0) + self.loose(0)
        return (text if "|" in text or ">" in text or self.draw(st.booleans()) else text.rstrip("\n")).replace(
            "\n", end
        )

    def loose(self, indent: int) -> str:
        """Return comments and empty lines."""
        lines = ""
        for _ in range(self.draw(st.sampled_from([0, 0, 0, 1, 2]))):
            at = self.draw(st.sampled_from([0, indent, indent, indent + 2]))
            kinds = ["\n", "  \n", "\n\n", " " * at + self.draw(st.sampled_from(COMMENTS)) + "\n"]
            lines += self.draw(st.sampled_from(kinds))
        return lines

    def behind(self) -> str:
        """Return the end of a line."""
        blanks = self.draw(st.sampled_from(["", "", " ", "   "]))
        comment = self.draw(st.sampled_from(["", "", *(" " * n + c for n in (1, 2, 5) for c in COMMENTS)]))
        return (comment or blanks) + "\n"

    def blanks(self, least: int = 1) -> str:
        """Return blanks between two words."""
        return " " * (least + self.draw(st.sampled_from([0, 0, 1, 2])))

    def map(self, indent: int, depth: int) -> str:
        """Return a map on lines of its own."""
        text = ""
        for key in self.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True)):
            text += self.loose(indent) + " " * indent + key + self.draw(st.sampled_from([":", ":", " :"]))
            text += self.value(indent, depth, inside_list=False)
        return text

    def items(self, indent: int, depth: int) -> str:
        """Return a list on lines of its own."""
        text = ""
        for _ in range(self.draw(st.integers(1, 3))):
            text += self.loose(indent) + " " * indent + "-" + self.value(indent, depth, inside_list=True)
        return text

    def value(self, indent: int, depth: int, *, inside_list: bool) -> str:
        """Return what stands behind a colon or a dash, to the end of its line or lines."""
        forms = ["word", "word", "flow", "flow", "text"] + (["map", "list", "list"] if depth < 3 else [])
        form = self.draw(st.sampled_from(forms))
        anchor = self.blanks() + f"&n{self.anchor()}" if self.draw(st.integers(0, 7)) == 0 else ""
        deeper = indent + self.draw(st.sampled_from([1, 2, 2, 4, 5]))
        if form == "map":
            return anchor + self.behind() + self.map(deeper, depth + 1)
        if form == "list":
            return (
                anchor
                + self.behind()
                + self.items(deeper if inside_list else self.draw(st.sampled_from([indent, deeper])), depth + 1)
            )
        if form == "text":
            head = self.draw(st.sampled_from(["|", ">", "|-", ">-"]))
            return f"{anchor} {head}\n{' ' * deeper}text\n\n{' ' * deeper}  more\n"
        word = self.word() if form == "word" else self.flow(deeper, depth + 1)
        if anchor == "" and self.anchors and self.draw(st.integers(0, 5)) == 0:
            word = f"*n{self.draw(st.integers(1, self.anchors))}"
        return anchor + self.blanks() + word + self.behind()

    def anchor(self) -> int:
        """Return the number of a new anchor."""
        self.anchors += 1
        return self.anchors

    def word(self) -> str:
        """Return a single value."""
        text = self.draw(st.sampled_from(WORDS))
        plain = text not in ("", "- a", "{a}", "a # b", "a: b", '"q"')
        single, double = "'" + text.replace("'", "''") + "'", '"' + text.replace('"', '\\"') + '"'
        return self.draw(st.sampled_from([single, double, *([text] * 3 if plain else [])]))

    def flow(self, indent: int, depth: int) -> str:
        """Return a list or map in brackets, on one line or several."""
        one_line = self.draw(st.booleans())

        def gap() -> str:
            broken = not one_line and self.draw(st.integers(0, 2)) == 0
            return (self.draw(st.sampled_from(["", " # in"])) + "\n" + " " * (indent + 1)) if broken else self.blanks(0)

        inner = [
            self.word() if depth > 3 or self.draw(st.booleans()) else self.flow(indent + 1, depth + 1)
            for _ in range(self.draw(st.integers(0, 3)))
        ]
        if self.draw(st.booleans()):
            return "[" + gap() + (gap() + "," + gap()).join(inner) + gap() + "]"
        pairs = [f"k{n}:{self.blanks()}{each}" for n, each in enumerate(inner)]
        return "{" + gap() + (gap() + "," + gap()).join(pairs) + gap() + "}"


@st.composite
def messy_specs(draw: st.DrawFn) -> str:
    """Return a file that YAML can be read from, mostly."""
    return Messy(draw).file()
