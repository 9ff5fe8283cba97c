"""Signals: the second one, several processes, and the handlers from before."""

from __future__ import annotations

import signal

import paddle
import pytest

from paddle_lrkit.train.runtime import signals
from paddle_lrkit.train.runtime.signals import SignalHandler


@pytest.fixture
def two(monkeypatch):
    """Two processes, of which the other one has no signal."""
    monkeypatch.setattr(signals, "world_size", lambda: 2)
    monkeypatch.setattr(signals, "all_reduce_max", list)


def test_a_repeated_signal_of_the_launcher_is_no_second_request(two):
    with SignalHandler() as stop:
        for _ in range(3):
            signal.raise_signal(signal.SIGTERM)
        assert stop.received_on_any_rank(0) == signal.SIGTERM


def test_on_gpus_the_processes_agree_every_ten_turns(two, monkeypatch):
    monkeypatch.setattr(paddle, "get_device", lambda: "gpu:0")
    with SignalHandler() as stop:
        assert stop.received_on_any_rank(20) is None
        signal.raise_signal(signal.SIGTERM)
        assert [turn for turn in range(21, 41) if stop.received_on_any_rank(turn)] == [30, 40]


def test_alone_a_second_signal_ends_at_once():
    with SignalHandler() as stop:
        signal.raise_signal(signal.SIGTERM)
        assert stop.received_on_any_rank(3) == signal.SIGTERM
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)


def test_the_handlers_from_before_come_back_but_not_over_those_set_since():
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
