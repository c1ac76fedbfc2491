"""The real yaml-language-server, asked as an editor asks it: JSON-RPC over its standard streams."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from support.source_tree import CHECKOUT

PROGRAM = CHECKOUT / "tests" / "setup" / "yaml-language-server.sh"
CAN = {
    "hover": {"contentFormat": ["markdown"]},
    "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
}
SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}


class Editor:
    """One editor with files open. A text's `|` is where the cursor stands."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin and process.stdout
        self._folder, self._to, self._from = folder, process.stdin, process.stdout
        self._numbers, self._underlined = count(1), dict[str, list[Any]]()

    def underlined(self, text: str) -> list[tuple[int, str]]:
        """Return line, from 1, and message of everything that is underlined in this text."""
        uri = self._open(text)
        while uri not in self._underlined:
            self._take(self._receive())
        found = self._underlined[uri]
        return [(each["range"]["start"]["line"] + 1, each["message"]) for each in found]

    def hover(self, text: str) -> str:
        """Return what is shown at the cursor."""
        found = self._at("textDocument/hover", text)
        return str(found["contents"]["value"]) if found else ""

    def completion(self, text: str) -> dict[str, str]:
        """Return what is offered at the cursor: the label, and what comes with it."""
        found = self._at("textDocument/completion", text)
        return {each["label"]: str(each.get("documentation", "")) for each in found["items"]}

    def begin(self) -> None:
        """Say hello."""
        hello = {"processId": None, "rootUri": self._folder.as_uri(), "capabilities": {"textDocument": CAN}}
        self._ask("initialize", hello)
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": SETTINGS}})

    def _at(self, method: str, text: str) -> Any:
        before, _, after = text.partition("|")
        uri = self._open(before + after)
        where = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self._ask(method, {"textDocument": {"uri": uri}, "position": where})

    def _open(self, text: str) -> str:
        """Open a file of its own with this text; return its address."""
        uri = (self._folder / f"{next(self._numbers)}.hactl.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def _ask(self, method: str, params: Any) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                return message["result"]
            self._take(message)

    def _take(self, message: Any) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self._underlined[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            asked = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            self._send({"id": message["id"], "result": asked and [{} for _ in asked]})

    def _send(self, message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._to.flush()

    def _receive(self) -> Any:
        length = 0
        while line := self._from.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        return json.loads(self._from.read(length))


def why_not() -> str:
    """Return why there is no language server here; "" where there is one, fetched by npm if need be."""
    done = subprocess.run([PROGRAM], capture_output=True, text=True, check=False, timeout=240)
    return "" if done.returncode == 0 else done.stderr.strip() or f"{PROGRAM.name}: {done.returncode}"


@contextmanager
def editor(folder: Path) -> Iterator[Editor]:
    """Yield an editor with this folder open."""
    program = subprocess.run([PROGRAM], capture_output=True, text=True, check=True, timeout=240).stdout.strip()
    with subprocess.Popen(["node", program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            made = Editor(folder, process)
            made.begin()
            yield made
        finally:
            process.kill()
