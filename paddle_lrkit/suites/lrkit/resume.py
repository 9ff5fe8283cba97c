"""Checkpoints of our own trainer, which `paddle_lrkit.runs.checkpoint_state` reads.

A resumed run continues on the curve of its config. With another curve the trainer asks for a policy; ``keep`` is the
new curve at the saved update. No rate is taken from the checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteResume
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.lrkit.composed import describe
from paddle_lrkit.suites.saved_progress import SavedProgress


class OwnDialectResume(SuiteResume):
    """``RUN/checkpoints/NAME``, resumed with ``--resume RUN --policy keep``."""

    marker = "state.json"
    unit = "it"
    resumes_with = "--resume {} --policy keep"

    def progress(self, file: Path) -> SavedProgress:
        """Not read here: the manifest of the checkpoint is checked by `runs.checkpoint_state`."""
        raise CheckpointError(tr("{}: a checkpoint of lrkit is read by its run", file))

    def length(self, document: Document, count: int, steps: int | None) -> list[Edit]:
        """``Global.epochs`` for a config that has it and whole epochs, else ``Global.updates``."""
        in_epochs = document.get(("Global", "epochs")) is not None
        if in_epochs and steps and count % steps == 0:
            return [Edit(("Global", "epochs"), count // steps)]
        others = (("Global", "epochs"), ("Global", "samples"))
        removed = [Edit(path, remove=True) for path in others if document.get(path) is not None]
        return [*removed, Edit(("Global", "updates"), count)]

    def sections(self, wish: Continuation, count: int, steps: int, nested: bool) -> Iterator[dict[Any, Any]]:
        """``Composed`` with the curve itself."""
        for one in (wish, Continuation(**{**vars(wish), "before": None})):
            try:
                curve = describe(one.curve)
            except ConfigError:
                continue
            yield {("Optimizer", "lr"): {"name": "Composed", "curve": curve}}


RESUME = OwnDialectResume()
