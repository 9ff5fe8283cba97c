"""The socket that the server listens on."""

from __future__ import annotations

import socket

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.reports.board.process import listen


def test_a_taken_port_is_skipped():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port) as door:
            assert door.getsockname()[1] != port


def test_a_chosen_port_is_taken_at_once():
    """Two boards that are started together get two ports."""
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port) as second:
            assert second.getsockname()[1] != port
    with listen("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_an_address_of_another_machine_is_a_one_sentence_error():
    with pytest.raises(UsageError, match=r"cannot listen on '192\.0\.2\.1': "):
        listen("192.0.2.1", 8040)
