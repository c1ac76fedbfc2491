"""A user's cookies are kept and sent as a browser does it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hactl.live.drill.cookies import CookieJar, read_set_cookie


def jar(*set_cookies: str, at: str = "/") -> CookieJar:
    found = CookieJar()
    found.store(at, set_cookies)
    return found


def test_two_applications_keep_their_sessions_apart_by_path() -> None:
    both = jar("JSESSIONID=1; Path=/bank/; HttpOnly", "JSESSIONID=2; Path=/shop/")
    assert both.header("/bank/read?x=/shop/") == "JSESSIONID=1"
    assert both.header("/shop/read") == "JSESSIONID=2"
    assert both.header("/other") == ""


def test_the_cookie_of_the_longer_path_comes_first() -> None:
    both = jar("JSESSIONID=all; Path=/", "JSESSIONID=bank; Path=/bank")
    assert both.header("/bank/read") == "JSESSIONID=bank; JSESSIONID=all"
    assert both.value("JSESSIONID", "/bank/read") == "bank"


def test_a_path_that_only_begins_alike_does_not_match() -> None:
    assert jar("A=1; Path=/bank").header("/banking") == ""


def test_a_new_value_takes_the_place_of_the_old_one() -> None:
    assert jar("HA_SHOP=a-1; Path=/", "HA_SHOP=a-2; Path=/").header("/") == "HA_SHOP=a-2"


@pytest.mark.parametrize("gone", ["Max-Age=0", "max-age=-1", "Expires=Thu, 01 Jan 1970 00:00:10 GMT"])
def test_a_cookie_that_the_server_takes_back_is_gone(gone: str) -> None:
    assert jar("A=1; Path=/", f"A=; Path=/; {gone}").header("/") == ""


@pytest.mark.parametrize(
    "words", ["Expires=never", "Max-Age=soon", "Max-Age=60", "Expires=Fri, 01 Jan 2199 00:00:00 GMT"]
)
def test_a_cookie_that_lasts_or_whose_end_cannot_be_read_stays(words: str) -> None:
    assert jar(f"A=1; Path=/; {words}").header("/") == "A=1"


def test_a_cookie_without_a_path_belongs_to_the_folder_of_the_request() -> None:
    found = jar("A=1", at="/bank/login?user=x/y")
    assert found.header("/bank/read") == "A=1"
    assert found.header("/shop") == ""


@given(st.text(max_size=60))
def test_no_header_whatever_it_holds_breaks_the_jar(text: str) -> None:
    found = jar(text)
    cookie = read_set_cookie(text, "/")
    assert (cookie is None) <= (found.header("/") == "")
