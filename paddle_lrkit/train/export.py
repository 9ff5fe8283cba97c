"""Writes an inference model."""

from __future__ import annotations

from pathlib import Path

import paddle

from paddle_lrkit.train.run_directory import check_writable, not_writable
from paddle_lrkit.train.trained_model import TrainedModel


def export(trained: TrainedModel, directory: Path) -> Path:
    """Writes a model with ``paddle.jit.save``.

    It has the weights that evaluation uses: the moving average if the run keeps one. Next to the model are its
    vocabulary (``vocab.txt``) and class names (``labels.txt``), if the task has them.

    Args:
        trained: The model.
        directory: Where to write; created if it is missing.

    Returns:
        The path prefix for ``paddle.jit.load``.

    Raises:
        UsageError: The directory cannot be written.
    """
    try:
        check_writable(directory)
    except OSError as error:
        raise not_writable(directory, "model", error, "-O") from error
    model, prefix = trained.engine.model, directory / "model"
    model.eval()
    with trained.engine.evaluation_weights():
        compiled = paddle.jit.to_static(model, input_spec=trained.task.input_spec(), full_graph=True)
        paddle.jit.save(compiled, str(prefix))
    for name, text in trained.task.export_files().items():
        (directory / name).write_text(text, encoding="utf-8", newline="\n")
    return prefix
