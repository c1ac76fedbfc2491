"""Secrets out of sight: what a person's file or a message holds of passwords and keys becomes `***`.

hactl never writes a secret, yet it shows lines of files that hold some. Whole texts are
masked, not single lines, since a value may span lines; their number stays the same. A
value is masked because of the name that stands before it (attribute, element, property,
YAML key, JVM option), or because of its own form (a key block, Jetty's OBF:, a password in
a URL). When in doubt more is masked rather than less.

Names are searched first, and rules tried only where one stands: files are many, secrets few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MASK = "***"
Span = tuple[int, int]

# one of these stands in every name of a secret
_STEMS = ("pass", "secret", "credential", "token", "authorization", "pwd", "encryption", "private", "api", "access")
_SECRET_NAME = re.compile(
    r"(?i)pass-?word|passwd|pass-?phrase|secret|credential|token|authorization|pwd"
    r"|(?:encryption|private|api|access)[_.-]?key|(?:key|store|user|trust|db|admin|login)[_.-]?pass"
    r"|^(?!(?:proxy|fastcgi|scgi|uwsgi|grpc|memcached)_)(?:.*[._-])?pass$"
)
_HARMLESS = re.compile(r"(?i)\s*(?:true|false|on|off|null|[\"']{0,2}|\$\{[\w.=\-]+\}|\$\w+)\s*;?\s*")
_LOOKED_BACK = 200  # characters before a name that say what it is
_LONGEST_TAG = 20_000

# patterns are texts, compiled when first used; those below stand behind a name
_QUOTED = r"\"(?:\\.|[^\"\\])*+\"?|'(?:\\.|[^'\\])*+'?"
_PAIR = rf"(?s)[\"']?\s*[=:]\s*({_QUOTED})"  # attributes, JSON, shell
_OPTION = r"=([^\s\"'<>&;,]+)"  # JVM options, parameters of a URL: the value ends with the word
_LINE = r"[\"']?[ \t]*[=:][ \t]*((?:[^\r\n]*\\\r?\n)*[^\r\n]*)"  # properties, YAML, ini, with continuation lines
_BLANK = r"[ \t]+([^\s=:][^\r\n]*)"  # NGINX, properties
_ENTRY = r"[\"']?[ \t]*\r?\n[ \t]*value:[ \t]*([^\r\n]*)"  # YAML: `name: DB_PASSWORD`, then `value: …`
_BLOCK = r"[\"']?:[ \t]*(?:[|>][^\n]*)?\n((?:%s(?:[ \t]+|- )[^\n]*(?:\n|$)|[ \t]*\r?\n)+)"  # YAML: what is set in
_VALUE_ELEMENT = r"(?is)\s*</.{0,400}?<[\w:.\-]*value\s*>([^<]*)"  # <param-name>…</param-name><param-value>…

_BEFORE_LINE = r"[ \t]*(?:-[ \t]+|#+[ \t]*|export[ \t]+|set[ \t]+)?[\"']?"
_BEFORE_BLANK = r"[ \t]*(?:(?:proxy_set_header|add_header|set|fastcgi_param)[ \t]+\$?)?"
_BEFORE_BLOCK = r"([ \t]*)(?:-[ \t]+)?[\"']?"
_BEFORE_ENTRY = r".*(?:name|key):[ \t]*[\"']?"
_BEFORE_VALUE_ELEMENT = r"<[\w:.\-]*name\s*>\s*"

_TAG = r"<([A-Za-z][\w:.\-]*)((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>"
_ATTRIBUTE = r"([\w:.\-]+)\s*=\s*(\"[^\"]*+\"|'[^']*+')"
_CONTENT = r"(?s)(?:<!\[CDATA\[.*?\]\]>|[^<])*"

# secrets by their own form, and what a text must hold to have one
_FORMS = (
    ("://", r"://[^\s/@:\"'<>]*:([^\s/@\"'<>]+)@"),
    ("OBF:", r"\bOBF:([^\s\"'<>]+)"),
    ("CRYPT:", r"\bCRYPT:([^\s\"'<>]+)"),
    ("PRIVATE KEY-----", r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)(?:-----END|\Z)"),
)


def is_secret_name(name: str) -> bool:
    """Tell whether what stands under this name is a secret: `keystorePass`, `db.password`, `API_TOKEN`."""
    return bool(_SECRET_NAME.search(name))


def mask(text: str) -> str:
    """Return the text with every secret value as `***`; line ends stay, so lines keep their numbers."""
    spans = [span for span in _spans(text) if _telling(text[slice(*span)])]
    parts: list[str] = []
    end = 0
    for start, stop in _merged(spans):
        parts += [text[end:start], _masked(text[start:stop])]
        end = stop
    return "".join([*parts, text[end:]]) if parts else text


def _masked(value: str) -> str:
    """Return `***` followed by the line ends of the value; quotes around it stay."""
    quote = value[0] if value[0] in "\"'" else ""
    closing = quote if len(value) > 1 and value.endswith(quote) else ""
    return quote + MASK + "".join(re.findall(r"\r\n|\r|\n", value)) + closing


def _telling(value: str) -> bool:
    """Tell whether the value says something: it is not empty, a switch, or a reference `${…}`."""
    return bool(value.strip()) and not _HARMLESS.fullmatch(value.strip().strip("\"'"))


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, stop in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _spans(text: str) -> Iterator[Span]:
    for needed, form in _FORMS:
        if needed in text:
            yield from (found.span(1) for found in re.finditer(form, text))
    markup, tags = text[:_LOOKED_BACK].lstrip("\ufeff \t\r\n").startswith("<"), set[int]()
    for name in _names(text):
        yield from name.pair()
        yield from name.line()
        yield from name.yaml()
        if not markup:
            yield from name.blank()
        start = text.rfind("<", max(0, name.start - _LONGEST_TAG), name.start)
        if start >= 0:
            yield from name.value_element(start)
            yield from () if start in tags else _tag(text, start)
            tags.add(start)


def _names(text: str) -> Iterator[_Name]:
    """Yield the words that name a secret: found by stem at the speed of `find`, then looked at closely."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when lowered
        lowered = "".join(c.lower() if c.isascii() else c for c in text)
    after = 0
    for at in sorted({at for stem in _STEMS for at in _positions(stem, lowered)}):
        if at < after:
            continue
        start = at
        while start > after and (text[start - 1].isalnum() or text[start - 1] in "_.-"):
            start -= 1
        word = re.compile(r"[\w.\-]+").match(text, start)
        assert word  # it holds the stem
        after = word.end()
        if is_secret_name(word[0]):
            yield _Name(text, start, after)


