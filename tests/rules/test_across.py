"""Two specs that cannot both be true are found, once for a pair and a kind, with the place of both."""

from __future__ import annotations

from support.rule_specs import across, spec

from hactl.rules import check_across

SECOND = "{a: [10.0.1.11, 10.0.1.12]}"
GROUP = "defaults: {replication: {multicast: {address: 239.192.1.1, port: 45000}}}\n"


def test_environments_of_their_own_do_not_meet() -> None:
    assert across(spec(), spec(SECOND, "balancer: 10.0.1.5:80\n", name="bank", file="u")) == []


def test_a_port_of_a_host_is_used_once() -> None:
    second = spec("{a: [10.0.1.11, 10.0.0.12]}", "balancer: 10.0.1.5:80\n", name="bank", file="u")
    assert across(spec(), second) == ["u:4:27 error across-port"]


def test_a_listener_is_used_once() -> None:
    assert across(spec(), spec(SECOND, name="bank", file="u")) == ["u:4:11 error across-listener"]


NGINX = "balancer: {host: 10.0.0.5, base: /etc/nginx, server_name: "


def test_one_nginx_serves_two_environments_as_long_as_their_names_differ() -> None:
    shop = spec(more=NGINX + "shop.example.org}\n")
    bank = spec(SECOND, NGINX + "bank.example.org}\n", name="bank", file="u")
    third = spec("{a: [10.0.2.11, 10.0.2.12]}", NGINX + "bank.example.org}\n", name="third", file="w")
    assert across(shop, bank) == []
    assert across(shop, bank, third) == ["w:5:59 error across-server-name"]


def test_two_nginx_on_one_host_cannot_have_one_port_whatever_their_names() -> None:
    shop = spec(more=NGINX + "shop.example.org}\n")
    bank = spec(SECOND, "balancer: {host: 10.0.0.5, server_name: bank.example.org}\n", name="bank", file="u")
    assert across(shop, bank) == ["u:5:1 error across-listener"]


def test_a_multicast_group_is_used_once() -> None:
    second = spec(SECOND, GROUP + "balancer: 10.0.1.5:80\n", name="bank", file="u")
    assert across(spec(more=GROUP), second) == ["u:4:12 error across-multicast"]


def test_two_specs_of_one_folder_and_name_would_write_into_one_folder() -> None:
    assert across(spec(), spec(SECOND, "balancer: 10.0.1.5:80\n", file="u")) == ["u:2:7 error across-output"]


def test_a_copied_spec_is_told_once_for_each_kind() -> None:
    found = check_across([spec(file="x/t"), spec(file="y/t")])
    assert sorted(p.id for _, p in found) == ["across-listener", "across-multicast", "across-port"]
    assert "x/t:5:" in next(p.message for _, p in found if p.id == "across-port")


def test_loopback_is_only_a_warning_since_specs_may_be_for_two_machines() -> None:
    first = spec("{a: [127.0.0.1:8080, 127.0.0.1:8180]}", "balancer: 127.0.0.1:8000\n")
    second = spec("{a: [127.0.0.1:8080, 127.0.0.1:8180]}", "balancer: 127.0.0.1:8001\n", name="bank", file="u")
    assert across(first, second) == ["u:4:16 warning across-port"]


def test_a_spec_with_errors_is_compared_as_far_as_it_can_be_read() -> None:
    second = spec(SECOND, "balancer: 10.0.0.5:80\nfoo: 1\n", name="bank", file="u")
    assert second.environment is None
    assert across(spec(), second) == ["u:5:11 error across-listener"]
    assert across(spec("[]"), second) == []
