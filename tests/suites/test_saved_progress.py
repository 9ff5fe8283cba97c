"""Numbers and states in the files of a checkpoint."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.suites.saved_progress import count_in, optimizer_states, plain_state, scheduler_of


@pytest.mark.parametrize(("content", "count"), [({"LR_Scheduler": {}}, 1), ([{}, {}], 2), (({"a": 1},), 1)])
def test_one_state_or_a_list(tmp_path: Path, content: Any, count: int) -> None:
    file = tmp_path / "a.pdopt"
    file.write_bytes(pickle.dumps(content, 4))
    assert len(optimizer_states(file)) == count


@pytest.mark.parametrize("content", [[], 5, [{}, 1], "text"])
def test_something_else_is_refused(tmp_path: Path, content: Any) -> None:
    file = tmp_path / "a.pdopt"
    file.write_bytes(pickle.dumps(content, 4))
    with pytest.raises(CheckpointError, match=r"a\.pdopt: must be the state of an optimizer"):
        optimizer_states(file)


def test_counts() -> None:
    file = Path("a.states")
    assert count_in({"epoch": 3}, "epoch", file) == 3
    assert count_in({}, "epoch", file) is None
    assert count_in([], "epoch", file) is None
    for value in (-1, 1.5, True, "3"):
        with pytest.raises(CheckpointError, match=r"a\.states: epoch must be a whole number >= 0"):
            count_in({"epoch": value}, "epoch", file)


def test_a_state_without_a_scheduler() -> None:
    assert scheduler_of({"moment": 1}) is None
    assert scheduler_of({"LR_Scheduler": {"last_epoch": 1}}) == {"last_epoch": 1}


def test_an_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"none\.pdopt: cannot be read: No such file"):
        plain_state(tmp_path / "none.pdopt")
