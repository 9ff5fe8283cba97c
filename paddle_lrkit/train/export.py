"""Writing an inference model."""

from __future__ import annotations

from pathlib import Path

import paddle

from paddle_lrkit.train.restored import Restored


def export(restored: Restored, directory: Path) -> Path:
    """Writes the model with ``paddle.jit.save`` and returns the path prefix for ``paddle.jit.load``.

    The weights are those that evaluation uses: the moving average when the run keeps one.

    Args:
        restored: The model.
        directory: Where to write; made when missing.
    """
    model = restored.engine.model
    directory.mkdir(parents=True, exist_ok=True)
    prefix = directory / "model"
    model.eval()
    with restored.engine.evaluation():
        compiled = paddle.jit.to_static(model, input_spec=restored.task.input_spec(), full_graph=True)
        paddle.jit.save(compiled, str(prefix))
    return prefix
