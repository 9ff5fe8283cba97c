"""Reading states without their arrays: the same plain values, no code, and almost no memory."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import DataError
from paddle_lrkit.pickles.state import SkippedArray, read_state

_SCHEDULER = {"last_epoch": 12, "last_lr": 0.05, "LinearWarmup_LR": {"last_epoch": 2, "last_lr": 0.05}}


class _Call:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.system, ("false",)


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_what_an_optimizer_saves(tmp_path: Path, protocol: int) -> None:
    """Paddle writes a tensor as a tuple of its name and an array."""
    moment = ("w_moment1_0", np.ones((300, 100), np.float32))
    state = {"w_moment1_0": moment, "power": np.array([0.25], np.float32), "LR_Scheduler": _SCHEDULER, "last_epoch": 3}
    file = tmp_path / "3.pdopt"
    file.write_bytes(pickle.dumps(state, protocol))
    assert read_state(file) == {
        "w_moment1_0": ("w_moment1_0", SkippedArray("<f4", (300, 100))),
        "power": 0.25,
        "LR_Scheduler": _SCHEDULER,
        "last_epoch": 3,
    }


@given(value=st.floats(allow_nan=False) | st.integers(-(2**62), 2**62), protocol=st.integers(2, 4))
def test_numbers_of_numpy_become_those_of_python(
    tmp_path_factory: pytest.TempPathFactory, value: Any, protocol: int
) -> None:
    file = tmp_path_factory.mktemp("numbers") / "a.states"
    number = np.float64(value) if isinstance(value, float) else np.int64(value)
    file.write_bytes(pickle.dumps({"acc": number}, protocol))
    found = read_state(file)["acc"]
    assert (type(found), found) == (type(value), value)


def test_the_bytes_of_the_arrays_are_not_read(tmp_path: Path) -> None:
    file = tmp_path / "big.pdopt"
    with file.open("wb") as stream:
        pickle.dump([{"m": np.zeros(4_000_000, np.float32), "LR_Scheduler": _SCHEDULER}], stream, 4)
    tracemalloc.start()
    found = read_state(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found[0]["LR_Scheduler"] == _SCHEDULER
    assert file.stat().st_size > 16_000_000 > 100 * peak


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_functions_are_refused(tmp_path: Path, protocol: int) -> None:
    file = tmp_path / "bad.pdopt"
    file.write_bytes(pickle.dumps({"LR_Scheduler": _Call()}, protocol))
    with pytest.raises(DataError, match=r"bad\.pdopt: not a readable pickle: it asks for posix\.system, .* run code"):
        read_state(file)


def test_a_torn_file_ends_too_early(tmp_path: Path) -> None:
    file = tmp_path / "torn.pdopt"
    file.write_bytes(pickle.dumps({"m": np.zeros(100_000, np.float32)}, 4)[:50_000])
    with pytest.raises(DataError, match=r"torn\.pdopt: not a readable pickle: it ends too early"):
        read_state(file)


def test_numpy_is_not_imported() -> None:
    code = "import sys, paddle_lrkit.pickles.state; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
