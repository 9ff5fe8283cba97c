"""Signal handling: a second signal, several processes, and the previous handlers."""

from __future__ import annotations

import signal

import paddle
import pytest

from paddle_lrkit.train.runtime import signals
from paddle_lrkit.train.runtime.signals import Interrupted, SignalHandler


@pytest.fixture
def two(monkeypatch):
    """Two processes, of which only this one gets a signal."""
    monkeypatch.setattr(signals, "world_size", lambda: 2)
    monkeypatch.setattr(signals, "all_reduce_max", list)


def test_with_two_processes_a_repeated_signal_is_ignored(two):
    with SignalHandler() as stop:
        for _ in range(3):
            signal.raise_signal(signal.SIGTERM)
        assert stop.received_on_any_rank(0) == signal.SIGTERM


def test_on_gpus_signals_are_exchanged_every_ten_iterations(two, monkeypatch):
    monkeypatch.setattr(paddle, "get_device", lambda: "gpu:0")
    with SignalHandler() as stop:
        assert stop.received_on_any_rank(20) is None
        signal.raise_signal(signal.SIGTERM)
        assert [one for one in range(21, 41) if stop.received_on_any_rank(one)] == [30, 40]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_with_one_process_a_second_signal_stops_at_once_and_says_what_is_safe(number, monkeypatch):
    monkeypatch.setattr(signals, "_SAME_REQUEST_S", 0)
    with SignalHandler(lambda: "update 3 is safe") as stop:
        signal.raise_signal(signal.SIGTERM)
        assert stop.received_on_any_rank(3) == signal.SIGTERM
        with pytest.raises(Interrupted, match=r"^stopped at once by a second signal; update 3 is safe$") as caught:
            signal.raise_signal(number)
        assert caught.value.exit_code == 128 + number


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_a_sigterm_right_after_a_signal_is_the_same_request(first):
    with SignalHandler() as stop:
        signal.raise_signal(first)
        signal.raise_signal(signal.SIGTERM)
        assert stop.received_on_any_rank(0) == first
        with pytest.raises(Interrupted, match="second signal"):
            signal.raise_signal(signal.SIGINT)


def test_the_previous_handlers_are_restored_unless_they_were_replaced():
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with SignalHandler():
        assert signal.getsignal(signal.SIGTERM) != before[0]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
    try:
        with SignalHandler():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == (signal.SIG_IGN, before[1])
    finally:
        signal.signal(signal.SIGTERM, before[0])
