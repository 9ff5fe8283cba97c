"""Writing an inference model."""

from __future__ import annotations

import tempfile
from pathlib import Path

import paddle

from paddle_lrkit.errors import UsageError
from paddle_lrkit.train.checkpoints.restored import Restored


def export(restored: Restored, directory: Path) -> Path:
    """Writes the model with ``paddle.jit.save`` and returns the path prefix for ``paddle.jit.load``.

    The weights are those that evaluation uses: the moving average when the run keeps one. Beside the model stand its
    vocabulary (``vocab.txt``) and the names of its classes (``labels.txt``), as far as the task has them.

    Args:
        restored: The model.
        directory: Where to write; made when missing.

    Raises:
        UsageError: Nothing can be written there.
    """
    model = restored.engine.model
    _make(directory)
    prefix = directory / "model"
    model.eval()
    with restored.engine.evaluation():
        compiled = paddle.jit.to_static(model, input_spec=restored.task.input_spec(), full_graph=True)
        paddle.jit.save(compiled, str(prefix))
    for name, text in restored.task.export_files().items():
        (directory / name).write_text(text, encoding="utf-8", newline="\n")
    return prefix


def _make(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise UsageError(f"{directory}: the model cannot be written there: {error.strerror or error}") from error
