"""What a server says is shown as text, whatever it says."""

from __future__ import annotations

from hactl.views import lab as view
from hactl.views.look import lines


def test_escape_codes_of_a_server_do_not_reach_a_terminal() -> None:
    said = ["\x1b]0;title\x07\x1b[2J", "\x9b31m", "a\rb", "\tat org.example.Main(Main.java:1)", "\u202egpj"]
    shown = view.log("a-1\x1b[0m", said)
    assert not set(shown) & set("\x1b\x07\x9b\r\u202e")
    assert "\\x1b[2J" in shown and "\tat org.example" in shown and shown.count("\n") == 6


def test_a_secret_in_a_log_is_not_shown() -> None:
    assert "c4nary" not in view.log("a-1", ["Command line argument: -Djavax.net.ssl.keyStorePassword=c4nary"])


def test_a_member_that_said_nothing_has_its_head_alone() -> None:
    assert view.log("nginx", []) == "== nginx\n"


def test_what_hactl_says_may_quote_a_server() -> None:
    assert lines("a-1 ended: \x1b[31mred\nsee x") == "a-1 ended: \\x1b[31mred\nsee x"
