"""Checkpoints of PaddleDetection.

``save_model`` writes ``PREFIX.pdopt``, the optimizer's state with ``LR_Scheduler`` and ``last_epoch``, the epochs done.
``load_weight`` of ``tools/train.py -r PREFIX`` passes the whole state to ``optimizer.set_state_dict``, and the loop
continues at epoch ``last_epoch`` up to ``epoch`` of the config. The scheduler is built from the config before that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.suites.base import SuiteResume
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.saved_progress import SavedProgress, count_in, optimizer_states, scheduler_of


class PaddleDetectionResume(SuiteResume):
    """``PREFIX.pdopt``, resumed with ``-r PREFIX``."""

    marker = "*.pdopt"
    beside = (".pdparams", ".pdema", ".pdstates")
    resumes_with = "-r {}"

    def progress(self, file: Path) -> SavedProgress:
        """``LR_Scheduler`` and ``last_epoch`` of the optimizer's state."""
        state = optimizer_states(file)[0]
        return SavedProgress((scheduler_of(state),), count_in(state, "last_epoch", file))

    def length(self, document: Document, count: int, steps: int | None) -> list[Edit]:
        """``epoch``; with ARSL ``max_iter``."""
        if document.data.get("ssod_method") == "ARSL" and steps:
            return [Edit(("max_iter",), count * steps)]
        return [Edit(("epoch",), count)]

    def sections(self, wish: Continuation, count: int, steps: int, nested: bool) -> Iterator[dict[Any, Any]]:
        """A table of one rate; or a cosine after a "warmup" that lasts up to it and starts at its own end."""
        if wish.ramp:
            return
        if not wish.decay:
            decay = {"milestones": [count], "values": [wish.rate, wish.rate], "use_warmup": False}
            yield _section(wish.rate, Tagged("PiecewiseDecay", decay))
        elif wish.shape == "cosine" and wish.rate:
            cosine = {"max_epochs": count, "min_lr_ratio": wish.floor / wish.rate}
            flat = {"start_factor": 1.0, "steps": wish.decay_start}
            yield _section(wish.rate, Tagged("CosineDecay", cosine), Tagged("LinearWarmup", flat))

    def composed(self, curve: dict[str, Any]) -> dict[Any, Any] | None:
        """A first entry of ``schedulers``."""
        return {("LearningRate", "schedulers"): [Tagged("Composed", {"curve": curve})]}


def _section(rate: float, *schedulers: Tagged) -> dict[Any, Any]:
    return {("LearningRate", "base_lr"): rate, ("LearningRate", "schedulers"): list(schedulers)}


RESUME = PaddleDetectionResume()
