"""What each task must do when it continues from its own weights."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from paddle_lrkit.train.checkpoints.optimizer_state import optimizer_tensors
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.runtime.signals import Interrupted
from tests.train.test_resume import assert_same_run, stop_at


def evaluation_weights(session: Any) -> dict[str, np.ndarray]:
    """What an export of a run would have."""
    with session.engine.evaluation_weights():
        return {name: tensor.numpy() for name, tensor in session.engine.model.state_dict().items()}


def check_continuation(
    source: Any, opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, checkpoint: str = "best"
) -> None:
    """Continues from a run with a new schedule, and resumes that exactly after the run is deleted.

    Args:
        source: The session of the run, at its end.
        opened: Opens a run: name, overrides, ``resume``.
        monkeypatch: The fixture.
        checkpoint: The checkpoint that is read; its weights must be those of the session.
    """
    given = (f"Architecture.pretrained={source.run.path}", "Optimizer.lr={name: LinearDecay, learning_rate: 0.003}")
    whole = opened("continued", *given)
    expected, start = evaluation_weights(source), evaluation_weights(whole)
    assert start.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_array_equal(start[name], value, err_msg=name)
    assert (whole.state.update, whole.state.best, whole.resumed) == (0, None, False)
    assert whole.engine.scheduler() == 0.003
    assert not optimizer_tensors(whole.engine.optimizer, whole.engine.model)
    notes = (whole.run.path / "notes.log").read_text()
    assert f"initial weights from {source.run.checkpoint(checkpoint)} (update {source.state.update}" in notes
    assert f"{len(expected)} of {len(expected)} arrays of the model loaded\n" in notes
    train(whole, quiet=True)
    with monkeypatch.context() as patch:
        stop_at(patch, 1)
        with pytest.raises(Interrupted):
            train(opened("cut", *given), quiet=True)
    shutil.rmtree(source.run.path)
    resumed = opened("cut", *given, resume="auto")
    assert resumed.resumed
    train(resumed, quiet=True)
    assert_same_run(whole, resumed)
