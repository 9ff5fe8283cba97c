"""Checkpoints of PaddleOCR.

``save_model`` writes ``PREFIX.pdopt``, the state of the optimizer, and ``PREFIX.states`` with ``epoch``, the epoch that
was running: ``latest`` and ``iter_epoch_N`` are written at its end, ``best_accuracy`` also inside it. ``load_model``
restores both when ``Global.checkpoints: PREFIX`` is set; the loop continues at ``epoch + 1``, up to
``Global.epoch_num``. The scheduler is built from the config before that, with its length from ``Global.epoch_num``.
``global_step`` of the file is not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.suites.base import SuiteResume
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.saved_progress import SavedProgress, count_in, optimizer_states, plain_state, scheduler_of


class PaddleOCRResume(SuiteResume):
    """``PREFIX.pdopt`` and ``PREFIX.states``, resumed with ``-o Global.checkpoints=PREFIX``."""

    marker = "*.pdopt"
    beside = (".pdparams", ".states")
    resumes_with = "-o Global.checkpoints={}"
    numbers = ("Const",)
    wraps = True

    def progress(self, file: Path) -> SavedProgress:
        """``LR_Scheduler`` of the optimizer, ``epoch`` of the other file."""
        states = [file.with_suffix(".states"), file.with_suffix("") / "metric.states"]
        found = next((states for states in states if states.is_file()), None)
        epochs = None if found is None else count_in(plain_state(found), "epoch", found)
        return SavedProgress((scheduler_of(optimizer_states(file)[0]),), epochs)

    def length(self, document: Document, count: int, steps: int | None) -> list[Edit]:
        """``Global.epoch_num``."""
        return [Edit(("Global", "epoch_num"), count)]

    def sections(self, wish: Continuation, count: int, steps: int, nested: bool) -> Iterator[dict[Any, Any]]:
        """A table of one rate; a line that passes through the checkpoint; or one of PaddleOCR's repeated cosines.

        Its other cosine spans the whole run, also after a warmup, so that it would not end with the run.
        """
        if wish.ramp or (wish.hold and wish.decay):
            return
        if not wish.decay:
            yield _section({"name": "Piecewise", "decay_epochs": [count], "values": [wish.rate, wish.rate]})
        elif wish.shape == "linear":
            yield _section({"name": "Linear", "learning_rate": wish.at_zero, "end_lr": wish.floor})
        elif not wish.floor and wish.decay % steps == 0 and wish.start % steps == 0:
            cosine = {"name": "CyclicalCosine", "learning_rate": wish.rate, "cycle": wish.decay // steps}
            if wish.start % wish.decay == 0:
                yield _section(cosine)
            if nested:
                yield _section({**cosine, "warmup_epoch": wish.start // steps})

    def composed(self, curve: dict[str, Any]) -> dict[Any, Any] | None:
        """``Optimizer.lr``."""
        return _section({"name": "Composed", "curve": curve})


def _section(lr: dict[str, Any]) -> dict[Any, Any]:
    return {("Optimizer", "lr"): lr}


RESUME = PaddleOCRResume()
