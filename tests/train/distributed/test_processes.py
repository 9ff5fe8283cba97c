"""One process sends nothing; what several agree on."""

from __future__ import annotations

import os

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError, LrkitError, UsageError
from paddle_lrkit.train.device import use_device
from paddle_lrkit.train.distributed import processes


@pytest.fixture
def peers(monkeypatch):
    """Makes this process one of several whose values the test gives."""

    def set_up(*others, first=True):
        monkeypatch.setattr(processes, "world_size", lambda: 1 + len(others))
        monkeypatch.setattr(processes, "rank", lambda: 0 if first else len(others))
        monkeypatch.setattr(processes, "gather", lambda own: [own, *others] if first else [*others, own])

    return set_up


def test_one_process_gets_back_what_it_gave():
    assert (processes.rank(), processes.world_size(), processes.is_first()) == (0, 1, True)
    assert processes.gather("a") == ["a"]
    assert processes.gather_array(np.arange(2.0)).tolist() == [[0.0, 1.0]]
    assert processes.in_order([1, 2]) == [1, 2]
    assert processes.from_first(lambda: 3) == 3
    assert processes.largest(4) == 4
    processes.agree("x", 1)
    processes.wait()


def test_shares_are_put_together_in_the_order_of_the_data_set(peers):
    peers([1, 4], [2, 5])
    assert processes.in_order([0, 3, 6]) == list(range(7))
    peers([], [])
    assert processes.in_order([0]) == [0]


def test_a_difference_is_named(peers):
    peers("a", "b")
    with pytest.raises(LrkitError, match="the config of process 2 is not that of process 0"):
        processes.agree("the config", "a")


def test_the_error_of_the_first_process_is_raised_in_all(peers):
    peers(ConfigError("no", key="a"), first=False)
    with pytest.raises(ConfigError, match="a: no"):
        processes.from_first(lambda: pytest.fail("only the first process calls it"))


@pytest.mark.parametrize("text", ["Connection closed by peer", "[gloo/pair.cc:584] TIMEOUT", "NCCL error"])
def test_a_failed_exchange_is_a_sentence(peers, monkeypatch, text):
    peers(0)
    at_exit, handlers = [], {}
    monkeypatch.setattr(processes.atexit, "register", lambda *call: at_exit.append(call))
    monkeypatch.setattr(processes.signal, "signal", handlers.__setitem__)
    with (
        pytest.raises(processes.ProcessLost, match=r"another process ended, .*; resume"),
        processes.reporting_loss("resume"),
    ):
        raise RuntimeError(text)
    assert at_exit == [(processes.time.sleep, processes._LAUNCHER_LOOKS_S)]
    assert handlers == {processes.signal.SIGTERM: processes.signal.SIG_IGN}


@pytest.mark.parametrize("error", [RuntimeError("shapes differ"), ConfigError("nccl"), KeyError("peer")])
def test_other_errors_stay(peers, error):
    peers(0)
    with pytest.raises(type(error)), processes.reporting_loss("resume"):
        raise error


def test_a_command_for_one_process_refuses_several(monkeypatch):
    monkeypatch.setenv("PADDLE_TRAINERS_NUM", "2")
    with pytest.raises(UsageError, match="runs in one process"):
        use_device("cpu")


def test_a_gpu_by_its_number_is_refused(monkeypatch):
    monkeypatch.setenv("PADDLE_TRAINERS_NUM", "2")
    with pytest.raises(UsageError, match="name them there with --devices"):
        processes.start("gpu:1")


@pytest.fixture
def on_this_machine(monkeypatch):
    """Two processes of a launcher, ``here`` of them on this machine, whose name is known or not."""

    def set_up(name_is_known, here="2"):
        def look_up(name, port):
            if not name_is_known:
                raise processes.socket.gaierror("Name or service not known")

        monkeypatch.setattr(processes.socket, "getaddrinfo", look_up)
        monkeypatch.setenv("PADDLE_TRAINERS_NUM", "2")
        monkeypatch.setenv("PADDLE_LOCAL_SIZE", here)
        monkeypatch.setenv("GLOO_SOCKET_IFNAME", "")
        monkeypatch.delenv("GLOO_SOCKET_IFNAME")

    return set_up


@pytest.mark.parametrize(
    ("name_is_known", "here", "interface"), [(False, "2", "lo"), (True, "2", None), (False, "1", None)]
)
def test_a_machine_whose_name_nobody_knows_talks_to_itself(on_this_machine, name_is_known, here, interface):
    on_this_machine(name_is_known, here)
    processes._talk_without_a_name()
    assert os.environ.get("GLOO_SOCKET_IFNAME") == interface


def test_an_interface_that_was_chosen_stays(on_this_machine, monkeypatch):
    on_this_machine(False)
    monkeypatch.setenv("GLOO_SOCKET_IFNAME", "eth1")
    processes._talk_without_a_name()
    assert os.environ["GLOO_SOCKET_IFNAME"] == "eth1"
