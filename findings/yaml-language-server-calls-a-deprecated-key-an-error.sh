#!/bin/sh
# yaml-language-server 2.0.0, Node.js 18 or newer.
# Expected: a key whose schema has `deprecationMessage` is shown as deprecated: a warning or a hint, and the document
# stays valid, as JSON Schema's `deprecated` (an annotation) means it.
# Seen: it is a diagnostic of severity 1, an error, in a document that is valid by the same schema; and `doNotSuggest` on a
# branch of `anyOf` does not keep the words of that branch out of the completion.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
npm install --silent --no-audit --no-fund --prefix "$t" yaml-language-server@2.0.0 >/dev/null
cat >"$t/schema.json" <<'J'
{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {
 "old": {"type": "string", "deprecationMessage": "say new"},
 "word": {"anyOf": [{"enum": ["today"]}, {"enum": ["former"], "doNotSuggest": true}]}}}
J
cat >"$t/ask.py" <<'P'
import json, subprocess, sys
server = subprocess.Popen(sys.argv[1:2] + ["--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def send(**message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body); server.stdin.flush()
def read():
    length = 0
    while (line := server.stdout.readline().strip()):
        if line.lower().startswith(b"content-length:"): length = int(line.split(b":")[1])
    return json.loads(server.stdout.read(length))
def until(wanted):
    for _ in range(200):
        message = read()
        if message.get("method") == "workspace/configuration":
            send(id=message["id"], result=[{} for _ in message["params"]["items"]])
        elif "method" in message and "id" in message: send(id=message["id"], result=None)
        if wanted(message): return message
uri = "file:///a.yaml"
send(id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})
until(lambda m: m.get("id") == 1 and "result" in m); send(method="initialized", params={})
text = f"# yaml-language-server: $schema=file://{sys.argv[2]}\nold: x\nword: \n"
send(method="textDocument/didOpen", params={"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
found = until(lambda m: m.get("method") == "textDocument/publishDiagnostics" and any("say new" in d["message"] for d in m["params"]["diagnostics"]))
print("deprecated key: severity", *(d["severity"] for d in found["params"]["diagnostics"] if "say new" in d["message"]))
send(id=2, method="textDocument/completion", params={"textDocument": {"uri": uri}, "position": {"line": 2, "character": 6}})
items = until(lambda m: m.get("id") == 2 and "result" in m)["result"]
print("offered:", *sorted(i["label"] for i in (items["items"] if isinstance(items, dict) else items)))
server.kill()
P
timeout 60 python3 "$t/ask.py" "$t/node_modules/.bin/yaml-language-server" "$t/schema.json" >"$t/said"; cat "$t/said"
[ "$(cat "$t/said")" = "deprecated key: severity 1
offered: former today" ] || { echo CHANGED; exit 1; }
