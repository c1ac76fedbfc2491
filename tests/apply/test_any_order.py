"""Whatever people and hactl do, in whatever order: nothing of theirs is lost, and what is refused changes nothing.

A pair of Tomcats that a person made, one that hactl makes, NGINX. People edit, delete, change the spec; hactl applies,
switches, goes back, and is killed at any of its calls.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.faulty_system import FaultySystem, Killed, killed_at

from hactl import operations
from hactl.apply import apply_plan
from hactl.edits import marks
from hactl.errors import HactlError
from hactl.events import silent
from hactl.files import LocalFiles
from hactl.operations import Draft, Order
from hactl.rollback import draft_back
from hactl.runs import Journal, Keeping, list_runs
from hactl.runs.records import DONE

SPEC = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters:
  a:
    ha: {a}
    instances:
      a-1: {{host: 10.0.0.11, base: /srv/one}}
      a-2: {{host: 10.0.0.12, base: /srv/two}}
  b: {{ha: {b}, instances: [{members}]}}
balancer: 10.0.0.5:80
"""
SERVER_XML = b"""\
<?xml version='1.0' encoding='utf-8'?>
<Server port="8005">
  <Resource password="c4nary"/>
  <Service name="Catalina"><Connector port="8080"/>
    <Engine name="Catalina" defaultHost="localhost"/>
  </Service>
</Server>
"""
BASES = {"a-1": "10.0.0.11/srv/one", "a-2": "10.0.0.12/srv/two"}
OWNED = "shop/10.0.0.5/nginx/conf.d/hactl-shop.conf"
SEED = "shop/10.0.0.21/b-1/conf/web.xml"
WORDS = st.booleans().map(lambda on: str(on).lower())
KILLS = st.one_of(st.none(), st.integers(1, 400))


class AnyOrder(RuleBasedStateMachine):
    """`mine` is what each server.xml of the person's is without hactl; `kept` are files in which his words stand."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.order = Order(spec=self.folder / "shop.hactl.yaml", root=self.folder / "root", finish=True)
        self.mine = dict.fromkeys(BASES, SERVER_XML)
        self.kept: dict[str, bytes] = {}
        self.edits = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize(a=WORDS, b=WORDS)
    def begin(self, a: str, b: str) -> None:
        for base in BASES.values():
            self._write(f"root/{base}/conf/server.xml", SERVER_XML)
        self.want(a, b, 2)
        self.apply(None, overwrite=False)

    @rule(a=WORDS, b=WORDS, members=st.integers(1, 3))
    def want(self, a: str, b: str, members: int) -> None:
        """The person writes another spec."""
        names = ", ".join(f"10.0.0.2{n}" for n in range(1, members + 1))
        self._write("shop.hactl.yaml", SPEC.format(a=a, b=b, members=names).encode())

    @rule(kill=KILLS, overwrite=st.booleans())
    def apply(self, kill: int | None, overwrite: bool) -> None:
        order = Order(spec=self.order.spec, root=self.order.root, overwrite=overwrite, finish=True)
        with suppress(HactlError):
            done = self._carry_out(operations.draft(order), kill)
            if overwrite and (done or self._is_as_the_spec_says()):  # the next command finishes what was committed
                self.kept.pop(OWNED, None)  # he said so
            if done:
                again = operations.draft(self.order).plan
                assert again.empty and not again.blocked, again

    @rule(cluster=st.sampled_from("ab"), on=st.booleans(), kill=KILLS)
    def switch(self, cluster: str, on: bool, kill: int | None) -> None:
        with suppress(HactlError):
            self._carry_out(operations.draft(self.order, {cluster: on}), kill)

    @rule(data=st.data(), kill=KILLS)
    def go_back(self, data: st.DataObject, kill: int | None) -> None:
        with suppress(HactlError):
            operations.settled(self.order)
        runs = [run.id for run in list_runs(self.folder / "shop") if run.outcome == DONE]
        before = self._picture()
        try:
            draft = draft_back(data.draw(st.sampled_from(runs)) if runs else None, self.order)
        except HactlError as refused:
            note(f"refused: {refused}")
            assert self._picture() == before, "what is refused changes nothing"
            return
        self._carry_out(draft, kill)

    @rule(name=st.sampled_from(sorted(BASES)))
    def edit_a_server_xml(self, name: str) -> None:
        self.edits += 1
        words = b"<!-- mine %d --></Server>" % self.edits
        path = f"root/{BASES[name]}/conf/server.xml"
        self.mine[name] = self.mine[name].replace(b"</Server>", words)
        self._write(path, self._read(path).replace(b"</Server>", words))

    @precondition(lambda self: (self.folder / OWNED).is_file())
    @rule()
    def edit_hactls_own_file(self) -> None:
        self._append(OWNED, b"# mine\n")

    @precondition(lambda self: (self.folder / SEED).is_file())
    @rule()
    def edit_a_file_that_hactl_began(self) -> None:
        self._append(SEED, b"<!-- mine -->\n")

    @precondition(lambda self: (self.folder / SEED).is_file())
    @rule()
    def delete_a_file_that_hactl_began(self) -> None:
        (self.folder / SEED).unlink()
        self.kept.pop(SEED, None)

    @invariant()
    def what_people_wrote_is_there(self) -> None:
        with suppress(HactlError):
            operations.settled(self.order)
        for name, base in BASES.items():
            data = self.folder / "root" / base / "conf/server.xml"
            if data.exists():
                assert marks.strip(data.read_bytes()) == self.mine[name]
        for path, words in self.kept.items():
            assert self._read(path).endswith(words), path

    @invariant()
    def no_record_holds_what_is_secret(self) -> None:
        for path in (self.folder / "shop/.hactl").rglob("*"):
            assert not path.is_file() or b"c4nary" not in path.read_bytes(), path

    def _carry_out(self, draft: Draft, kill: int | None) -> bool:
        """Carry a plan out, perhaps killed; tell whether it came to its end. A blocked one is not begun."""
        if draft.plan.blocked or draft.plan.empty:
            return draft.plan.empty and not draft.plan.blocked
        system = FaultySystem() if kill is None else killed_at(kill)
        book = Journal(draft.places, "any", keeping=Keeping(spec=draft.spec.data), system=system)
        try:
            apply_plan(draft.plan, LocalFiles(draft.places, system=system), book, silent)
        except Killed:
            return False
        return True

    def _is_as_the_spec_says(self) -> bool:
        """Tell whether nothing is left to do, after what a killed run left was brought to its end."""
        plan = operations.draft(self.order).plan
        return plan.empty and not plan.blocked

    def _append(self, path: str, words: bytes) -> None:
        self._write(path, self._read(path) + words)
        self.kept[path] = words

    def _read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def _write(self, path: str, data: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def _picture(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=30, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
