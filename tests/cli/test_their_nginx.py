"""HA on behind an nginx.conf that a person wrote: he sees what changes, NGINX judges it, and his bytes come back."""

from __future__ import annotations

import pytest
from support.command_line import Shell

SPEC = """\
hactl: 1
name: shop
server: tomcat@7.0.109
ha: false
clusters:
  a: [127.0.0.1:8080, 127.0.0.1:8180]
balancer: {host: 127.0.0.1, listen: [8000], base: nginx, server: existing, config: nginx.conf}
"""
HIS = """\
events {}
http {
    upstream shop { ip_hash; server 127.0.0.1:8080; server 127.0.0.1:8180; }
    include sites/*.conf;
    server {
        listen 127.0.0.1:8000;
        location / { proxy_pass http://shop; }
    }
}
"""
CONF = "shop/127.0.0.1/nginx/nginx.conf"


@pytest.fixture
def theirs(hactl: Shell) -> Shell:
    hactl.write(CONF, HIS)
    hactl.write("shop.hactl.yaml", SPEC)
    assert hactl("create", "--yes").code == 0
    return hactl


def conf(shell: Shell) -> str:
    return (shell.folder / CONF).read_text()


def test_while_ha_is_off_hactl_has_nothing_in_it(theirs: Shell) -> None:
    assert conf(theirs) == HIS
    assert [p.name for p in (theirs.folder / CONF).parent.iterdir()] == ["nginx.conf"]


def test_on_then_off_gives_every_byte_back_and_takes_its_own_files_away(theirs: Shell) -> None:
    on = theirs("enable-ha", "--yes")
    assert on.code == 0 and "reload balancer" in on.out
    assert "include hactl/hactl-shop.http.conf;" in conf(theirs) and "#| upstream shop" in conf(theirs)
    assert theirs("diff", "--exit-code").code == 0
    assert theirs("disable-ha", "--yes").code == 0
    test_while_ha_is_off_hactl_has_nothing_in_it(theirs)


def test_his_later_edit_stays_and_one_in_hactls_lines_is_a_conflict(theirs: Shell) -> None:
    theirs("enable-ha", "--yes")
    (theirs.folder / CONF).write_text(conf(theirs).replace("ip_hash", "least_conn"))
    before = theirs.files()
    refused = theirs("disable-ha", "--yes")
    assert refused.code == 4 and "nginx.conf:" in refused.err and "hint:" in refused.err
    assert theirs.files() == before
    (theirs.folder / CONF).write_text(conf(theirs).replace("least_conn", "ip_hash").replace("events", "# me\nevents"))
    assert theirs("disable-ha", "--yes").code == 0
    assert conf(theirs) == HIS.replace("events", "# me\nevents")


def test_nginx_judges_before_anything_is_written(theirs: Shell) -> None:
    theirs.write("shop/127.0.0.1/nginx/sites/other.conf", "upstream ha_shop_all { server 127.0.0.1:1; }\n")
    before = theirs.files()
    for words in (("--yes",), ("--dry-run",)):
        refused = theirs("enable-ha", *words)
        assert refused.code == 4
        assert "NGINX would reject it: duplicate upstream" in refused.err
        assert "hactl-shop.http.conf:" in refused.err
    assert theirs.files() == before


def test_what_nginx_did_not_like_before_is_said_and_is_no_reason_to_refuse(theirs: Shell) -> None:
    theirs.write("shop/127.0.0.1/nginx/sites/other.conf", "foo bar;\n")
    done = theirs("enable-ha", "--yes")
    assert done.code == 0
    assert "sites/other.conf:1:1: warning: NGINX rejects this file as it is, before any change: unknown" in done.err
    assert theirs("disable-ha", "--yes").code == 0 and conf(theirs) == HIS


