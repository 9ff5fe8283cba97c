"""Collective operations, with one process and with simulated peers."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError, LrkitError
from paddle_lrkit.train.distributed import collectives


@pytest.fixture
def peers(monkeypatch):
    """Makes this process one of several, whose values the test provides."""

    def set_up(*others, first=True):
        monkeypatch.setattr(collectives, "world_size", lambda: 1 + len(others))
        monkeypatch.setattr(collectives, "rank", lambda: 0 if first else len(others))
        monkeypatch.setattr(collectives, "all_gather", lambda own: [own, *others] if first else [*others, own])

    return set_up


def test_with_one_process_inputs_are_returned():
    assert (collectives.rank(), collectives.world_size(), collectives.is_main_process()) == (0, 1, True)
    assert collectives.all_gather("a") == ["a"]
    assert collectives.all_gather_array(np.arange(2.0)).tolist() == [[0.0, 1.0]]
    assert collectives.gather_interleaved([1, 2]) == [1, 2]
    assert collectives.broadcast_from_rank0(lambda: 3) == 3
    assert collectives.all_reduce_max([4, 2]) == [4, 2]
    collectives.check_same_on_ranks("x", 1)
    collectives.barrier()


def test_shares_are_merged_in_the_order_of_the_data_set(peers):
    peers([1, 4], [2, 5])
    assert collectives.gather_interleaved([0, 3, 6]) == list(range(7))
    peers([], [])
    assert collectives.gather_interleaved([0]) == [0]


def test_a_difference_is_named(peers):
    peers("a", "b")
    with pytest.raises(LrkitError, match="the config of process 2 differs from process 0"):
        collectives.check_same_on_ranks("the config", "a")


def test_an_error_on_rank_0_is_raised_in_all_processes(peers):
    peers(ConfigError("no", key="a"), first=False)
    with pytest.raises(ConfigError, match="a: no"):
        collectives.broadcast_from_rank0(lambda: pytest.fail("only the first process calls it"))


@pytest.mark.parametrize("text", ["Connection closed by peer", "[gloo/pair.cc:584] TIMEOUT", "NCCL error"])
def test_a_failed_exchange_means_a_lost_process(peers, monkeypatch, text):
    peers(0)
    at_exit, handlers = [], {}
    monkeypatch.setattr(collectives.atexit, "register", lambda *call: at_exit.append(call))
    monkeypatch.setattr(collectives.signal, "signal", handlers.__setitem__)
    with (
        pytest.raises(collectives.ProcessLost, match=r"another process ended, .*; resume"),
        collectives.distributed_errors("resume"),
    ):
        raise RuntimeError(text)
    assert at_exit == [(collectives.time.sleep, collectives._LAUNCHER_POLL_S)]
    assert handlers == {collectives.signal.SIGTERM: collectives.signal.SIG_IGN}


@pytest.mark.parametrize(
    ("error", "ignores"),
    [(RuntimeError("shapes differ"), False), (ConfigError("nccl"), True), (KeyError("peer"), False)],
)
def test_other_errors_are_unchanged(peers, monkeypatch, error, ignores):
    """After one that is printed as a sentence, the launcher's SIGTERM is ignored."""
    peers(0)
    handlers = {}
    monkeypatch.setattr(collectives.signal, "signal", handlers.__setitem__)
    with pytest.raises(type(error)), collectives.distributed_errors("resume"):
        raise error
    assert (handlers == {collectives.signal.SIGTERM: collectives.signal.SIG_IGN}) is ignores
