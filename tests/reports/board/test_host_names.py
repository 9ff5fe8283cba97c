"""The host names that the board answers to."""

from __future__ import annotations

import socket

import pytest

from paddle_lrkit.reports.board.host_names import EVERY_ADDRESS, answered_names, answers_to

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize("port", ["", ":8040", ":1", ":"])
@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "[::1]"])
def test_loopback_is_answered_on_any_port(name, port):
    assert answers_to(name + port, answered_names("127.0.0.1"))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "evil.example",
        "evil.example:8040",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "evil.example:localhost",
        "localhost@evil.example",
        "localhost, evil.example",
        "evil.example/localhost",
        "localhost:8040:80",
        "[::1",
        "::1",
        "192.168.0.7",
        "0.0.0.0",
        "localhost\u0000",
        " localhost",
        "*",
        "*.localhost",
    ],
)
def test_anything_else_is_refused(header):
    assert not answers_to(header, answered_names("127.0.0.1"))
    assert not answers_to(header, answered_names("localhost"))


def test_the_chosen_host_and_further_names_are_answered():
    names = answered_names("GPU1.lan", ["proxy.example"])
    assert names == [*LOOPBACK, "gpu1.lan", "proxy.example"]
    assert answers_to("gpu1.lan:8040", names)
    assert answers_to("proxy.example", names)
    assert not answers_to("gpu2.lan", names)


@pytest.mark.parametrize("host", ["0.0.0.0", ""])
def test_all_addresses_are_answered_and_names_are_not(host):
    names = answered_names(host)
    assert names == [*LOOPBACK, EVERY_ADDRESS, socket.gethostname().lower()]
    for address in ("192.168.0.7:8040", "0.0.0.0:8040", "[fe80::1]:8040", socket.gethostname()):
        assert answers_to(address, names)
    for name in ("evil.example", "7.0.168.192.in-addr.arpa", "192.168.0.7.nip.io"):
        assert not answers_to(name, names)