def _positions(stem: str, text: str) -> Iterator[int]:
    at = text.find(stem)
    while at >= 0:
        yield at
        at = text.find(stem, at + 1)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a text; its methods yield where its value may stand."""

    text: str
    start: int
    end: int

    def _behind(self, pattern: str) -> Iterator[Span]:
        if found := re.compile(pattern).match(self.text, self.end):
            yield found.span(1)

    def _before(self, pattern: str) -> re.Match[str] | None:
        """Match what stands before the name in its line."""
        least = max(0, self.start - _LOOKED_BACK)
        begin = max(self.text.rfind("\n", least, self.start), self.text.rfind("\r", least, self.start)) + 1
        if begin == 0 and least > 0:
            return None
        return re.compile(pattern).fullmatch(self.text, begin, self.start)

    def pair(self) -> Iterator[Span]:
        """`name="value"`, `-Dname=value`, `"-Dname=two words"`."""
        yield from self._behind(_PAIR)
        yield from self._behind(_OPTION)
        quote = self.text[self.start - 1] if self.start else ""
        if quote and quote in "\"'":
            yield from self._behind(f"=([^{quote}\r\n]+){quote}")

    def line(self) -> Iterator[Span]:
        """`name = value` on a line of its own; quoted values and markup end earlier, other rules know where."""
        if self._before(_BEFORE_LINE):
            for start, stop in self._behind(_LINE):
                if self.text[start : start + 1] not in ('"', "'") and "<" not in self.text[start:stop]:
                    yield start, stop

    def blank(self) -> Iterator[Span]:
        """`name value` on a line of its own; in markup that would be prose."""
        if self._before(_BEFORE_BLANK):
            yield from self._behind(_BLANK)

    def yaml(self) -> Iterator[Span]:
        """What is indented below the name, be it a block of text, a list or a map; the `value:` after a `name:`."""
        if indent := self._before(_BEFORE_BLOCK):
            yield from self._behind(_BLOCK % indent[1])
        if self._before(_BEFORE_ENTRY):
            yield from self._behind(_ENTRY)

    def value_element(self, tag: int) -> Iterator[Span]:
        """The value element after a name element: web.xml, context parameters."""
        if re.compile(_BEFORE_VALUE_ELEMENT, re.IGNORECASE).fullmatch(self.text, tag, self.start):
            yield from self._behind(_VALUE_ELEMENT)


def _tag(text: str, start: int) -> Iterator[Span]:
    """Yield values of a tag: `<x password="…">`, `<password>…`, `<property name="password" value="…">`."""
    tag = re.compile(_TAG).match(text, start)
    if not tag:
        return
    attributes = {a[1]: a for a in re.compile(_ATTRIBUTE).finditer(text, *tag.span(2))}
    named = any(k in attributes and is_secret_name(attributes[k][2][1:-1]) for k in ("name", "key", "id"))
    for name, attribute in attributes.items():
        if is_secret_name(name) or (named and name in ("value", "default")):
            yield attribute.span(2)
    if (named or is_secret_name(tag[1])) and not tag[2].endswith("/"):
        content = re.compile(_CONTENT).match(text, tag.end())
        yield from [content.span()] if content else []
