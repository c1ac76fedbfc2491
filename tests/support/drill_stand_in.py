"""An environment without Java, to try the drill itself: it answers as the demo application does, and can fail."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from urllib.parse import parse_qs, urlsplit

from hactl.live.drill.request import fetch
from hactl.live.drill.target import DrillApp, DrillInstance, DrillTarget

Session = dict[str, str]
Copy = Callable[[Session, Session | None], Session | None]


@dataclass
class StandInInstance:
    name: str
    cluster: str
    sessions: dict[str, Session] = field(default_factory=dict)
    memory: str = ""
    file: str = ""
    server: ThreadingHTTPServer | None = None
    port: int = 0


def faithful(session: Session, _before: Session | None) -> Session | None:
    return deepcopy(session)


class StandIn:
    """Instances and a balancer on loopback.

    `copy`: what a partner gets of a session, and what it had before; None: nothing. `leaks`: so do other clusters.
    """

    def __init__(self, clusters: dict[str, int], copy: Copy = faithful, *, leaks: bool = False) -> None:
        self.instances = {
            f"{c}-{n}": StandInInstance(f"{c}-{n}", c) for c, size in clusters.items() for n in range(1, size + 1)
        }
        self.copy, self.leaks = copy, leaks
        self._turn = 0
        self._lock = threading.RLock()
        self._balancer = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._forward))

    @contextmanager
    def running(self) -> Iterator[DrillTarget]:
        for name in self.instances:
            self.start(name)
        _serve(self._balancer)
        try:
            yield self.target()
        finally:
            _end(self._balancer)
            for name in [n for n, up in self.status().items() if up]:
                self.kill(name)

    def target(self) -> DrillTarget:
        clusters = tuple(dict.fromkeys(i.cluster for i in self.instances.values()))
        instances = [
            DrillInstance(name=i.name, cluster=i.cluster, address=f"127.0.0.1:{i.port}")
            for i in self.instances.values()
        ]
        return DrillTarget(
            balancer=f"127.0.0.1:{self._balancer.server_port}",
            host="stand-in",
            instances=tuple(instances),
            apps=(DrillApp(path="/", clusters=clusters),),
            replicated=frozenset(clusters),
        )

    def kill(self, name: str) -> None:
        instance = self.instances[name]
        with self._lock:
            server, instance.server, instance.sessions, instance.memory = instance.server, None, {}, ""
        assert server is not None
        _end(server)

    def start(self, name: str) -> None:
        instance = self.instances[name]
        with self._lock:
            for peer in self._peers(instance):
                given = {sid: self.copy(session, None) for sid, session in peer.sessions.items()}
                instance.sessions.update({sid: session for sid, session in given.items() if session is not None})
        answer = _handler(lambda path, cookies: self._answer(instance, path, cookies))
        instance.server = ThreadingHTTPServer(("127.0.0.1", instance.port), answer)
        instance.port = instance.server.server_port
        _serve(instance.server)

    def status(self) -> dict[str, bool]:
        return {name: i.server is not None for name, i in self.instances.items()}

    def undeciphered(self) -> tuple[str, ...]:
        return ()

    def _peers(self, instance: StandInInstance) -> list[StandInInstance]:
        return [i for i in self.instances.values() if i.cluster == instance.cluster and i is not instance and i.server]

    def _receivers(self, instance: StandInInstance) -> list[StandInInstance]:
        everybody = [i for i in self.instances.values() if i is not instance and i.server]
        return everybody if self.leaks else self._peers(instance)

    def _forward(self, path: str, cookies: dict[str, str]) -> tuple[str, list[str]]:
        """Sticky: the instance of the cookie, its peers, then anyone in turn."""
        wanted = self.instances.get(cookies.get("HA", ""))
        first = [i for i in [wanted, *self._peers(wanted)] if i.server] if wanted else []
        for instance in chain(first, self._in_turn()):
            header = {"Cookie": f"JSESSIONID={cookies['JSESSIONID']}"} if "JSESSIONID" in cookies else {}
            answer = fetch(f"127.0.0.1:{instance.port}", path, header, timeout_s=5)
            if answer.ok:
                return answer.body, [*answer.set_cookies, f"HA={instance.name}; Path=/"]
        return "", []

    def _in_turn(self) -> Iterator[StandInInstance]:
        with self._lock:
            alive = [i for i in self.instances.values() if i.server]
            self._turn += 1
        yield from alive[self._turn % len(alive) :] + alive[: self._turn % len(alive)]

    def _answer(self, instance: StandInInstance, path: str, cookies: dict[str, str]) -> tuple[str, list[str]]:
        parts = urlsplit(path)
        operation, query = parts.path.strip("/"), {k: v[0] for k, v in parse_qs(parts.query).items()}
        said = {"instance": instance.name, "address": f"127.0.0.1:{instance.port}"}
        with self._lock:
            if instance.server is None:  # killed while it had this request
                return "", []
            if operation == "local":
                return _text(said | _local(instance, query.get("mark"))), []
            sid = cookies.get("JSESSIONID", "")
            fresh = sid not in instance.sessions
            if fresh and query.get("create") == "no":
                return _text(said), []
            sid = uuid.uuid4().hex if fresh else sid
            said |= {"session": sid} | self._operate(instance, operation, sid, query)
        return _text(said), [f"JSESSIONID={sid}; Path=/"] if fresh else []

    def _operate(self, instance: StandInInstance, operation: str, sid: str, query: dict[str, str]) -> Session:
        session = instance.sessions.setdefault(sid, {"user": "", "count": "0", "changed": "0", "mutated": "0"})
        if operation == "logout":
            for each in [instance, *self._peers(instance)]:
                each.sessions.pop(sid, None)
            return {"ended": "true"}
        _change(session, operation, query)
        for peer in self._receivers(instance):
            given = self.copy(session, peer.sessions.get(sid))
            if given is not None:
                peer.sessions[sid] = given
        once = {} if operation == "read" else {n for n in session if n.startswith("once.")}
        accepted = {"unserializable": "accepted"} if operation == "unserializable" else {}
        return {n: v for n, v in session.items() if n not in once} | accepted


def _change(session: Session, operation: str, query: dict[str, str]) -> None:
    if "user" in query and not session["user"]:
        session["user"] = query["user"]
    if operation == "fill" and "once.0" not in session:
        session.update({f"once.{n}": f"java.lang.String {query['seed']}-{n}" for n in range(41)})
    if operation == "unserializable":
        session["once.beside"] = "java.lang.String set in the same request"
    if operation == "tab":
        session[f"tab.{query['name']}"] = query["to"]
    raised = {"count": "count", "change": "changed"}.get(operation)
    if raised:
        session[raised] = str(int(session[raised]) + 1)


def _local(instance: StandInInstance, mark: str | None) -> dict[str, str]:
    if mark:
        instance.memory = instance.file = f"1 {mark}"
    return {"static": instance.memory, "context": instance.memory, "file": instance.file}


def _text(said: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in said.items())


def _handler(answer: Callable[[str, dict[str, str]], tuple[str, list[str]]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            cookies = {name: m.value for name, m in SimpleCookie(self.headers.get("Cookie", "")).items()}
            body, set_cookies = answer(self.path, cookies)
            self.send_response(200 if body else 502)
            self.send_header("Content-Length", str(len(body)))
            for cookie in set_cookies:
                self.send_header("Set-Cookie", cookie)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _serve(server: ThreadingHTTPServer) -> None:
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


def _end(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()
