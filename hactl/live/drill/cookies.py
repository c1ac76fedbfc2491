"""What a browser keeps: cookies, scoped by path. All servers count as one host, as behind a balancer."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A cookie and the path below which it is sent; `gone`: the server takes it back."""

    name: str
    value: str
    path: str
    gone: bool = False

    def covers(self, path: str) -> bool:
        """Tell whether a request for this path carries the cookie (RFC 6265, 5.1.4)."""
        return path == self.path or path.startswith(self.path if self.path.endswith("/") else self.path + "/")


class CookieJar:
    """The cookies of one user. Tabs may use it at once: each sees all cookies of another's answer, or none of them."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str], Cookie] = {}
        self._lock = threading.Lock()

    def store(self, request_path: str, set_cookies: Iterable[str]) -> None:
        """Take the values of an answer's Set-Cookie headers; what cannot be read is passed over, as browsers do."""
        found = [cookie for text in set_cookies if (cookie := read_set_cookie(text, request_path)) is not None]
        with self._lock:
            for cookie in found:
                self._cookies.pop((cookie.name, cookie.path), None)
                if not cookie.gone:
                    self._cookies[cookie.name, cookie.path] = cookie

    def header(self, path: str) -> str:
        """Return the Cookie header for a path, longest cookie path first; "" where there is none."""
        return "; ".join(f"{c.name}={c.value}" for c in self._covering(path))

    def value(self, name: str, path: str) -> str:
        """Return what a request for the path would send under this name, or ""."""
        return next((c.value for c in self._covering(path) if c.name == name), "")

    def _covering(self, path: str) -> list[Cookie]:
        plain = path.partition("?")[0]
        with self._lock:
            found = [c for c in self._cookies.values() if c.covers(plain)]
        return sorted(found, key=lambda c: len(c.path), reverse=True)


def read_set_cookie(text: str, request_path: str) -> Cookie | None:
    """Read one Set-Cookie value; None if it has no name."""
    pair, *words = text.split(";")
    name, separator, value = (part.strip() for part in pair.partition("="))
    if not separator or not name:
        return None
    attributes = {key.strip().lower(): said.strip() for key, _, said in (w.partition("=") for w in words)}
    path = attributes.get("path", "")
    if not path.startswith("/"):
        path = _folder(request_path)
    return Cookie(name=name, value=value, path=path, gone=_is_gone(attributes))


def _folder(request_path: str) -> str:
    """Return the path a cookie without one belongs to (RFC 6265, 5.1.4)."""
    folder = request_path.partition("?")[0].rpartition("/")[0]
    return folder or "/"


def _is_gone(attributes: dict[str, str]) -> bool:
    age = attributes.get("max-age", "")
    if age.removeprefix("-").isdecimal():
        return int(age) <= 0
    try:
        moment = parsedate_to_datetime(attributes.get("expires", ""))
    except ValueError:
        return False
    return moment.replace(tzinfo=moment.tzinfo or UTC) <= datetime.now(UTC)
