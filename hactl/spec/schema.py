"""The long form of a spec, as pydantic checks it: shapes, words and ranges; what names refer to is resolved later.

A value that is None was not written: its default is `resolve`'s to decide.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from hactl.spec import values

FORMAT = 1


def _refuse(problem: str, message: str, hint: str) -> PydanticCustomError:
    # both texts travel as context: pydantic would fill in braces of its own
    return PydanticCustomError("spec", "{message}", {"problem": problem, "message": message, "hint": hint})


def _name(text: str) -> str:
    if not values.is_name(text):
        hint = values.NAME_RULE
        lower = text.lower()
        if values.is_name(lower):
            hint = f"write `{lower}`: NGINX takes upper and lower case for the same; {hint}"
        raise _refuse("spec-name", f"`{_short(text)}` is not a name", hint)
    return text


def _cluster_name(text: str) -> str:
    if text == "all":
        message = (
            "a cluster cannot be called `all`: that is the pool of all clusters, and all of them on the command line"
        )
        raise _refuse("spec-reserved-name", message, "choose another name")
    return _name(text)


def _host_address(text: str) -> str:
    found = values.address(text)
    if found is None:
        raise _refuse("spec-address", *address_refusal(text))
    return found


def address_refusal(text: str) -> tuple[str, str]:
    """Return message and hint for a text that is not an address."""
    if text.count(":") > 1:
        return f"`{_short(text)}` is an IPv6 address; hactl configures IPv4 only", "give the host's IPv4 address"
    hint = (
        "four numbers from 0 to 255, like `10.0.0.11`; names are not looked up, so that nothing waits for a name server"
    )
    if text == "localhost":
        hint = "write `127.0.0.1`"
    return f"`{_short(text)}` is not an IPv4 address", hint


def _time(text: str) -> str:
    if not values.milliseconds(text):
        raise _refuse(
            "spec-time", f"`{_short(text)}` is not a time", "a number above 0 and its unit: `500ms`, `3s`, `1m`"
        )
    return text


def _safe(text: str, *, blanks: bool) -> None:
    found = values.unsafe(text, blanks=blanks)
    if found:
        hint = "it is written into server files and scripts, where that would mean something else"
        raise _refuse("spec-unsafe-character", f"{found} may not stand in a path", hint)


def _base(text: str) -> str:
    _safe(text, blanks=False)
    folder = values.base_folder(text)
    if folder is None:
        hint = "a folder below the host's (`app1`), or an absolute one (`/srv/app1`); without `..` and `~`"
        raise _refuse("spec-base", f"`{_short(text)}` cannot be a base", hint)
    return str(folder)


def _home(text: str) -> str:
    _safe(text, blanks=False)
    if not text.startswith("/"):
        raise _refuse(
            "spec-home", f"`{_short(text)}` is not an absolute path", "the installation's folder, like `/opt/tomcat7`"
        )
    return text


def _war(text: str) -> str:
    _safe(text, blanks=True)
    if not text or text.endswith("/.."):
        raise _refuse(
            "spec-war", f"`{_short(text)}` is not an archive or folder", "a path relative to the spec's folder"
        )
    return text


def _app_path(text: str) -> str:
    if not values.is_app_path(text):
        hint = "`/`, or like `/shop`: begins with a slash, ends without one, letters, digits and `-_.~`"
        raise _refuse("spec-app-path", f"`{_short(text)}` is not an application's path", hint)
    return text


def _server_name(text: str) -> str:
    if not values.is_server_name(text):
        hint = "a DNS name like `shop.example.org` or `*.example.org`; `_` for whatever name is asked for"
        raise _refuse("spec-server-name", f"`{_short(text)}` is not a server name", hint)
    return text


def _version(text: str) -> str:
    if not values.is_version(text):
        raise _refuse("spec-version", f"`{_short(text)}` is not a version", 'numbers and dots in quotes, like `"1.18"`')
    return text


def _format(number: int) -> int:
    if number != FORMAT:
        hint = f"this hactl reads `hactl: {FORMAT}`; a newer one may read it"
        raise _refuse("spec-format", f"the file says it is of format {number}", hint)
    return number


def _short(text: str) -> str:
    text = text if text.isprintable() else repr(text)[1:-1]
    return text if len(text) <= 60 else text[:57] + "..."


Name = Annotated[str, AfterValidator(_name)]
ClusterName = Annotated[str, AfterValidator(_cluster_name)]
Address = Annotated[str, AfterValidator(_host_address)]
Time = Annotated[str, AfterValidator(_time)]
Base = Annotated[str, AfterValidator(_base)]
Port = Annotated[int, Field(ge=1, le=65535)]
Text = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """A map of the spec: unknown keys and other types than the named ones are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class HostPart(Part):
    """A machine."""

    address: Address
    cluster_address: Address | None = None


class PortsPart(Part):
    """Ports of an instance."""

    http: Port | None = None
    shutdown: Port | None = None
    receiver: Port | None = None


class MulticastPart(Part):
    """The group of a cluster."""

    address: Address | None = None
    port: Port | None = None


class ReplicationPart(Part):
    """How sessions are copied."""

    mode: Literal["sync", "async"] | None = None
    discovery: Literal["multicast", "static"] | None = None
    applications: Literal["all", "distributable"] | None = None
    heartbeat: Time | None = None
    drop_after: Time | None = None
    multicast: MulticastPart = MulticastPart()


class DefaultsPart(Part):
    """Values that hold wherever nothing nearer is written."""

    ports: PortsPart = PortsPart()
    replication: ReplicationPart = ReplicationPart()


class FailoverPart(Part):
    """When the balancer gives an instance up."""

    max_fails: Annotated[int, Field(ge=1, le=1000)] | None = None
    fail_timeout: Time | None = None
    read_timeout: Time | None = None


class BalancerPart(Part):
    """The NGINX in front."""

    kind: Literal["nginx"] | None = None
    version: Annotated[str, AfterValidator(_version)] | None = None
    host: Text
    base: Base | None = None
    listen: Annotated[list[Port], Field(min_length=1)] | None = None
    server_name: Annotated[str, AfterValidator(_server_name)] | None = None
    affinity: Literal["cookie", "route"] | None = None
    server: Literal["ours", "theirs"] | None = None
    failover: FailoverPart = FailoverPart()


class InstancePart(Part):
    """One server process."""

    host: Text
    base: Base | None = None
    home: Annotated[str, AfterValidator(_home)] | None = None
    ports: PortsPart = PortsPart()


class ClusterPart(Part):
    """Instances that share sessions."""

    server: Text | None = None
    ha: bool | None = None
    instances: dict[Name, InstancePart]
    replication: ReplicationPart = ReplicationPart()


class AppPart(Part):
    """An application."""

    war: Annotated[str, AfterValidator(_war)] | None = None
    path: Annotated[str, AfterValidator(_app_path)] | None = None
    clusters: Annotated[list[str], Field(min_length=1)] | None = None


class SpecPart(Part):
    """A whole spec."""

    hactl: Annotated[int, AfterValidator(_format)]
    name: Name
    server: Text | None = None
    hosts: dict[Name, HostPart] = {}
    ha: bool | None = None
    defaults: DefaultsPart = DefaultsPart()
    balancer: BalancerPart
    clusters: Annotated[dict[ClusterName, ClusterPart], Field(min_length=1)]
    apps: Annotated[dict[Name, AppPart], Field(min_length=1)] | None = None
    glassfish: dict[str, Any] | None = None  # the product reads it
