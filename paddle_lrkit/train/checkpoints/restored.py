"""A trained model, from a run directory or a checkpoint, for evaluation and export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.run_directory import RunDirectory, locate_checkpoint
from paddle_lrkit.train.session import build, restore_model
from paddle_lrkit.train.tasks.base import Task


@dataclass
class Restored:
    """A model with the weights of a checkpoint.

    Attributes:
        settings: The config.
        task: Its task.
        engine: Its model; ``engine.evaluation()`` puts averaged weights in where there are some.
        run: The run directory.
        checkpoint: The checkpoint.
        update: Updates that the weights have seen.
    """

    settings: Settings
    task: Task
    engine: Engine
    run: RunDirectory
    checkpoint: Path
    update: int


def open_checkpoint(
    directory: str,
    config: str | None = None,
    overrides: Iterable[str] = (),
    device: str | None = None,
    section: str = "Eval",
) -> Restored:
    """Builds the model of a config and loads a checkpoint into it.

    Args:
        directory: A checkpoint, or a run directory (then its ``last``).
        config: The YAML file; by default the resolved config of the run.
        overrides: ``Key.sub=value``.
        device: As in training.
        section: The section whose data are evaluated: ``Eval`` or ``Test``.

    Raises:
        LrkitError: With one sentence about what cannot work.
    """
    run, checkpoint = locate_checkpoint(Path(directory))
    document = load_config(config or run.config, overrides)
    if section != "Eval":
        _evaluate_on(document, section)
    settings, task, _, engine = build(document, device)
    tensors, state = load_checkpoint(checkpoint)
    restore_model(engine, tensors, checkpoint)
    return Restored(settings, task, engine, run, checkpoint, int(state["update"]))


def _evaluate_on(document: Document, section: str) -> None:
    """Puts another section in the place of ``Eval``, with its lines."""
    if section not in document.data:
        raise document.error(f"the section {section!r} is missing, so there is nothing to evaluate on", ())
    document.data["Eval"] = document.data.pop(section)
    document.replace_marks(("Eval",), document.mark((section,)))
    for path, mark in list(document.marks.items()):
        if path[:1] == (section,):
            moved = ("Eval", *path[1:])
            document.marks[moved] = mark
