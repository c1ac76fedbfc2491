"""What a single value of a spec must be like, and what is said when it is not."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from hactl.spec import values

FORMAT = 1


def _refuse(problem: str, message: str, hint: str) -> PydanticCustomError:
    # both texts travel as context: pydantic would fill in braces of its own
    return PydanticCustomError("spec", "{message}", {"problem": problem, "message": message, "hint": hint})


def name(text: str) -> str:
    """Accept a name."""
    if not values.is_name(text):
        hint = values.NAME_RULE
        lower = text.lower()
        if values.is_name(lower):
            hint = f"write `{lower}`: NGINX does not distinguish upper and lower case; {hint}"
        raise _refuse("spec-name", f"`{short(text)}` is not a name", hint)
    return text


def cluster_name(text: str) -> str:
    """Accept the name of a cluster."""
    if text == "all":
        message = (
            "a cluster cannot be called `all`: that is the pool of all clusters, and all of them on the command line"
        )
        raise _refuse("spec-reserved-name", message, "choose another name")
    return name(text)


def host_address(text: str) -> str:
    """Accept an IPv4 address, in its canonical form."""
    found = values.address(text)
    if found is None:
        raise _refuse("spec-address", *address_refusal(text))
    return found


def address_refusal(text: str) -> tuple[str, str]:
    """Return message and hint for a text that is not an address."""
    if text.count(":") > 1:
        return f"`{short(text)}` is an IPv6 address; hactl configures IPv4 only", "give the host's IPv4 address"
    hint = (
        "four numbers from 0 to 255, like `10.0.0.11`; names are not looked up, so that nothing waits for a name server"
    )
    if text == "localhost":
        hint = "write `127.0.0.1`"
    return f"`{short(text)}` is not an IPv4 address", hint


def time(text: str) -> str:
    """Accept a time with its unit."""
    if not values.milliseconds(text):
        raise _refuse(
            "spec-time", f"`{short(text)}` is not a time", "a number above 0 and its unit: `500ms`, `3s`, `1m`"
        )
    return text


def size(text: str) -> str:
    """Accept a size with its unit, as a buffer may have it."""
    if not 4096 <= (values.size(text) or 0) <= 1 << 20:
        hint = "from `4k` to `1m`: a number and its unit, as in `64k`"
        raise _refuse("spec-size", f"`{short(text)}` is not a size that a header can have", hint)
    return text


def _safe(text: str, *, blanks: bool) -> None:
    found = values.unsafe(text, blanks=blanks)
    if found:
        hint = "it is written into server files and scripts, where that would mean something else"
        raise _refuse("spec-unsafe-character", f"{found} may not stand in a path", hint)


def base(text: str) -> str:
    """Accept the folder of an instance or the balancer, in normal form."""
    _safe(text, blanks=False)
    folder = values.base_folder(text)
    if folder is None:
        hint = "a folder below the host's (`app1`), or an absolute one (`/srv/app1`); without `..` and `~`"
        raise _refuse("spec-base", f"`{short(text)}` cannot be a base", hint)
    return str(folder)


def home(text: str) -> str:
    """Accept the folder of an installation."""
    _safe(text, blanks=False)
    if not text.startswith("/"):
        raise _refuse(
            "spec-home", f"`{short(text)}` is not an absolute path", "the installation's folder, like `/opt/tomcat7`"
        )
    return text


def file_on_host(text: str) -> str:
    """Accept a file or folder of a host: an absolute path."""
    _safe(text, blanks=False)
    if not text.startswith("/") or values.base_folder(text) is None:
        hint = "a path on the balancer's host, like `/etc/ssl/shop.pem`; without `..`"
        raise _refuse("spec-file-on-host", f"`{short(text)}` is not an absolute path", hint)
    return text


def network(text: str) -> str:
    """Accept an IPv4 address, or a network of them."""
    if values.network(text) is None:
        hint = "an IPv4 address like `10.0.0.4`, or a network like `10.0.1.0/24`, of no host bits"
        raise _refuse("spec-network", f"`{short(text)}` is neither an address nor a network", hint)
    return text


def days(text: str) -> str:
    """Accept a number of days."""
    if values.days(text) is None:
        raise _refuse("spec-days", f"`{short(text)}` is not a number of days", "from `1d` to `3650d`")
    return text


def config(text: str) -> str:
    """Accept a file of the balancer."""
    _safe(text, blanks=False)
    if values.base_folder(text) is None:
        hint = "a path from the balancer's `base` (`nginx.conf`), or an absolute one; without `..` and `~`"
        raise _refuse("spec-config", f"`{short(text)}` is not a file below the balancer's base", hint)
    return text


def war(text: str) -> str:
    """Accept where an application's archive or folder lies; it is read there, and written nowhere."""
    _safe(text.replace("#", ""), blanks=True)  # Tomcat's names: `app##1.war`, `shop#admin.war`
    if not text or text.endswith("/.."):
        raise _refuse(
            "spec-war", f"`{short(text)}` is not an archive or folder", "a path relative to the spec's folder"
        )
    return text


def app_path(text: str) -> str:
    """Accept where an application lives."""
    if not values.is_app_path(text):
        hint = "`/`, or like `/shop`: begins with a slash, ends without one, letters, digits and `-_.~`"
        raise _refuse("spec-app-path", f"`{short(text)}` is not an application's path", hint)
    return text


def server_name(text: str) -> str:
    """Accept what NGINX takes as a `server_name`."""
    if not values.is_server_name(text):
        hint = "a DNS name like `shop.example.org` or `*.example.org`; `_` for any name"
        raise _refuse("spec-server-name", f"`{short(text)}` is not a server name", hint)
    return text


def version(text: str) -> str:
    """Accept a version."""
    if not values.is_version(text):
        raise _refuse("spec-version", f"`{short(text)}` is not a version", 'numbers and dots in quotes, like `"1.18"`')
    return text


def variable(given: object) -> str:
    """Accept the name of an environment variable that holds a secret, as `${NAME}`; what else stands there is not told.

    It may be the secret itself.
    """
    if not isinstance(given, str) or not values.variable(given):
        hint = 'write the name of a variable in the servers\' environment, in quotes: `key: "${SHOP_KEY}"`'
        raise _refuse(
            "spec-secret", "a key must not stand in a spec, only the name of the variable that holds it", hint
        )
    if values.taken(values.variable(given)):
        hint = "choose a name of its own, like `SHOP_KEY`"
        raise _refuse(
            "spec-secret", f"`{short(given)}` is a variable that servers and shells use for other things", hint
        )
    return given


def file_format(number: int) -> int:
    """Accept the format of the file."""
    if number != FORMAT:
        hint = f"this hactl reads `hactl: {FORMAT}`; a newer one may read it"
        raise _refuse("spec-format", f"the file says it is of format {number}", hint)
    return number


def short(text: str) -> str:
    """Return a person's word as a message can quote it."""
    text = text if text.isprintable() else repr(text)[1:-1]
    return text if len(text) <= 60 else text[:57] + "..."
