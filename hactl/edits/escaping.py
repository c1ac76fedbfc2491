"""Text as XML has it: what `xml.sax.saxutils` does, which loads HTTP, TLS and e-mail with it."""

from __future__ import annotations

_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TEXT = str.maketrans(_IN_TEXT)
_ATTRIBUTE = str.maketrans({**_IN_TEXT, "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
_QUOTES = {'"': "&quot;", "'": "&apos;"}


def escape(text: str, quote: str = "") -> str:
    """Return the text as it may stand between tags, or, with a quote, between two of these."""
    escaped = text.translate(_TEXT)
    return escaped.replace(quote, _QUOTES[quote]) if quote else escaped


def quoteattr(text: str) -> str:
    """Return the text as the value of an attribute, in quotes that it does not hold, or else double ones."""
    escaped = text.translate(_ATTRIBUTE)
    if '"' not in escaped:
        return f'"{escaped}"'
    return f"'{escaped}'" if "'" not in escaped else '"' + escaped.replace('"', "&quot;") + '"'
