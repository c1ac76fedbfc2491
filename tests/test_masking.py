"""Secrets in files and messages are never shown, and what is no secret stays readable."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hactl.masking import is_secret_name, mask

SECRETS = {
    "attribute": '<Connector SSLPassword="CANARY" port="1"/>',
    "attribute in single quotes": "<Connector keystorePass='CANARY'/>",
    "attribute over lines": '<Realm connectionPassword\n=\n"CAN\nCANARY"\n x="1"/>',
    "attribute in a comment": '<!-- <Resource password="CANARY"/> -->',
    "encryption key": '<Interceptor encryptionKey="CANARY"/>',
    "property element": '<property name="password" value="CANARY"/>',
    "property element, value first": '<property value="CANARY" name="db.Password"></property>',
    "element": "<password>CANARY</password>",
    "element with CDATA": "<password><![CDATA[CANARY<x]]></password>",
    "Jetty setter": '<Set name="KeyStorePassword">CANARY</Set>',
    "Jetty default": '<Property name="jetty.keyStorePassword" default="CANARY"/>',
    "Jetty's own form": "<Arg>OBF:CANARY</Arg>",
    "init parameter": "<param-name>password</param-name>\n<param-value>CANARY</param-value>",
    "environment entry": "<env-entry-name>db.secret</env-entry-name><t>s</t><env-entry-value>CANARY</env-entry-value>",
    "JVM option": "<jvm-options>-Ddb.password=CANARY</jvm-options>",
    "JVM option in a script": 'JAVA_OPTS="$J -Djavax.net.ssl.keyStorePassword=CANARY -Dx=1"',
    "two words in quotes": '"-Ddb.password=two CANARY"',
    "property": "db.password=my CANARY word",
    "property with continuation": "db.password = a\\\n  CANARY\nx=1",
    "property with a blank": "db.password CANARY",
    "property out of use": "#password=CANARY",
    "YAML": "password: CANARY # x",
    "YAML block": "  password: >-\n    CANARY\n\n    CANARY\n  x: 1",
    "YAML list": "passwords:\n  - CANARY\n",
    "YAML map": "secrets:\n  db: CANARY\n",
    "YAML pair": "- name: DB_PASSWORD\n  value: CANARY\n",
    "JSON": '{"password": "CANARY", "x": 1}',
    "shell": 'export DB_PASSWORD="a CANARY"',
    "escaped quote": 'password="a\\"CANARY"',
    "URL": 'url="jdbc:mysql://user:CANARY@host/db"',
    "URL parameter": 'url="jdbc:x?user=a&amp;password=CANARY&amp;z=1"',
    "header": 'proxy_set_header Authorization "Basic CANARY";',
    "a name that ends in pw": '<Parameter name="db.pw" value="CANARY"/>',
    "a name that ends in AUTH": 'export CURL_AUTH="user:CANARY"',
    "an auth of user and password": "auth: kim:CANARY",
    "a Camel name": "<property name='mailPw'>CANARY</property>",
    "an API key": "X-Api-Key: CANARY",
    "credentials in an option": "-Dsolr.creds=kim:CANARY",
    "an option of curl": "curl -fsS -u kim:CANARY http://10.0.0.5/manager",
    "a secret in a name of many words": "OIDC_CLIENT_SECRET_KEY=CANARY",
    "a comment of markup": "<a>\n<!-- password: CANARY -->\n<b/></a>",
    "a comment of markup, with a tag's sign": "<a><!-- user kim, db.pw = 1<CANARY --></a>",
    "text of an element": "<jvm-options>user=kim password: CANARY</jvm-options>",
    "text in a CDATA section": "<a><![CDATA[password : CANARY]]></a>",
    "the midst of a line": "# user: kim, password: CANARY",
    "other comments": "; password = CANARY\n// token: CANARY\n/* secret: CANARY */",
    "YAML flow map": "db: {user: kim, password: CANARY}",
    "JSON number": '{"x": 1, "password": 1CANARY, "y": 2}',
    "an option with a blank": "run --db-password CANARY --verbose",
    "a header in quotes": "curl -H 'Authorization: Bearer CANARY' http://10.0.0.5/",
    "a tag's sign in a value": "db.password=1<CANARY",
    "a comma in a JVM option": 'JAVA_OPTS="$J -Ddb.password=1,2&3<CANARY -Dx=1"',
    "quoted and bare letters of a shell": "PASSWORD=\"a\"CANARY'CANARY'",
    "shell, one more piece": "PASSWORD+=CANARY",
    "C shell": "setenv DB_PASSWORD CANARY",
    "key block": "-----BEGIN RSA PRIVATE KEY-----\nCANARY\n-----END RSA PRIVATE KEY-----",
}

READABLE = [
    "proxy_pass http://backend;",
    '<Connector port="8009" secretRequired="false"/>',
    '<Resource password="${db.password}"/>',
    '<CredentialHandler className="org.example.Handler"/>',
    "<!-- the password for the users is elsewhere -->",
    '<Server port="8005" shutdown="SHUTDOWN">',
    'secret=""',
    '<Resource name="jdbc/shop" auth="Container" type="javax.sql.DataSource"/>',
    '<Connector port="8443" clientAuth="want"/>',
    "proxy_cache_bypass $cookie_nocache;",
    "<auth-method>FORM</auth-method>",
    "-Djava.security.auth.login.config=/etc/jaas.conf",
    "hint: pass --yes",
    'if token == "{" and token == end',
    "<a><!-- the password: --></a>",
]


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_is_not_shown_and_lines_keep_their_numbers(text: str) -> None:
    shown = mask(text)
    assert "CANARY" not in shown
    assert "***" in shown
    assert re.findall(r"\r\n|\r|\n", shown) == re.findall(r"\r\n|\r|\n", text)


@pytest.mark.parametrize("text", READABLE)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text


def test_what_stands_around_a_secret_stays() -> None:
    shown = mask('<user username="kim" password="CANARY" roles="admin"/>')
    assert shown == '<user username="kim" password="***" roles="admin"/>'
    assert mask("<a><!-- password: x --><b/></a>") == "<a><!-- password: ***--><b/></a>"
    assert mask("<a><b>token: x</b> c</a>") == "<a><b>token: ***</b> c</a>"
    assert mask('{"password": 1, "y": 2}') == '{"password": ***, "y": 2}'
    assert mask("x --password y -z") == "x --password *** -z"


@pytest.mark.parametrize(
    "name",
    [
        "keystorePass",
        "db.password",
        "API_TOKEN",
        "encryptionKey",
        "db.pass",
        "client-secret",
        "db.pw",
        "DB_PW",
        "dbPw",
        "CURL_AUTH",
        "proxy.auth",
        "basicAuth",
        "passwd",
        "MYSQL_PWD",
        "apikey",
        "API-KEY",
        "credentials",
        "SMTP_CREDS",
        "PGPASSFILE_PASS",
        "smtpPass",
        "PROXY_PASS",
        "passphrase",
        "signing.key",
        "passcode",
    ],
)
def test_names_of_secrets_are_known(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "path",
        "bypass",
        "proxy_pass",
        "key",
        "port",
        "auth",
        "clientAuth",
        "author",
        "keystore",
        "accredited",
        "compass",
    ],
)
def test_other_names_are_not_secrets(name: str) -> None:
    assert not is_secret_name(name)


@given(
    name=st.sampled_from(["password", "db.passwd", "API_TOKEN", "keystorePass", "clientSecret"]),
    before=st.text(alphabet=" \nab<>\"'=:;/-", max_size=20),
    after=st.text(alphabet=" \nab<>\"'=:;/-", max_size=20),
)
def test_an_attribute_is_masked_wherever_it_stands(name: str, before: str, after: str) -> None:
    assert "CANARY" not in mask(f'{before} {name}="CANARY"{after}')


@given(st.text(alphabet="password=:\"'<>/\\ \r\n-|&;{}$#", max_size=80))
def test_no_text_loses_or_gains_a_line(text: str) -> None:
    ends = r"\r\n|\r|\n"
    assert len(re.findall(ends, mask(text))) == len(re.findall(ends, text))


# each makes a rule that looks too far look again for every name
HOSTILE = {
    "continuation lines": "password=x\\\n",
    "CDATA that never ends": "<password><![CDATA[",
    "YAML blocks in each other": "- password: |\n",
    "YAML blocks one after the other": "password: |\n",
    "options without an end": "password=",
    "references without an end": "${password=",
    "names in quotes": "\"password='password=",
    "prose": "password ",
    "names in elements": "<name>password</",
    "elements without an end": '<a "',
    "tags": "<password a=1 ",
    "long words": "a-",
    "addresses": "://a:b",
    "curl": "-u a=",
    "users": "auth=auth ",
    "keys": "-----BEGIN PRIVATE KEY",
    "quotes": '"',
    "comments without an end": "<!-- password: ",
    "comments": "<!-- password: -->",
    "values in the midst of a line": "x password: ",
    "options with a blank": "--password ",
    "JSON": '"password":1 ',
    "quoted pieces": "password='a'\"b\"",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    assert _work(piece, 64_000) < 24 * max(_work(piece, 8_000), 0.002)  # 8 is linear, 64 quadratic


@pytest.mark.parametrize(
    ("head", "filling"), [("<password ", "a"), ("password=true", " "), ("<password", "="), ("<", "a")]
)
def test_one_long_word_is_read_once(head: str, filling: str) -> None:
    assert _work(filling, 64_000, head) < 24 * max(_work(filling, 8_000, head), 0.002)


def _work(piece: str, size: int, head: str = "") -> float:
    """Return the processor's time for a text of this size, the lesser of two: other processes do not count in it."""
    text = head + piece * (size // len(piece)) + "\npassword=CANARY"

    def once() -> float:
        began = time.thread_time()
        assert "CANARY" not in mask(text)
        return time.thread_time() - began

    return min(once() for _ in range(2))
