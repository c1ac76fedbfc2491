"""Secrets out of sight: what a person's file or a message holds of passwords and keys becomes `***`.

hactl never writes a secret, yet it shows lines of files that hold some. Whole texts are
masked, not single lines, since a value may span lines; their number stays the same. A
value is masked because of the name that stands before it (attribute, element, property,
YAML key, JVM option), or because of its own form (a key block, Jetty's OBF:, a password in
a URL). When in doubt more is masked rather than less.

Names are searched first, and rules tried only where one stands: files are many, secrets few.
The time grows with the text and no faster: whatever runs to an end that a later name runs
to as well is looked for once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MASK = "***"
Span = tuple[int, int]

# one of these stands in every name of a secret
_STEMS = ("pass", "secret", "cred", "token", "auth", "pwd", "pw", "pswd", "key")
_SECRET_NAME = re.compile(
    r"(?i)pass[_.-]?(?:word|phrase|code|wd)|secret|credential|token|authorization|pwd|pswd"
    r"|(?:encrypt|encryption|private|api|access|signing|shared|master|account|auth|hmac|aes)[_.-]?key"
    r"|(?:key|store|user|trust|db|admin|login)[_.-]?pass"
    r"|^(?!(?-i:proxy|fastcgi|scgi|uwsgi|grpc|memcached)_).*(?<!by)(?<!com)(?<!sur)(?<!tres)pass\d*$"
    r"|(?:^|[\W\d_]|(?-i:[a-z](?=P)))pw\d*$|(?:^|[\W\d_]|(?-i:[a-z](?=C)))creds?$"
    r"|^(?!.*client[\W_]?auth$).*(?:[\W\d_]|(?-i:[a-z](?=A)))auth$"  # not Tomcat's auth="Container", clientAuth="want"
)
_HARMLESS = re.compile(r"(?i)\s*+(?:true|false|on|off|null|[\"']{0,2}|\$\{[\w.=\-]+\}|\$\w+)\s*+;?\s*+")
_LOOKED_BACK = 200  # characters before a name that say what it is
_LONGEST_TAG = 20_000

# patterns are texts, compiled when first used; those below stand behind a name
_QUOTED = r"\"(?:\\.|[^\"\\])*+\"?|'(?:\\.|[^'\\])*+'?"
_PAIR = rf"(?s)[\"']?\s*[=:]\s*((?:{_QUOTED})(?:{_QUOTED}|[\w$@!%^*+~.])*+)"  # attributes, JSON, shell
_OPTION = r"\+?=(?=[^\s\"'<>&;,])"  # JVM options, parameters of a URL: the value ends with the word
_OPTION_END = r"[\s\"'<>&;,]"
_JVM_END = r"[\s\"']"  # of `-Dname=value`, in which the others are no more than letters
_FLAG = rf"[ \t]+({_QUOTED}|[^\s\"'<>]+)"  # `--password value`
_LINE = r"[\"']?[ \t]*[=:][ \t]*"  # properties, YAML, ini, with continuation lines
_LINE_END = r"(?<!\\)(?<!\\\r)[\r\n]|\r(?!\n)"
_WITHIN = r"[\"']?[ \t]*+(?:=(?!=)|:)[ \t]*+(?=[^\s\"'])"  # `name: value` anywhere in a line
_WITHIN_END = {"": r"[\r\n]", "JSON": r"[\r\n,}]", "markup": r"[\r\n<]|\?>|\]\]>", "comment": r"[\r\n]|-->"}
_BLANK = r"[ \t]+([^\s=:][^\r\n]*)"  # NGINX, properties
_ENTRY = r"[\"']?[ \t]*\r?\n[ \t]*value:[ \t]*([^\r\n]*)"  # YAML: `name: DB_PASSWORD`, then `value: …`
_BLOCK = r"[\"']?:[ \t]*(?:[|>][^\n]*)?\n((?:%s(?:[ \t]+|- )[^\n]*(?:\n|$)|[ \t]*\r?\n)+)"  # YAML: what is set in
_VALUE_ELEMENT = r"(?is)\s*</.{0,400}?<[\w:.\-]{0,100}value\s*>([^<]*)"  # <param-name>…</param-name><param-value>…

_BEFORE_LINE = r"[ \t]*(?:-[ \t]+|#+[ \t]*|export[ \t]+|set[ \t]+)?[\"']?"
_BEFORE_BLANK = r"[ \t]*(?:(?:proxy_set_header|add_header|set|setenv|fastcgi_param)[ \t]+\$?)?"
_BEFORE_BLOCK = r"([ \t]*)(?:-[ \t]+)?[\"']?"
_BEFORE_ENTRY = r".*(?:name|key):[ \t]*[\"']?"
_BEFORE_VALUE_ELEMENT = r"<[\w:.\-]{0,100}name\s*>\s*"

_TAG = r"<([A-Za-z][\w:.\-]*+)((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>"
_ATTRIBUTE = r"(?<![\w:.\-])([\w:.\-]++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+')"
_COMMENT = r"(?s)<!--.*?(?:-->|\Z)"
_CDATA, _CDATA_END = "<![CDATA[", r"\]\]>"

# secrets by their own form, and what a text must hold to have one
_FORMS = (
    ("://", r"://[^\s/@:\"'<>]*:([^\s/@\"'<>]+)@"),
    ("OBF:", r"\bOBF:([^\s\"'<>]+)"),
    ("CRYPT:", r"\bCRYPT:([^\s\"'<>]+)"),
    ("-u", r"(?:^|\s)(?:-u|--user|--proxy-user)[ \t=]++[\"']?[^\s:\"']{0,200}:([^\s\"']+)"),  # curl
    ("auth", r"\bauth[\"']?\s*[=:]\s*[\"']?[^\s:\"'<>]{1,200}:([^\s\"'<>]+)"),
    (
        "encrypt",
        r"\bencrypt[\"']?\s{0,80}:[\s{]{0,200}[\"']?key[\"']?\s{0,80}:\s{0,80}((?:\"[^\"\n]*\"?|'[^'\n]*'?|[^\s,}]+))",
    ),
    ("PRIVATE KEY-----", r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)(?:-----END|\Z)"),
)


def is_secret_name(name: str) -> bool:
    """Tell whether what stands under this name is a secret: `keystorePass`, `db.password`, `API_TOKEN`."""
    return bool(_SECRET_NAME.search(name))


def mask(text: str) -> str:
    """Return the text with every secret value as `***`; line ends stay, so lines keep their numbers."""
    parts: list[str] = []
    end = 0
    for start, stop in _merged(text, _spans(text)):
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


def _merged(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans that say something, in order, those that overlap as one. What lies in one is not read again."""
    merged: list[Span] = []
    for start, stop in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        end = merged[-1][1] if merged else 0
        if stop <= end or not _telling(text[start:stop]):
            continue
        if start < end:
            merged[-1] = (merged[-1][0], stop)
        else:
            merged.append((start, stop))
    return merged


