"""Evaluating a model, during training and afterwards."""

from __future__ import annotations

import paddle

from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.tasks.base import Task


def evaluate(engine: Engine, task: Task) -> dict[str, float]:
    """Metrics of the weights that would be exported, in evaluation mode and without gradients."""
    engine.network.eval()
    with paddle.no_grad(), engine.evaluation():
        return task.evaluate(engine.network)
