"""The long form of a spec as pydantic checks it: shapes, words and ranges; what names refer to is resolved later.

It is written for pydantic's core, without the models on top: importing those takes
longer than an empty command of typer has to spare (60 ms of 95, measured).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, cast

from pydantic_core import SchemaValidator

from hactl.spec import accept, parts
from hactl.spec.values import RENAMED

Schema = dict[str, Any]

_TEXT: Schema = {"type": "str", "strict": True, "min_length": 1}
_BOOLEAN: Schema = {"type": "bool", "strict": True}
_PORT: Schema = {"type": "int", "strict": True, "ge": 1, "le": 65535}
_COUNT: Schema = {"type": "int", "strict": True, "ge": 1, "le": 1000}
_ANYTHING: Schema = {"type": "any"}


def _accepted(check: Callable[[Any], Any], kind: str = "str") -> Schema:
    """Return the schema of a value that `check` accepts or refuses."""
    function = {"type": "no-info", "function": check}
    inner = {"type": kind} if kind == "any" else {"type": kind, "strict": True}
    return {"type": "function-after", "function": function, "schema": inner}


def _words(*expected: str) -> Schema:
    return {"type": "literal", "expected": list(expected)}


def _list(item: Schema) -> Schema:
    return {"type": "list", "items_schema": item, "min_length": 1, "strict": True}


def _map(key: Schema, value: Schema, least: int = 0) -> Schema:
    return {"type": "dict", "keys_schema": key, "values_schema": value, "min_length": least, "strict": True}


def _part(part: type[Any], **schemas: Schema) -> Schema:
    """Return the schema of a map that becomes this part; a field with a default need not be written."""
    defaults = {field.name: field.default for field in fields(part)}
    assert defaults.keys() == schemas.keys()
    wanted = [_field(name, schema, defaults[name]) for name, schema in schemas.items()]
    arguments = {
        "type": "dataclass-args",
        "dataclass_name": part.__name__,
        "fields": wanted,
        "extra_behavior": "forbid",
    }
    return {"type": "dataclass", "cls": part, "schema": arguments, "fields": list(schemas), "slots": True}


def _field(name: str, schema: Schema, default: object) -> Schema:
    if default is not MISSING:
        schema = {"type": "default", "schema": schema, "default": default}
    return {"type": "dataclass-field", "name": name, "schema": schema, "kw_only": True}


_NAME = _accepted(accept.name)
_ADDRESS = _accepted(accept.host_address)
_TIME = _accepted(accept.time)
_SIZE = _accepted(accept.size)
_BASE = _accepted(accept.base)

_HOST = _part(parts.HostPart, address=_ADDRESS, cluster_address=_ADDRESS)
_PORTS = _part(parts.PortsPart, http=_PORT, shutdown=_PORT, receiver=_PORT)
_MULTICAST = _part(parts.MulticastPart, address=_ADDRESS, port=_PORT)
_ENCRYPT = _part(parts.EncryptPart, key=_accepted(accept.variable, "any"))
_REPLICATION = _part(
    parts.ReplicationPart,
    mode=_words("sync", "async"),
    discovery=_words("multicast", "static"),
    applications=_words("all", "distributable"),
    heartbeat=_TIME,
    drop_after=_TIME,
    multicast=_MULTICAST,
    adopt=_BOOLEAN,
    copies=_words("all", "one"),
    encrypt=_ENCRYPT,
    changes=_words("set", "all"),
)
_DEFAULTS = _part(parts.DefaultsPart, ports=_PORTS, replication=_REPLICATION)
_FAILOVER = _part(
    parts.FailoverPart,
    max_fails=_COUNT,
    fail_timeout=_TIME,
    read_timeout=_TIME,
    write_timeout=_TIME,
    header_size=_SIZE,
)
_FILE = _accepted(accept.file_on_host)
_LISTEN = _part(parts.ListenPart, port=_PORT, certificate=_FILE, key=_FILE)
_BALANCER = _part(
    parts.BalancerPart,
    host=_TEXT,
    kind=_words("nginx"),
    version=_accepted(accept.version),
    base=_BASE,
    listen=_list(_LISTEN),
    redirect=_words("https", "none"),
    hsts=_accepted(accept.days),
    webroot=_FILE,
    server_name=_accepted(accept.server_name),
    affinity=_words("cookie", "route"),
    server=_words("managed", "existing", *RENAMED),
    config=_accepted(accept.config),
    keepalive=_words("pages", "none"),
    trust=_list(_accepted(accept.network)),
    failover=_FAILOVER,
)
_INSTANCE = _part(parts.InstancePart, host=_TEXT, base=_BASE, home=_accepted(accept.home), ports=_PORTS, drain=_BOOLEAN)
_CLUSTER = _part(
    parts.ClusterPart,
    server=_TEXT,
    ha=_BOOLEAN,
    instances=_map(_NAME, _INSTANCE),
    replication=_REPLICATION,
    drain=_BOOLEAN,
)
_APP = _part(
    parts.AppPart,
    war=_accepted(accept.war),
    wars=_map(_accepted(accept.cluster_name), _accepted(accept.war)),
    path=_accepted(accept.app_path),
    clusters=_list({"type": "str", "strict": True}),
    replicated=_BOOLEAN,
)
_DAS = _part(parts.DasPart, host=_TEXT, domain=_NAME, base=_BASE, home=_accepted(accept.home), admin_port=_PORT)
_GLASSFISH = _part(parts.GlassfishPart, das=_DAS)
SPEC = _part(
    parts.SpecPart,
    hactl=_accepted(accept.file_format, "int"),
    name=_NAME,
    server=_TEXT,
    hosts=_map(_NAME, _HOST),
    ha=_BOOLEAN,
    defaults=_DEFAULTS,
    balancer=_BALANCER,
    clusters=_map(_accepted(accept.cluster_name), _CLUSTER, least=1),
    apps=_map(_NAME, _APP, least=1),
    glassfish=_GLASSFISH,
)
_VALIDATOR = SchemaValidator(cast(Any, SPEC))


def validate(values: object) -> parts.SpecPart:
    """Return the checked spec. Raises pydantic's ValidationError with everything that is wrong."""
    return cast(parts.SpecPart, _VALIDATOR.validate_python(values))
