"""A trained model, loaded from a checkpoint for evaluation and export."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import paddle

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.load import adopt_root, load_config
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import locate_checkpoint
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint
from paddle_lrkit.train.checkpoints.model_state import restore_model
from paddle_lrkit.train.continued_files import updates_made
from paddle_lrkit.train.inference.description import FILE_NAME, description_text
from paddle_lrkit.train.models.inference_weights import write_weight_names
from paddle_lrkit.train.models.weight_names import suite_names
from paddle_lrkit.train.models.weight_source import WEIGHT_FILES
from paddle_lrkit.train.run_directory import RunDirectory, check_writable, not_writable
from paddle_lrkit.train.setup import TrainingSetup, build

EXPORTED = "model"
"""Name of the files of an exported model, without their suffixes."""


@dataclass(kw_only=True)
class TrainedModel(TrainingSetup):
    """A model with the weights of a checkpoint.

    ``engine.evaluation_weights()`` switches to the averaged weights if the run keeps them.

    Attributes:
        run: The run directory.
        checkpoint: The checkpoint.
        update: Updates made before the checkpoint was written.
    """

    run: RunDirectory
    checkpoint: Path
    update: int

    def export(self, directory: Path) -> Path:
        """Writes the weights that evaluation uses as an inference model, with ``paddle.jit.save``.

        ``inference.json`` next to it has the preprocessing and the names of the classes, which `lrkit infer` needs; the
        vocabulary (``vocab.txt``) and class names (``labels.txt``) are written as texts too, if the task has them.

        Args:
            directory: Where to write; created if it is missing.

        Returns:
            The path prefix for ``paddle.jit.load``.

        Raises:
            UsageError: The directory cannot be written.
        """
        _check_target(directory)
        task, prefix = self.task, directory / EXPORTED
        self.engine.model.eval()
        model = task.inference_network(self.engine.model)
        model.eval()
        with self.engine.evaluation_weights(), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of Paddle's own code; a user cannot act on them
            compiled = paddle.jit.to_static(model, input_spec=task.input_spec(), full_graph=True)
            paddle.jit.save(compiled, str(prefix))
            write_weight_names(model, self.engine.model, directory)
        self._write_files(directory, {FILE_NAME: description_text(self.settings.Global.task, dict(task.inference()))})
        return prefix

    def export_weights(self, directory: Path, suite: Literal["ppcls", "ppdet"] | None = None) -> Path:
        """Writes the weights that evaluation uses for ``paddle.load``, by name, and the files beside them.

        Args:
            directory: Where to write; created if it is missing.
            suite: Whose names they have: ``ppcls``, ``ppdet``, or None for those of the model, which are those of
                ``paddle.vision`` and PaddleNLP.

        Returns:
            The file ``model_state.pdparams``.

        Raises:
            UsageError: The directory cannot be written, or the suite has no such model.
        """
        _check_target(directory)
        state = self.engine.model.state_dict()
        shapes = {name: list(tensor.shape) for name, tensor in state.items()}
        names = suite_names(suite, shapes) if suite else {name: name for name in state}
        if not names:
            raise UsageError(tr("--suite {}: this suite has no names for {}", suite, self.settings.Architecture.name))
        file = directory / WEIGHT_FILES[0]
        with self.engine.evaluation_weights():
            paddle.save({there: state[name] for name, there in names.items()}, str(file))
        self._write_files(directory, {})
        return file

    def _write_files(self, directory: Path, more: dict[str, str]) -> None:
        for name, text in {**more, **self.task.export_files()}.items():
            (directory / name).write_text(text, encoding="utf-8", newline="\n")


def _check_target(directory: Path) -> None:
    try:
        check_writable(directory)
    except OSError as error:
        raise not_writable(directory, tr("the model"), error, "-O") from error


def load_trained_model(
    directory: str,
    config: str | None = None,
    overrides: Iterable[str] = (),
    device: str | None = None,
    section: str = "Eval",
) -> TrainedModel:
    """Builds the model of a config and loads a checkpoint into it.

    Args:
        directory: A checkpoint, or a run directory, which means its ``last``.
        config: The YAML file; by default the resolved config of the run.
        overrides: Changes to the config, as ``Key.sub=value``.
        device: Such as ``cpu``, ``gpu`` or ``npu:1``; by default the one that Paddle prefers.
        section: The section with the evaluation data: ``Eval`` or ``Test``.

    Raises:
        LrkitError: The config or the checkpoint cannot be used.
    """
    path, checkpoint = locate_checkpoint(directory)
    run = RunDirectory(path)
    document = load_config(config or run.config, overrides)
    adopt_root(document, run.config)
    if section != "Eval":
        _evaluate_on(document, section)
    setup = build(document, device, restored=True)
    tensors, state = load_checkpoint(checkpoint, needed=["update"])
    restore_model(setup.engine, tensors, checkpoint)
    return TrainedModel(**vars(setup), run=run, checkpoint=checkpoint, update=updates_made(state))


def _evaluate_on(document: Document, section: str) -> None:
    """Replaces the ``Eval`` section by another one, with its line numbers."""
    if section not in document.data:
        raise document.error(tr("the section {!r} is missing, so there is nothing to evaluate on", section), ())
    document.data["Eval"] = document.data.pop(section)
    document.replace_marks(("Eval",), document.mark((section,)))
    for path, mark in list(document.marks.items()):
        if path[:1] == (section,):
            moved = ("Eval", *path[1:])
            document.marks[moved] = mark
