"""One location of a person's that is to lead to a pool: what in it stands in the way, and what comes instead.

What else stands in it counts as before. NGINX takes lists (`proxy_set_header`, `add_header`, `error_page`) from the
innermost level that has any, so where hactl writes one, those from further out are repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hactl.balancer.nginx.proxy_passes import Pass
from hactl.balancer.nginx.view import PoolView, Shape
from hactl.edits.marker import EditRefused
from hactl.edits.nginx_syntax import Directive
from hactl.render import Render

CODES = {"502", "504"}
OURS_ALWAYS = {
    *("proxy_pass", "proxy_http_version", "recursive_error_pages"),
    *("proxy_next_upstream", "proxy_next_upstream_tries", "proxy_next_upstream_timeout"),
}
OUR_HEADERS = {"connection", "upgrade"}
BUFFERS = ("proxy_buffer_size", "proxy_buffers", "proxy_busy_buffers_size")
TIMEOUTS = ("proxy_connect_timeout", "proxy_read_timeout", "proxy_send_timeout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The file without anything of hactl's, the environment as NGINX sees it, and what makes text of a template."""

    bare: bytes
    view: Shape
    render: Render


class Rewired:
    """What becomes of one location, and the two named ones that stand in for it when a whole cluster is gone."""

    def __init__(self, way: Pass, number: int, pool: PoolView, text: Text) -> None:
        _refuse_unfit(way)
        self.way, self._number, self._pool, self._text = way, number, pool, text
        self.held = [d for d in way.location.body if _in_the_way(d)]

    def lines(self) -> Iterator[bytes]:
        """Yield what stands in the location."""
        yield from self._repeated("proxy_set_header")
        yield from self._pages()
        if self._inner("add_header"):
            yield from (*self._repeated("add_header"), *cookies(self._text.view))
        yield from self._rendered("nginx/theirs.location.j2", has=self._has() | set(self._timeouts(everywhere=True)))

    def twins(self) -> Iterator[bytes]:
        """Yield the named locations: with all of the location that matters for passing a request on."""
        his = [d for d in self.way.location.body if d.name.startswith("proxy_") and d not in self.held]
        his = [d for d in his if d.name not in ("proxy_set_header", *TIMEOUTS)] + self._headers()
        his += [d for name in self._timeouts(everywhere=False) for d in _effective(self.way.chain, name)[1]]
        pages = [d for d in self._inner("error_page") if CODES & set(d.words)]
        heads = self._inner("add_header")
        has = self._has() | set(self._timeouts(everywhere=True))
        mine = [self._raw(d) for d in (*his, *pages, *heads)] + [*(cookies(self._text.view) if heads else ())]
        for code in sorted(CODES):
            first, *rest = self._rendered("nginx/theirs.named.j2", has=has, code=code)
            yield from (first, *(b"    " + line for line in mine), *rest)

    def _rendered(self, template: str, **values: object) -> list[bytes]:
        render, view = self._text.render, self._text.view
        his = any(_effective(self.way.chain, name)[1] for name in BUFFERS)
        more = {"his_buffers": his, "redirect": self._redirect(), **values}
        return render(template, view=view, pool=self._pool, number=self._number, **more).splitlines()

    def _redirect(self) -> str:
        """Return what NGINX did with redirects by itself, "" where the file says what it is to do.

        There is no default where `proxy_pass` leads to a variable. Where the host was NGINX's own too, the servers
        learn the user's now, and so do their redirects, but for the scheme (https ends at NGINX).
        """
        if any(d.words[1:] != ("default",) for d in _effective(self.way.chain, "proxy_redirect")[1]):
            return ""
        if "host" in self._has():
            return f"http://{self.way.called}/ /"
        host = f"${self._text.view.prefix}_host"
        return f"http://{host}/ $scheme://{host}/"

    def _headers(self) -> list[Directive]:
        found = _effective(self.way.chain, "proxy_set_header")[1]
        return [d for d in found if len(d.words) == 3 and d.words[1].lower() not in OUR_HEADERS]

    def _has(self) -> set[str]:
        return {d.words[1].lower() for d in self._headers()}

    def _timeouts(self, *, everywhere: bool) -> list[str]:
        """Return which timeouts the file sets; `everywhere`: also outside of locations, which hold here anyway."""
        levels = self.way.chain if everywhere else self.way.chain[2:]
        return [name for name in TIMEOUTS if _effective(levels, name)[1]]

    def _inner(self, name: str) -> list[Directive]:
        """Return a list that stands in the location, or a location around it."""
        return _effective(self.way.chain[2:], name)[1]

    def _repeated(self, name: str) -> Iterator[bytes]:
        """Yield a list from further out, which the location would lose as soon as it has one line of its own."""
        level, found = _effective(self.way.chain, name)
        if level is not self.way.location:
            chosen = self._headers() if name == "proxy_set_header" else found
            yield from (self._raw(d) for d in chosen)

    def _pages(self) -> Iterator[bytes]:
        """Yield the error pages without the two codes that are hactl's here."""
        level, found = _effective(self.way.chain, "error_page")
        for directive in found:
            if level is self.way.location and directive not in self.held:
                continue
            words = [w for w in directive.words if w not in CODES]
            if len(words) > 2 and words[1].isdigit():
                yield b" ".join(self._raw_words(directive, words)) + b";"

    def _raw_words(self, directive: Directive, words: Sequence[str]) -> Iterator[bytes]:
        for word in words:
            if any(c in word for c in " \t\r\n;{}\"'\\#"):
                hint = "write it without quotes, or in its own server block"
                raise refused("nginx-quoted-page", "an `error_page` with quotes cannot be repeated", hint, directive)
            yield word.encode("latin-1")

    def _raw(self, directive: Directive) -> bytes:
        raw = self._text.bare[directive.start : directive.end]
        if b"\n" in raw:
            message = f"`{directive.name}` spans several lines, and hactl has to repeat it"
            raise refused("nginx-several-lines", message, "write it on one line", directive)
        return raw