def _spans(text: str) -> Iterator[Span]:
    for needed, form in _FORMS:
        if needed in text:
            yield from (found.span(1) for found in re.finditer(form, text))
    scan, tags = _Scan(text), set[int]()
    for start, end in _names(text):
        name = _Name(scan, start, end)
        yield from name.pair()
        yield from name.line()
        yield from name.yaml()
        yield from name.within()
        if not scan.is_markup:
            yield from name.blank()
        tag = scan.tag_before(start)
        if start - _LONGEST_TAG <= tag:
            yield from name.value_element(tag)
            yield from () if tag in tags else _tag(scan, tag)
            tags.add(tag)


def _names(text: str) -> Iterator[Span]:
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
            yield start, after


def _positions(stem: str, text: str) -> Iterator[int]:
    at = text.find(stem)
    while at >= 0:
        yield at
        at = text.find(stem, at + 1)


class _Scan:
    """A text that is read from front to back; an end that was found stands for all who begin before it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_markup = text[:_LOOKED_BACK].lstrip("\ufeff \t\r\n").startswith("<")
        self.block_end = self.content_end = 0  # of the last one that is masked whole: what lies in it needs no look
        self._ends: dict[str, Span] = {}
        self._tag = self._seen = 0
        self._markup = (-1, -1)
        self._comments = re.finditer(_COMMENT, text) if self.is_markup else iter(())
        self._comment: Span = (0, 0)

    def part(self, at: int) -> str:
        """Return "comment", "markup", or "" where nothing is markup; asked with growing places."""
        while self.is_markup and self._comment[1] <= at:
            found = next(self._comments, None)
            self._comment = found.span() if found else (len(self.text), len(self.text) + 1)
        if not self.is_markup:
            return ""
        return "comment" if self._comment[0] <= at else "markup"

    def end(self, pattern: str, at: int) -> int:
        """Return where the pattern is found first from here on; the length of the text where it is not."""
        known = self._ends.get(pattern, (0, -1))
        if not known[0] <= at <= known[1]:
            found = re.compile(pattern).search(self.text, at)
            known = self._ends[pattern] = (at, found.start() if found else len(self.text))
        return known[1]

    def tag_before(self, at: int) -> int:
        """Return where the last `<` before this place stands, or a place far before the text."""
        found = self.text.rfind("<", self._seen, at)
        if found >= 0 or not self._seen:
            self._tag = found if found >= 0 else -2 * _LONGEST_TAG
        self._seen = max(at, 1)
        return self._tag

    def has_markup(self, start: int, stop: int) -> bool:
        """Tell whether a `<` stands between; asked with growing starts."""
        if stop != self._markup[1]:
            self._markup = (self.text.rfind("<", start, stop), stop)
        return self._markup[0] >= start

    def content(self, start: int) -> int:
        """Return the end of an element's content: before the next tag; CDATA sections belong to it."""
        while (at := self.text.find("<", start)) >= 0 and self.text.startswith(_CDATA, at):
            closed = self.end(_CDATA_END, at)
            if closed == len(self.text):
                break
            start = closed + len("]]>")
        return at if at >= 0 else len(self.text)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a text; its methods yield where its value may stand."""

    scan: _Scan
    start: int
    end: int

    @property
    def text(self) -> str:
        """The whole text."""
        return self.scan.text

    def _behind(self, pattern: str) -> Iterator[Span]:
        if found := re.compile(pattern).match(self.text, self.end):
            yield found.span(1)

    def _until(self, pattern: str, end: str) -> Iterator[Span]:
        if found := re.compile(pattern).match(self.text, self.end):
            yield found.end(), self.scan.end(end, found.end())

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
        jvm = not self.scan.is_markup and self.text.startswith("-D", self.start)
        yield from self._until(_OPTION, _JVM_END if jvm else _OPTION_END)
        if quote := self._quote():
            yield from self._behind(f"[=:]([^{quote}\r\n]+){quote}")

    def _quote(self) -> str:
        """Return the quote right before the name, "" if there is none."""
        before = self.text[self.start - 1] if self.start else ""
        return before if before in ("'", '"') else ""

    def within(self) -> Iterator[Span]:
        """`name: value` anywhere in a line, to where the line, its comment or its element ends; `--name value`."""
        quote = self._quote()
        if not quote or self.text.startswith(quote, self.end):
            yield from self._until(_WITHIN, _WITHIN_END["JSON" if quote else self.scan.part(self.start)])
        if self.text.startswith("-", self.start):
            yield from self._behind(_FLAG)

    def line(self) -> Iterator[Span]:
        """`name = value` on a line of its own; quoted values and markup end earlier, other rules know where."""
        if self._before(_BEFORE_LINE):
            for start, stop in self._until(_LINE, _LINE_END):
                if self.text[start : start + 1] not in ('"', "'") and not self._markup(start, stop):
                    yield start, stop

    def _markup(self, start: int, stop: int) -> bool:
        return self.scan.is_markup and self.scan.has_markup(start, stop)

    def blank(self) -> Iterator[Span]:
        """`name value` on a line of its own; in markup that would be prose."""
        if self._before(_BEFORE_BLANK):
            yield from self._behind(_BLANK)

    def yaml(self) -> Iterator[Span]:
        """What is indented below the name, be it a block of text, a list or a map; the `value:` after a `name:`."""
        indent = self._before(_BEFORE_BLOCK) if self.start >= self.scan.block_end else None
        for block in self._behind(_BLOCK % indent[1]) if indent else ():
            self.scan.block_end = block[1]
            yield block
        if self._before(_BEFORE_ENTRY):
            yield from self._behind(_ENTRY)

    def value_element(self, tag: int) -> Iterator[Span]:
        """The value element after a name element: web.xml, context parameters."""
        if re.compile(_BEFORE_VALUE_ELEMENT, re.IGNORECASE).fullmatch(self.text, tag, self.start):
            yield from self._behind(_VALUE_ELEMENT)


def _tag(scan: _Scan, start: int) -> Iterator[Span]:
    """Yield values of a tag: `<x password="…">`, `<password>…`, `<property name="password" value="…">`."""
    tag = re.compile(_TAG).match(scan.text, start)
    if not tag:
        return
    attributes = {a[1]: a for a in re.compile(_ATTRIBUTE).finditer(scan.text, *tag.span(2))}
    named = any(k in attributes and is_secret_name(attributes[k][2][1:-1]) for k in ("name", "key", "id"))
    for name, attribute in attributes.items():
        if is_secret_name(name) or (named and name in ("value", "default")):
            yield attribute.span(2)
    if (named or is_secret_name(tag[1])) and not tag[2].endswith("/") and tag.end() >= scan.content_end:
        scan.content_end = scan.content(tag.end())
        yield tag.end(), scan.content_end
