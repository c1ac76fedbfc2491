"""One archive over HTTP(S), with the credentials and the proxy of a repository; its sum decides whether it is taken."""

from __future__ import annotations

import base64
import hashlib
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

from hactl.errors import HactlError
from hactl.install.maven import Credentials, Proxy, Repository

CHUNK = 64 * 1024
QUIET_SECONDS = 60.0  # how long the other side may send nothing
LARGEST = 1024**3  # bytes: no server archive is larger

Progressed = Callable[[int, int], None]


def download(repository: Repository, path: str, file: IO[bytes], progressed: Progressed) -> None:
    """Write the archive into `file`. `progressed(done, total)` counts bytes, total 0 if not told. Raises HactlError."""
    url = f"{repository.url}/{path}"
    try:
        with _opener(repository).open(url, timeout=QUIET_SECONDS) as answer:
            total = int(answer.headers.get("Content-Length") or 0)
            _copy(answer, file, lambda done: progressed(done, total))
    except urllib.error.HTTPError as error:
        raise HactlError(f"{_shown(url)} answered {error.code} {error.reason}", hint=_hint(error.code)) from error
    except (OSError, ValueError) as error:
        raise HactlError(f"{_shown(url)} cannot be fetched: {_reason(error)}", hint=_hint(0)) from error


def has_sum(path: Path, sha512: str) -> bool:
    """Return whether the file is there and has this SHA-512."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha512").hexdigest() == sha512
    except OSError:
        return False


def _copy(source: IO[bytes], file: IO[bytes], progressed: Callable[[int], None]) -> None:
    done = 0
    while data := source.read(CHUNK):
        file.write(data)
        done += len(data)
        if done > LARGEST:
            raise ValueError(f"it is larger than {LARGEST} bytes")
        progressed(done)


class _Password(urllib.request.BaseHandler):
    """Gives the password to the repository's own machine, also behind a redirect, and to no other."""

    def __init__(self, repository: Repository) -> None:
        self._origin = _origin(repository.url)
        self._credentials = repository.credentials

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        """Return the request as it is sent."""
        if self._credentials and _origin(request.full_url) == self._origin:
            request.add_unredirected_header("Authorization", _basic(self._credentials))
        return request

    https_request = http_request


def _opener(repository: Repository) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [_Password(repository)]
    if repository.proxy:
        address = _proxy_url(repository.proxy)
        handlers.append(urllib.request.ProxyHandler({"http": address, "https": address}))
    return urllib.request.build_opener(*handlers)


def _proxy_url(proxy: Proxy) -> str:
    who = proxy.credentials
    user = f"{quote(who.user, safe='')}:{quote(who.password, safe='')}@" if who else ""
    return f"http://{user}{proxy.host}:{proxy.port}"


def _basic(who: Credentials) -> str:
    return "Basic " + base64.b64encode(f"{who.user}:{who.password}".encode()).decode()


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _shown(url: str) -> str:
    """Return the address without a user or password in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _reason(error: Exception) -> str:
    return str(error.reason) if isinstance(error, urllib.error.URLError) else str(error)


def _hint(code: int) -> str:
    if code in (401, 403, 407):
        return "look at the <server> or <proxy> of that id in settings.xml: user and password"
    return "look at the mirror in settings.xml or at HACTL_MAVEN_URL, or name a folder of servers in HACTL_HOMES"
