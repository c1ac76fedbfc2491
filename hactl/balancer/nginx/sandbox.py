"""A configuration of NGINX rewritten so that `nginx -t` can read it anywhere, as any user: nothing outside is touched.

`nginx -t` binds what it shall listen on, opens logs and makes folders (ngx_init_cycle). Here each `listen` becomes a
socket of its own in a scratch folder, logs and folders go there too, and what is included is a copy. Lines stay
where they are, so that what NGINX says can be led back to the person's files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hactl.balancer.nginx.includes import DEEPEST, Source, whole
from hactl.edits import nginx_syntax
from hactl.edits.marker import EditRefused
from hactl.edits.nginx_syntax import Directive
from hactl.edits.splice import Splice, spliced

_FLAGS = {"ssl", "http2", "default_server", "default", "proxy_protocol"}
_ONE_PATH = {
    "error_log",
    "access_log",
    "pid",
    "lock_file",
    "proxy_cache_path",
    "fastcgi_cache_path",
    "uwsgi_cache_path",
}
_NO_FILE = ("off", "stderr", "syslog:", "memory:", "/dev/")
_TEMP = tuple(f"{kind}_temp_path" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
_FILES = re.compile(
    r"ssl_(certificate|certificate_key|client_certificate|trusted_certificate|dhparam|crl|password_file)"
)
PAIR = {"ssl_certificate_key": "pair.key"}  # all other words for a certificate: the other half
CERTIFICATES = {"ssl_certificate", "ssl_certificate_key", "ssl_client_certificate", "ssl_trusted_certificate"}


@dataclass(slots=True, kw_only=True)
class Rehearsal:
    """The rewritten files: name in the scratch folder -> contents; and which file of the person's each one is.

    `modules`: where this NGINX has its modules; `there`: whether this machine has a file; `place`: where a file with
    this absolute path lies; `without`: directives that this NGINX does not know; `runs`: it is to run, so that it
    listens where the person's file does. `lacks`: certificates that are not at hand, for which a pair is to be put
    into the scratch folder (`pair.pem`, `pair.key`).
    """

    source: Source
    base: str
    scratch: str
    modules: str
    there: Callable[[str], bool]
    place: Callable[[str], str]
    runs: bool = False
    without: frozenset[str] = frozenset()
    files: dict[str, bytes] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)
    lacks: list[str] = field(default_factory=list)

    def main(self, path: str) -> str:
        """Rewrite the main file and all it includes, with places of its own for all that NGINX writes by default."""
        name = self.add(path)
        if name:
            self.files[name] = self._placed(self.files[name], whole(self.source, path))
        return name

    def add(self, path: str, depth: int = 0) -> str:
        """Rewrite a file and all it includes; return the name of its copy, "" where it cannot be read."""
        data = self.source.read(path)
        if data is None or depth > DEEPEST:
            return ""
        name = f"{self.scratch}/{len(self.origin)}.conf"
        self.origin[name] = path
        try:
            splices = list(self._rewritten(nginx_syntax.parse(data), data, depth))
        except EditRefused:  # NGINX says better than we what is wrong with it
            splices = []
        self.files[name] = spliced(data, splices)
        return name

    def _placed(self, data: bytes, root: Directive) -> bytes:
        """Return the main file with words for what it leaves to NGINX's defaults, none of them on a line of its own."""
        given = {d.name for http in root.named("http") for d in http.body}
        temp = [f"{name} {self.scratch}/{name};" for name in _TEMP if name not in given | self.without]
        words = " ".join([*temp, *(["access_log off;"] if "access_log" not in given else [])])
        try:
            https = list(nginx_syntax.parse(data).named("http"))
        except EditRefused:
            return data
        splices = [(http.inside, http.inside, f" {words}".encode()) for http in https[:1]]
        first = b"" if any(root.named("pid")) else f"pid {self.scratch}/pid; ".encode()
        return first + spliced(data, splices)

    def _rewritten(self, root: Directive, data: bytes, depth: int) -> Iterator[Splice]:
        for directive in root.everything():
            if not directive.body and (words := self._words(directive, depth)) is not None:
                lost = data.count(b"\n", directive.start, directive.end)
                yield directive.start, directive.end, words.encode("latin-1") + b"\n" * lost

    def _words(self, directive: Directive, depth: int) -> str | None:
        """Return the directive for the rehearsal, None where it stays."""
        name, *words = directive.words
        if name == "include" and words:
            return self._included(words[0], depth)
        if name in ("user", "daemon", "master_process"):
            return ""
        if name == "listen" and words and not self.runs:
            flags = [word for word in words[1:] if word in _FLAGS]
            return " ".join(("listen", f"unix:{self.scratch}/{len(self.origin)}-{directive.start}", *flags)) + ";"
        if (name in _ONE_PATH or name.endswith("_temp_path")) and words and not words[0].startswith(_NO_FILE):
            return self._elsewhere(directive)
        if name == "load_module" and words:
            return self._module(words[0])
        if _FILES.fullmatch(name) and words and not words[0].startswith(("data:", "engine:")) and "$" not in words[0]:
            return self._certificate(name, words[0])
        return None

    def _elsewhere(self, directive: Directive) -> str | None:
        """Return a directive of a path of its own in the scratch folder, None where the path is decided later."""
        name, path, *more = directive.words
        if "$" in path:
            return None
        return " ".join((name, f"{self.scratch}/w{len(self.origin)}-{directive.start}", *map(_word, more))) + ";"

    def _module(self, path: str) -> str:
        """Return the directive that loads a module, "" where this machine has no such file."""
        file = path if path.startswith("/") else f"{self.modules}/{path.rpartition('/')[2]}"
        return f"load_module {_word(file)};" if self.there(file) else ""

    def _certificate(self, name: str, path: str) -> str:
        """Return the directive with the file's whole path, with a pair of the scratch folder where it is not there."""
        file = path if path.startswith("/") else f"{self.base}/{path}"
        if self.source.read(file) is not None:
            return f"{name} {_word(self.place(file))};"
        if name not in CERTIFICATES:
            return ""
        self.lacks.append(file)
        return f"{name} {_word(f'{self.scratch}/' + PAIR.get(name, 'pair.pem'))};"

    def _included(self, pattern: str, depth: int) -> str | None:
        found = self.source.meant(pattern, self.base)
        copies = [self.add(path, depth + 1) for path in found]
        if len(found) == 1 and not copies[0] and not re.search(r"[*?\[]", pattern):
            return f"include {_word(found[0])};"  # it is not there: NGINX is to say so
        return " ".join(f"include {copy};" for copy in copies if copy)

    def led_back(self, said: str) -> tuple[str, str, int]:
        """Return what NGINX said, without paths of the scratch folder; the file it means and the line."""
        line = next((s for s in said.splitlines() if "[emerg]" in s), said.strip())
        message = re.sub(r"^.*?\[emerg\] (?:[0-9]+#[0-9]+: )?", "", line)
        found = re.search(rf" in ({re.escape(self.scratch)}/[0-9]+\.conf):([0-9]+)$", message)
        if found is None:
            return message, "", 0
        return message[: found.start()], self.origin.get(found[1], ""), int(found[2])


def _word(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
