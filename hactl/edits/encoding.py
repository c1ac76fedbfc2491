"""From the bytes of an XML file to UTF-8 and back, without losing one.

XML 1.0, appendix F: the byte order mark, else the first two bytes, else the declaration
say how a file is encoded. Where these contradict each other, servers refuse the file too.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from hactl.edits.marker import EditRefused

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SHAPES = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED = re.compile(
    r"""<\?xml\s+version\s*=\s*(?:"[^"]*"|'[^']*')\s+encoding\s*=\s*(?:"([\w.:-]{1,40})"|'([\w.:-]{1,40})')""", re.ASCII
)
# Only codecs without a memory: a splice between two characters then changes no other.
_KNOWN = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp(125\d|437|85\d|86\d|874|932|949)|koi8-[ru]|gbk|gb2312|gb18030"
    r"|big5|euc_jp|euc_kr|shift_jis|mac-roman"
)
_HINT = "save the file in the encoding that its first line declares (UTF-8 where it declares none)"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is encoded: its byte order mark (or nothing) and the codec of the rest."""

    bom: bytes
    codec: str

    def encode(self, utf8: bytes) -> bytes:
        """Return the text in this encoding; a character it does not have is refused."""
        if self.codec == "utf-8":
            return self.bom + utf8
        try:
            return self.bom + utf8.decode().encode(self.codec)
        except UnicodeEncodeError as error:
            lacking = error.object[error.start]
            raise EditRefused(
                "edit-encoding",
                f"the file is encoded in {self.codec}, which has no `{lacking}`, and hactl would have to write it",
                hint="save the file as UTF-8 and declare that in its first line",
            ) from None


def decode(data: bytes) -> tuple[Encoding, bytes]:
    """Return the file's encoding and its text as UTF-8, without byte order mark; refuse what cannot be turned back."""
    bom, codec = next(((b, c) for b, c in _BOMS if data.startswith(b)), (b"", ""))
    codec = codec or next((c for start, c in _SHAPES if data.startswith(start)), "")
    raw = data[len(bom) :]
    codec = _agreed(codec, _declared(raw, codec))
    encoding = Encoding(bom, codec)
    try:
        text = raw.decode(codec)
        utf8 = raw if codec == "utf-8" else text.encode()
        same = codec == "utf-8" or text.encode(codec) == raw
    except UnicodeError as error:
        line = raw.count(b"\n", 0, getattr(error, "start", 0)) + 1
        raise EditRefused("edit-encoding", f"the file is not valid {codec}: {error}", hint=_HINT, line=line) from None
    if not same:
        raise EditRefused("edit-encoding", f"the file does not survive reading and writing as {codec}", hint=_HINT)
    return encoding, utf8


def _declared(raw: bytes, codec: str) -> str:
    head = raw[:400].decode(codec or "latin-1", "replace")
    found = _DECLARED.match(head)
    return (found[1] or found[2]) if found else ""


def _agreed(seen: str, declared: str) -> str:
    """Return the codec that the first bytes and the declaration agree on."""
    if not declared:
        return seen or "utf-8"
    name = _python_name(declared)
    if seen.startswith("utf-16") and name in ("utf-16", seen):
        return seen
    if (seen and name != seen) or name.startswith("utf-16"):
        raise EditRefused(
            "edit-encoding",
            f"the file declares the encoding {declared}, but its first bytes say {seen or 'that it is another'}",
            hint=_HINT,
            line=1,
        )
    return name


def _python_name(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        name = ""
    if name in ("utf-16", "utf-16-le", "utf-16-be") or _KNOWN.fullmatch(name):
        return name
    raise EditRefused(
        "edit-encoding", f"the file declares the encoding {declared}, which hactl cannot edit", hint=_HINT
    )