def test_where_there_is_no_nginx_it_is_said_that_nobody_tried(theirs: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hactl.live.nginx_check.find_nginx", lambda *_: None)
    done = theirs("enable-ha", "--yes")
    assert done.code == 0 and "NGINX has not checked this change" in done.err


def test_what_to_paste_is_printed_instead_and_nothing_changes(theirs: Shell) -> None:
    before = theirs.files()
    shown = theirs("diff", "--print")
    assert shown.code == 0
    assert "line 3: remove `upstream shop`" in shown.out and "line 7: remove `proxy_pass http://shop`" in shown.out
    assert "include hactl/hactl-shop.http.conf;" in shown.out and "proxy_pass http://$ha_shop_all_pool;" in shown.out
    assert theirs.files() == before


def test_a_file_that_cannot_be_printed_from_is_named_with_its_line(theirs: Shell) -> None:
    (theirs.folder / CONF).write_text(HIS.replace("http://shop; }", "http://shop }"))
    broken = theirs("diff", "--print")
    assert broken.code == 4 and "nginx/nginx.conf:7:" in broken.err and "`;` is missing" in broken.err
    (theirs.folder / CONF).unlink()
    missing = theirs("diff", "--print")
    assert missing.code == 4 and not missing.out and "nginx/nginx.conf: error: there is no such file" in missing.err


def test_without_a_file_of_his_two_includes_are_named(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC.replace(", config: nginx.conf", ""))
    shown = hactl("diff", "--print")
    assert "include hactl/hactl-shop.http.conf;" in shown.out and "include hactl/hactl-shop.server.conf;" in shown.out
    hactl.write("shop.hactl.yaml", SPEC.replace(", server: existing, config: nginx.conf", ""))
    refused = hactl("diff", "--print")
    assert refused.code == 64 and "server: existing" in refused.err


def test_a_file_that_is_not_there_or_not_his_is_an_error_with_its_place(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC)
    missing = hactl("create", "--yes")
    assert missing.code == 4 and "nginx.conf: error: there is no such file" in missing.err
    hactl.write("shop.hactl.yaml", SPEC.replace("server: existing, ", ""))
    wrong = hactl("validate")
    assert (
        wrong.code == 3
        and "shop.hactl.yaml:7:" in wrong.err + wrong.out
        and "server: existing" in wrong.err + wrong.out
    )
    hactl.write("shop.hactl.yaml", SPEC.replace("nginx.conf}", "../nginx.conf}"))
    assert "spec-config" in hactl("validate", "--format", "json").out


def test_import_names_the_file_with_the_server_block_and_nothing_is_left_to_do(hactl: Shell) -> None:
    hactl.write("etc/nginx/nginx.conf", "events {}\nhttp { include sites/*; }\n")
    hactl.write("etc/nginx/sites/shop", HIS.replace("events {}\nhttp {\n", "").removesuffix("}\n"))
    for name, port in (("one", 8080), ("two", 8180)):
        text = f'<Server port="-1"><Service name="s"><Connector port="{port}"/><Engine name="e"/></Service></Server>'
        hactl.write(f"srv/{name}/conf/server.xml", text)
    words = ("srv/one", "srv/two", "--nginx", "etc/nginx/nginx.conf", "--name", "shop", "--server", "tomcat@7.0.109")
    assert hactl("import", *words).code == 0
    assert "config: sites/shop" in (hactl.folder / "shop.hactl.yaml").read_text()
    assert hactl("diff", "--exit-code").code == 0
    before = (hactl.folder / "etc/nginx/sites/shop").read_bytes()
    assert hactl("enable-ha", "--yes").code == 0
    assert b"$ha_shop_all_pool" in (hactl.folder / "etc/nginx/sites/shop").read_bytes()
    assert hactl("disable-ha", "--yes").code == 0
    assert (hactl.folder / "etc/nginx/sites/shop").read_bytes() == before


def test_a_plan_with_his_file_shows_no_password_of_it(theirs: Shell) -> None:
    secret = "proxy_set_header Authorization 'Basic c4nary';"
    (theirs.folder / CONF).write_text(HIS.replace("location /", f"{secret} location /"))
    for words in (("--dry-run",), ("--yes",), ("--yes", "--format", "json")):
        shown = theirs("enable-ha", *words)
        assert shown.code == 0
        assert "c4nary" not in shown.out + shown.err
    kept = [data for name, (data, _) in theirs.files().items() if ".hactl" in name]
    assert kept and not any(b"c4nary" in data for data in kept)


@pytest.mark.parametrize(
    ("before", "problem"), [("include sites", "nginx-header-hidden"), ("proxy_pass http", "nginx-cookie-hidden")]
)
def test_headers_in_another_file_and_hactls_cookie_that_hide_each_other_are_named(
    before: str, problem: str, theirs: Shell
) -> None:
    base = theirs.folder / CONF
    base.write_text(HIS.replace(before, f"include more/headers.conf; {before}"))
    theirs.write(str(base.parent / "more/headers.conf"), "# mine\nadd_header X-Frame-Options DENY;\n")
    said = theirs("enable-ha", "--yes")
    assert said.code == 0, said.err
    assert problem in said.err and "more/headers.conf:2:1" in said.err


def test_headers_in_the_edited_file_are_repeated_and_nothing_is_said(theirs: Shell) -> None:
    (theirs.folder / CONF).write_text(HIS.replace("include sites", "add_header X-Frame-Options DENY; include sites"))
    said = theirs("enable-ha", "--yes")
    assert said.code == 0 and "nginx-header" not in said.err and "nginx-cookie" not in said.err


def test_what_he_says_of_a_server_is_kept_and_what_counts_no_more_is_named_by_every_command(theirs: Shell) -> None:
    conf_with = HIS.replace("8080;", "8080 weight=3 max_conns=9;", 1).replace("ip_hash", "least_conn")
    (theirs.folder / CONF).write_text(conf_with)
    lines = ("nginx/nginx.conf:3:1: warning: `max_conns=9`", "nginx/nginx.conf:3:1: warning: `least_conn`")
    for words in (("validate",), ("diff",), ("enable-ha", "--dry-run"), ("enable-ha", "--yes"), ("validate",)):
        said = theirs(*words)
        assert said.code == 0 and all(line in said.out + said.err for line in lines), (words, said.err)
    include = (theirs.folder / CONF).parent / "hactl/hactl-shop.http.conf"
    assert "server 127.0.0.1:8080 weight=3 max_fails=1" in include.read_text()
    assert theirs("diff", "--exit-code").code == 0
    assert theirs("validate", "--strict").code == 3


def test_an_upstream_in_another_file_is_followed(hactl: Shell) -> None:
    upstream, rest = HIS.split("\n")[2], HIS.split("\n")[4:8]
    hactl.write(CONF, "events {}\nhttp {\n    include conf.d/*.conf;\n    include sites-enabled/*;\n}\n")
    hactl.write(CONF.replace("nginx.conf", "conf.d/upstream.conf"), upstream.replace(" ip_hash;", "") + "\n")
    hactl.write(CONF.replace("nginx.conf", "sites-enabled/shop"), "\n".join(rest) + "\n")
    hactl.write("shop.hactl.yaml", SPEC.replace("config: nginx.conf", "config: sites-enabled/shop"))
    assert hactl("create", "--yes").code == 0
    before = hactl.files()
    done = hactl("enable-ha", "--yes")
    assert done.code == 0 and "warning" not in done.err, done.err
    site = hactl.folder / CONF.replace("nginx.conf", "sites-enabled/shop")
    assert "proxy_pass http://$ha_shop_all_pool;" in site.read_text()
    assert hactl("disable-ha", "--yes").code == 0
    after = hactl.files()
    assert all(after[name][0] == data for name, (data, _) in before.items() if "/nginx/" in name)


def test_the_old_word_for_a_server_block_of_ones_own_is_read_with_one_warning_that_names_the_new(hactl: Shell) -> None:
    old = SPEC.replace("server: existing", "server: theirs")
    assert old != SPEC
    hactl.write("shop.hactl.yaml", old)
    said = hactl("validate")
    assert said.code == 0 and (said.out + said.err).count("[spec-word-renamed]") == 1
    assert "`server: existing`" in said.out + said.err
    assert "existing" in hactl("show").out and "theirs" not in hactl("show").out


def test_a_rollback_to_a_run_whose_spec_has_the_old_word_works(hactl: Shell) -> None:
    old = "hactl: 1\nname: shop\nserver: tomcat@7\nclusters: {a: [10.0.0.11, 10.0.0.12]}\n"
    old += "balancer: {host: 10.0.0.5, listen: [80], server: ours}\n"
    hactl.write("shop.hactl.yaml", old)
    assert hactl("create").code == 0
    hactl.write("shop.hactl.yaml", old.replace("ours", "managed").replace("[80]", "[81]"))
    assert hactl("apply", "--yes").code == 0
    assert hactl("rollback", "--yes").code == 0
    assert (hactl.folder / "shop.hactl.yaml").read_text() == old
    assert hactl("diff", "--exit-code").code == 0


def test_a_wrong_word_is_told_the_words_of_today_only(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC.replace("server: existing", "server: mine"))
    said = hactl("validate")
    assert said.code == 3 and "`managed` or `existing`" in said.out + said.err and "theirs" not in said.out + said.err
