"""Copies travel encrypted, by a key that hactl never has: it names a variable of the servers' environment."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from support.command_line import SERVER_XML, Shell

from hactl.live.lab.copying import copy_base
from hactl.masking import mask

SPEC = """\
hactl: 1
name: shop
server: {server}
clusters:
  a:
    instances: [10.0.0.11, 10.0.0.12]
    replication: {{encrypt: {{key: {key}}}}}
balancer: 10.0.0.5:80
"""
NAMED = '"${SHOP_KEY}"'
KEY = "cafe" * 8
SETENV = "shop/10.0.0.11/a-1/bin/setenv.sh"


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_KEY", raising=False)


def sealed(hactl: Shell, server: str = "tomcat@11.0", key: str = NAMED) -> Shell:
    hactl.write("shop.hactl.yaml", SPEC.format(server=server, key=key))
    return hactl


def everything(hactl: Shell) -> dict[str, bytes]:
    return {name: data for name, (data, _) in hactl.files().items()}


@pytest.mark.parametrize("server", ["tomcat@7", "tomcat@8.5", "tomcat@9.0.117", "tomcat@11.0", "tomee@8", "tomee@9"])
def test_tomcat_encrypts_last_but_for_the_detector_and_the_algorithm_is_always_written(
    hactl: Shell, server: str
) -> None:
    assert sealed(hactl, server)("create", "--yes").code == 0
    text = (hactl.folder / "shop/10.0.0.11/a-1/conf/server.xml").read_text()
    assert [found.rpartition(".")[2] for found in re.findall(r'<Interceptor className="([^"]*)"', text)] in [
        ["DomainFilterInterceptor", dispatch, "EncryptInterceptor", "TcpFailureDetector"]
        for dispatch in ("MessageDispatchInterceptor", "MessageDispatch15Interceptor")
    ]
    assert 'encryptionAlgorithm="AES/GCM/NoPadding" encryptionKey="${SHOP_KEY}"' in text


@pytest.mark.parametrize("server", ["jetty@9.4", "jetty@12.1"])
def test_jetty_is_told_the_variable_and_the_algorithm(hactl: Shell, server: str) -> None:
    assert sealed(hactl, server)("create", "--yes").code == 0
    text = (hactl.folder / "shop/10.0.0.11/a-1/etc/hactl-ha.xml").read_text()
    assert '<Set name="keyVariable">SHOP_KEY</Set>' in text and '<Set name="algorithm">AES/GCM/NoPadding</Set>' in text


@pytest.mark.parametrize("server", ["tomcat@11.0", "jetty@12.1"])
def test_a_key_in_the_environment_reaches_no_file_and_no_word(
    hactl: Shell, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_KEY", KEY)
    sealed(hactl, server)
    verbs = (("create", "--yes"), ("disable-ha", "--yes"), ("enable-ha", "--yes"), ("show",), ("status",))
    for words in (*verbs, ("validate",), ("diff", "--format", "json"), ("history", "--format", "json")):
        said = hactl(*words)
        assert said.code == 0 and KEY not in said.out + said.err
    assert not [name for name, data in everything(hactl).items() if KEY.encode() in data]


def test_the_tree_says_that_copies_are_encrypted(hactl: Shell) -> None:
    assert "HA on       sync, encrypted, multicast" in sealed(hactl)("create", "--yes").out


def test_off_then_on_gives_back_every_byte(hactl: Shell) -> None:
    sealed(hactl)("create", "--yes")
    before = {name: data for name, data in everything(hactl).items() if "/.hactl/" not in name}
    for word, same in (("disable-ha", False), ("enable-ha", True)):
        assert hactl(word, "--yes").code == 0
        assert ({n: d for n, d in everything(hactl).items() if "/.hactl/" not in n} == before) is same


def test_a_persons_own_base_gets_its_bytes_back(hactl: Shell) -> None:
    text = SPEC.format(server="tomcat@9.0", key=NAMED).replace(
        "[10.0.0.11, 10.0.0.12]", "{x: {host: 10.0.0.11, base: /srv/x}, y: {host: 10.0.0.12, base: /srv/y}}"
    )
    hactl.write("shop.hactl.yaml", text)
    for place in ("root/10.0.0.11/srv/x", "root/10.0.0.12/srv/y"):
        hactl.write(f"{place}/conf/server.xml", SERVER_XML)
        hactl.write(f"{place}/bin/setenv.sh", "umask 027\nCATALINA_OPTS=-Xmx1g")  # no line end
    theirs = {name: data for name, data in everything(hactl).items() if "/srv/" in name}
    assert hactl("create", "--yes", "--root", "root").code == 0
    assert b"SHOP_KEY" in everything(hactl)["root/10.0.0.11/srv/x/bin/setenv.sh"]
    assert hactl("disable-ha", "--yes", "--root", "root").code == 0
    assert {name: data for name, data in everything(hactl).items() if "/srv/" in name} == theirs


LITERALS = [KEY, "12345678901234567890123456789012", f"[{KEY}]", f"{{a: {KEY}}}", f'"${KEY}"', '"${A}${B}"', "true"]


@pytest.mark.parametrize("key", [*LITERALS, '"${PATH}"', '"${JAVA_OPTS}"', '""'])
def test_a_key_in_a_spec_is_refused_and_not_told(hactl: Shell, key: str) -> None:
    said = sealed(hactl, key=key)("validate")
    assert said.code == 3 and "[spec-secret]" in said.out
    assert KEY not in said.out + said.err and "1234567890" not in said.out + said.err


def test_a_key_in_place_of_the_map_is_not_told_either(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@11.0", key="x").replace("{key: x}", KEY))
    said = hactl("validate")
    assert said.code == 3 and "[spec-secret]" in said.out and KEY not in said.out + said.err


@pytest.mark.parametrize(
    "server", ["tomcat@6", "tomcat@7.0.82", "tomcat@8.5.51", "tomee@1.7", "jetty@6", "glassfish@3.1", "glassfish@7"]
)
def test_a_server_without_the_means_is_refused_with_what_to_do_instead(hactl: Shell, server: str) -> None:
    said = sealed(hactl, server)("validate", "--severity", "error")
    assert said.code == 3 and "[encrypt-not-here]" in said.out and "WireGuard" in said.out
    assert hactl("create", "--yes").code == 3 and not (hactl.folder / "shop").exists()


def test_what_is_off_needs_no_means(hactl: Shell) -> None:
    sealed(hactl, "tomcat@6")
    text = (hactl.folder / "shop.hactl.yaml").read_text()
    hactl.write("shop.hactl.yaml", text.replace("  a:\n", "  a:\n    ha: false\n"))
    assert "encrypt" not in hactl("validate").out


@pytest.mark.parametrize(
    ("key", "words"),
    [("cafe", "4 hexadecimal digits"), ("c" * 30, "30 hexadecimal digits"), ("z" * 32, "other than hexadecimal")],
)
def test_what_is_no_key_is_said_where_the_variable_is_set(
    hactl: Shell, key: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_KEY", key)
    said = sealed(hactl)("validate")
    assert said.code == 3 and "[encrypt-key-form]" in said.out and words in said.out


def test_elsewhere_one_line_says_that_nothing_is_judged_here(hactl: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    said = sealed(hactl)("validate")
    assert said.code == 0 and said.out.count("not judged here") == 1
    monkeypatch.setenv("SHOP_KEY", KEY)
    assert "judged" not in hactl("validate").out


@pytest.mark.parametrize(
    ("server", "ids"),
    [
        ("tomcat@9.0.117", []),
        ("tomcat@9.0.116", ["encrypt-bypassed"]),
        ("tomcat@9.0.119", ["encrypt-clocks"]),
        ("tomcat@10.1.53", ["encrypt-bypassed"]),
        ("tomcat@10.1.56", ["encrypt-clocks"]),
        ("tomcat@11.0.20", ["encrypt-bypassed", "encrypt-deprecated"]),
        ("tomcat@11.0.23", ["encrypt-clocks", "encrypt-deprecated"]),
        ("jetty@12.0", []),
    ],
)
def test_the_traps_of_each_version_are_said(hactl: Shell, server: str, ids: list[str]) -> None:
    said = sealed(hactl, server)("validate", "--select", "encrypt-*", "--ignore", "encrypt-key-unjudged")
    assert re.findall(r"\[(encrypt-[a-z]+)\]", said.out) == ids
    assert said.code == (3 if "encrypt-bypassed" in ids else 0)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("tomcat@9.0.117", "tomcat@9.0.122", False),
        ("tomcat@8.5", "tomcat@9.0.117", True),
        ("tomcat@8.5", "tomcat@9.0.122", False),
        ("tomcat@10.1", "tomcat@11.0", True),
        ("jetty@9.4", "jetty@12.1", True),
    ],
)
def test_a_roll_over_the_change_of_the_messages_is_priced_and_only_then(
    hactl: Shell, before: str, after: str, kept: bool
) -> None:
    sealed(hactl, before)("create", "--yes")
    out = sealed(hactl, after)("diff").out
    assert ("no session is lost: they continue on" in out) is kept
    assert ("do not copy to each other" in out) is not kept


@pytest.mark.parametrize("server", ["tomcat@11.0", "jetty@12.1"])
@pytest.mark.parametrize("after", ['"${NEW_KEY}"', None])
def test_another_key_and_none_are_priced(hactl: Shell, server: str, after: str | None) -> None:
    sealed(hactl, server)("create", "--yes")
    text = SPEC.format(server=server, key=after or NAMED)
    hactl.write("shop.hactl.yaml", text if after else re.sub(".*encrypt.*\n", "", text))
    out = hactl("diff").out
    assert "old and new replication settings cannot see each other" in out and "no session is lost" not in out


@pytest.mark.parametrize("server", ["tomcat@9.0", "jetty@12.1"])
def test_import_finds_the_variable_again(hactl: Shell, server: str) -> None:
    sealed(hactl, server)("create", "--yes")
    (hactl.folder / "shop.hactl.yaml").unlink()
    bases = [f"shop/10.0.0.{n}/a-{n - 10}" for n in (11, 12)]
    assert hactl("import", *bases, "--nginx", "shop/10.0.0.5/nginx/nginx.conf").code == 0
    assert 'encrypt: {key: "${SHOP_KEY}"}' in (hactl.folder / "shop.hactl.yaml").read_text()


@pytest.mark.parametrize(
    ("word", "key", "mode", "code", "words"),
    [
        ("run", KEY, 0o600, 0, f"SHOP_KEY={KEY}"),
        ("run", KEY, 0o640, 1, "others may read"),
        ("run", KEY, 0o604, 1, "others may read"),
        ("start", KEY[:30], 0o600, 1, "32, 48 or 64"),
        ("run", "g" * 32, 0o600, 1, "32, 48 or 64"),
        ("run", "", 0o600, 1, "32, 48 or 64"),
        ("stop", "", 0o644, 0, ""),
    ],
)
def test_a_server_starts_with_a_key_alone_and_stops_without(
    hactl: Shell, word: str, key: str, mode: int, code: int, words: str
) -> None:
    sealed(hactl)("create", "--yes")
    base = (hactl.folder / SETENV).parents[1]
    file = hactl.write("shop/10.0.0.11/a-1/hactl-keys/SHOP_KEY", key and f"{key}\n")
    file.chmod(mode)
    done = _sourced(base, word)
    assert done.returncode == code and words in done.stdout + done.stderr
    assert not key or code == 0 or key not in done.stdout + done.stderr


def test_the_environment_goes_before_the_file(hactl: Shell) -> None:
    sealed(hactl)("create", "--yes")
    assert (
        _sourced((hactl.folder / SETENV).parents[1], "run", SHOP_KEY="b" * 64).stdout.strip() == f"SHOP_KEY={'b' * 64}"
    )


def _sourced(base: Path, word: str, **more: str) -> subprocess.CompletedProcess[str]:
    script = '. "$CATALINA_BASE/bin/setenv.sh"; env | grep ^SHOP_KEY= || :'
    return subprocess.run(
        ["/bin/sh", "-c", script, "catalina.sh", word],
        env={"PATH": os.environ["PATH"], "CATALINA_BASE": str(base), **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


SOURCE = "org.apache.tomcat.util.digester.PROPERTY_SOURCE"
LISTENER = '<Listener className="org.apache.catalina.startup.VersionLoggerListener" logEnv="{}"/>'


@pytest.mark.parametrize(
    ("properties", "listener", "ids", "code"),
    [
        (f"a=b\n{SOURCE}=com.example.Vault\n", "", ["encrypt-other-source"], 3),
        (f"#{SOURCE}=com.example.Vault\n", "", [], 0),
        (f"{SOURCE}=com.example.Vault,{SOURCE.rpartition('.')[0]}.EnvironmentPropertySource\n", "", [], 0),
        ("", LISTENER.format("true"), ["encrypt-key-logged"], 0),
        ("", LISTENER.format("false"), [], 0),
    ],
)
def test_what_keeps_the_key_away_or_tells_it_is_found_in_a_base(
    hactl: Shell, properties: str, listener: str, ids: list[str], code: int
) -> None:
    bases = "{x: {host: 10.0.0.11, base: /srv/x}, y: {host: 10.0.0.12, base: /srv/y}}"
    text = SPEC.format(server="tomcat@9.0.117", key=NAMED)
    hactl.write("shop.hactl.yaml", text.replace("[10.0.0.11, 10.0.0.12]", bases))
    for place in ("root/10.0.0.11/srv/x", "root/10.0.0.12/srv/y"):
        hactl.write(f"{place}/conf/server.xml", SERVER_XML.replace("<GlobalN", f"{listener}<GlobalN"))
        hactl.write(f"{place}/conf/catalina.properties", properties)
    said = hactl("validate", "--root", "root", "--ignore", "encrypt-key-unjudged")
    assert re.findall(r"\[(encrypt-[a-z-]+)\]", said.out) == ids and said.code == code
    assert not ids or hactl("create", "--root", "root", "--yes").code == (4 if code else 0)


@pytest.mark.parametrize(
    "text",
    [
        f"    replication: {{encrypt: {{key: {KEY}}}}}\n",
        f"      encrypt:\n        key: '{KEY}'  # ours\n",
        f'encrypt: {{"key": "{KEY}"}}',
    ],
)
def test_a_key_that_stands_in_a_spec_is_masked_wherever_lines_of_it_are_shown(text: str) -> None:
    assert KEY not in mask(text) and "***" in mask(text)


def test_the_name_of_a_variable_is_no_secret() -> None:
    text = 'replication: {encrypt: {key: "${SHOP_KEY}"}}\nmonkey: 12\n'
    assert mask(text) == text


def test_a_lab_neither_writes_a_key_nor_takes_a_persons(hactl: Shell, tmp_path: Path) -> None:
    hactl.write("base/hactl-keys/SHOP_KEY", KEY)
    hactl.write("base/conf/server.xml", SERVER_XML)
    copy_base(hactl.folder / "base", tmp_path / "copy", "")
    assert (tmp_path / "copy/conf/server.xml").exists() and not (tmp_path / "copy/hactl-keys/SHOP_KEY").exists()


OWN = """<Cluster className="org.apache.catalina.ha.tcp.SimpleTcpCluster"><Channel \
className="org.apache.catalina.tribes.group.GroupChannel"><Interceptor \
className="org.apache.catalina.tribes.group.interceptors.EncryptInterceptor" encryptionKey="%s"/></Channel></Cluster>"""


@pytest.mark.parametrize("encrypts", [True, False])
def test_who_adopts_a_cluster_that_encrypts_is_told_that_hactls_would_not(hactl: Shell, encrypts: bool) -> None:
    bases = "{x: {host: 10.0.0.11, base: /srv/x}, y: {host: 10.0.0.12, base: /srv/y}}"
    text = SPEC.format(server="tomcat@9.0", key=NAMED).replace("[10.0.0.11, 10.0.0.12]", bases)
    adopts = text.replace("{encrypt", "{adopt: true, encrypt")
    hactl.write("shop.hactl.yaml", adopts if encrypts else re.sub(", encrypt.*", "}", adopts))
    for place in ("root/10.0.0.11/srv/x", "root/10.0.0.12/srv/y"):
        hactl.write(f"{place}/conf/server.xml", SERVER_XML.replace("<Host", f"{OWN % KEY}<Host"))
    said = hactl("create", "--root", "root", "--yes")
    assert said.code == 0 and ("[encrypt-set-aside]" in said.out + said.err) is not encrypts
    assert KEY not in said.out + said.err
