"""Fetching an archive the way a person's own Maven would: local repository, then the mirror that settings.xml names.

Facts: Maven's settings reference (mirrors, proxies, servers, localRepository), its guide to
mirror settings (`*`, `external:*`, `external:http:*`, lists, `!id`, `blocked`). What only
Maven itself can do (encrypted passwords, repositories of profiles, a machine without any
settings) is left to `mvn`: this module names no repository of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from hactl.errors import HactlError
from hactl.noting import looked_at

URL_VARIABLE = "HACTL_MAVEN_URL"
CENTRAL = "central"  # the id of the repository that every Maven knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinate:
    """A Maven coordinate."""

    group: str
    artifact: str
    version: str
    extension: str
    classifier: str = ""

    @classmethod
    def parse(cls, text: str) -> Coordinate:
        """Return the coordinate written `group:name:version:extension[:classifier]`."""
        group, artifact, version, extension, *rest = text.split(":")
        return cls(
            group=group, artifact=artifact, version=version, extension=extension, classifier=rest[0] if rest else ""
        )

    def __str__(self) -> str:
        tail = f":{self.classifier}" if self.classifier else ""
        return f"{self.group}:{self.artifact}:{self.version}:{self.extension}{tail}"

    @property
    def file_name(self) -> str:
        """Return the archive's name in a repository."""
        tail = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact}-{self.version}{tail}.{self.extension}"

    @property
    def path(self) -> str:
        """Return the archive's path in a repository."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.file_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A user and a password, kept out of every text that is shown."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r}, password=***)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """An HTTP proxy, and the hosts (patterns) that are reached without it."""

    host: str
    port: int
    credentials: Credentials | None
    without: tuple[str, ...]

    def serves(self, host: str) -> bool:
        """Return whether requests to this host go through the proxy."""
        return not any(fnmatchcase(host.lower(), pattern) for pattern in self.without)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """Where to fetch from. `proxy` None: what HTTP(S)_PROXY and NO_PROXY say."""

    url: str
    credentials: Credentials | None = None
    proxy: Proxy | None = None


class OnlyMaven(HactlError):
    """The settings ask for something that only `mvn` itself can do; the message says what."""


def local_repository(variables: Mapping[str, str]) -> Path:
    """Return the folder where Maven keeps what it has fetched."""
    settings = _settings(variables)
    named = _text(settings, "localRepository", variables)
    return Path(named) if named else _dot_m2(variables) / "repository"


def repository(variables: Mapping[str, str]) -> Repository:
    """Return where this person's Maven would fetch from. Raises OnlyMaven if that is not for us to find out."""
    settings = _settings(variables)
    if url := variables.get(URL_VARIABLE):
        return _repository(settings, url, "", variables)
    for mirror in settings.iterfind("mirrors/mirror"):
        if covers(_text(mirror, "mirrorOf", variables)):
            return _mirror(settings, mirror, variables)
    raise OnlyMaven("settings.xml names no mirror, and HACTL_MAVEN_URL is not set")


def covers(pattern: str, name: str = CENTRAL) -> bool:
    """Return whether a `mirrorOf` covers this repository, one that lies outside and is reached by https."""
    words = [w.strip() for w in pattern.split(",")]
    return f"!{name}" not in words and any(w in (name, "*", "external:*") for w in words)


def _mirror(settings: ElementTree.Element, mirror: ElementTree.Element, variables: Mapping[str, str]) -> Repository:
    name, url = _text(mirror, "id", variables), _text(mirror, "url", variables)
    if _text(mirror, "blocked", variables) == "true":
        raise HactlError(
            f"settings.xml blocks downloads (mirror `{name}`)",
            hint="put an unpacked server into a folder and name that folder in HACTL_HOMES",
        )
    return _repository(settings, url, name, variables)


def _repository(settings: ElementTree.Element, url: str, name: str, variables: Mapping[str, str]) -> Repository:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise HactlError(f"`{url}` is not the address of a repository", hint="it must begin with https:// or http://")
    proxy = _proxy(settings, parts.scheme, variables)
    return Repository(
        url=url.rstrip("/"),
        credentials=_server(settings, name, variables) if name else None,
        proxy=proxy if proxy and proxy.serves(parts.hostname) else None,
    )


def _server(settings: ElementTree.Element, name: str, variables: Mapping[str, str]) -> Credentials | None:
    for server in settings.iterfind("servers/server"):
        if _text(server, "id", variables) == name:
            if server.find("configuration/httpHeaders") is not None:
                raise OnlyMaven(f"server `{name}` of settings.xml sends its own headers")
            return _credentials(server, variables)
    return None


def _proxy(settings: ElementTree.Element, scheme: str, variables: Mapping[str, str]) -> Proxy | None:
    active = [p for p in settings.iterfind("proxies/proxy") if _text(p, "active", variables) != "false"]
    # As Maven does: one for this protocol first, else any active one.
    active.sort(key=lambda p: _text(p, "protocol", variables) != scheme)
    for proxy in active:
        without = _text(proxy, "nonProxyHosts", variables).lower()
        return Proxy(
            host=_text(proxy, "host", variables),
            port=int(_text(proxy, "port", variables) or 8080),
            credentials=_credentials(proxy, variables),
            without=tuple(filter(None, re.split(r"[|,\s]+", without))),
        )
    return None


def _credentials(element: ElementTree.Element, variables: Mapping[str, str]) -> Credentials | None:
    user, password = _text(element, "username", variables), _text(element, "password", variables)
    if unset := re.search(r"\$\{[^}]+\}", user + password):
        raise HactlError(f"settings.xml asks for {unset[0]}, which is not set", hint="set that variable")
    if re.search(r"\{.+\}", password):
        raise OnlyMaven("a password in settings.xml is encrypted")
    return Credentials(user=user, password=password) if user else None


def _settings(variables: Mapping[str, str]) -> ElementTree.Element:
    """Return the person's settings without namespaces; empty ones if there is no file."""
    path = _dot_m2(variables) / "settings.xml"
    looked_at(str(path))
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except FileNotFoundError:
        return ElementTree.Element("settings")
    except (OSError, ElementTree.ParseError) as error:
        raise HactlError(f"{path} cannot be read: {error}", hint="fix it, or set HACTL_MAVEN_URL") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _text(element: ElementTree.Element, path: str, variables: Mapping[str, str]) -> str:
    """Return an element's text with `${env.X}` and `${user.home}` filled in; unknown ones stay, as in Maven."""
    values = {f"env.{name}": value for name, value in variables.items()}
    values["user.home"] = str(_home(variables))
    text = (element.findtext(path) or "").strip()
    return re.sub(r"\$\{([^}]+)\}", lambda m: values.get(m[1], m[0]), text)


def _dot_m2(variables: Mapping[str, str]) -> Path:
    return _home(variables) / ".m2"


def _home(variables: Mapping[str, str]) -> Path:
    return Path(variables.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where this does not
