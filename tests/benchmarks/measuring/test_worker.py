import sys

import pytest

from benchmarks.measuring import worker as module
from benchmarks.measuring.worker import PeerAbsentError, Worker

PROGRAM = """
from benchmarks.measuring.worker import serve
print("something that a peer prints at its start")
def double(number):
    print("something that an arm prints")
    return [number, 2 * number]
serve({"double": double, "time": lambda: [0.5, 1.0]})
"""


@pytest.fixture
def peer(tmp_path, monkeypatch):
    (tmp_path / "peer.py").write_text(PROGRAM)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "benchmarks").symlink_to(module.ENVIRONMENTS.parent / "benchmarks")
    return "peer"


def test_a_worker_answers_whatever_its_arms_print(peer):
    with Worker(None, peer) as worker:
        assert worker.ask("double", number=3) == [3, 6]
        assert worker.time("time").wall == 1.0


def test_a_worker_that_ends_is_an_error(peer):
    with Worker(None, peer) as worker, pytest.raises(RuntimeError, match=r"(?s)ended with 1: .*KeyError: .unknown"):
        worker.ask("unknown")


def test_a_missing_environment_is_named():
    with pytest.raises(PeerAbsentError, match=r"no environment nowhere; bash benchmarks/environments.sh nowhere"):
        Worker("nowhere", "peer")
    assert sys.executable