def _effective(levels: Sequence[Directive], name: str) -> tuple[Directive | None, list[Directive]]:
    """Return the innermost level that has such directives, and these, as NGINX inherits them."""
    for level in reversed(levels):
        if found := list(level.named(name)):
            return level, found
    return None, []


def _in_the_way(d: Directive) -> bool:
    words = [word.lower() for word in d.words]
    return (
        d.name in OURS_ALWAYS
        or (d.name == "proxy_set_header" and len(words) > 1 and words[1] in OUR_HEADERS)
        or (d.name == "proxy_redirect" and words[1:] == ["default"])
        or (d.name == "error_page" and bool(CODES & set(words)))
    )


def _refuse_unfit(way: Pass) -> None:
    if way.nested:
        message, hint = "a `proxy_pass` inside an `if` cannot be changed safely", "give it its own location"
        raise refused("nginx-nested", message, hint, way.directive)
    if way.scheme != "http":
        message, hint = "these servers are called by https, but hactl's balancer uses http", "pass http on"
        raise refused("nginx-https", message, hint, way.directive)
    if way.uri and way.uri != way.path:
        message = f"`{way.directive.words[1]}` makes another path of {way.path or 'what users ask for'}"
        hint = "give the application the path that users ask for, and name the server without a path"
        raise refused("nginx-path", message, hint, way.directive)


def cookies(view: Shape) -> tuple[bytes, ...]:
    """Return the lines that set the balancer's own cookies."""
    if not view.by_cookie:
        return ()
    return tuple(f"add_header Set-Cookie ${pool.prefix}_set always;".encode() for pool in view.pools)


def refused(id_: str, message: str, hint: str, at: Directive) -> EditRefused:
    """Return the refusal of a directive."""
    return EditRefused(id_, message, hint=hint, line=at.line, column=1)
