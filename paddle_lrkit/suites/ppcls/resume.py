"""Checkpoints of PaddleClas.

``save_model`` writes ``PREFIX.pdopt``, a list with the state of each optimizer, and ``PREFIX.pdstates`` with ``epoch``,
the epochs done. ``init_model`` gives each state to its optimizer when ``Global.checkpoints: PREFIX`` is set, and
``train`` continues at the next epoch up to ``Global.epochs``. The schedulers are built from the config before that,
with their lengths from ``Global.epochs``. With ``by_epoch`` a scheduler counts epochs, in the file too.
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

_FLAT = 1 - 1e-12
"""Start of a "warmup" that keeps its end's rate, relative to it: Paddle refuses one that starts at its end."""


class PaddleClasResume(SuiteResume):
    """``PREFIX.pdopt`` and ``PREFIX.pdstates``, resumed with ``-o Global.checkpoints=PREFIX``."""

    marker = "*.pdopt"
    beside = (".pdparams", ".pdema", ".pdstates")
    resumes_with = "-o Global.checkpoints={}"
    wraps = True

    def progress(self, file: Path) -> SavedProgress:
        """``LR_Scheduler`` of each optimizer, ``epoch`` of the other file."""
        states = file.with_suffix(".pdstates")
        epochs = count_in(plain_state(states), "epoch", states) if states.is_file() else None
        return SavedProgress(tuple(scheduler_of(state) for state in optimizer_states(file)), epochs)

    def length(self, document: Document, count: int, steps: int | None) -> list[Edit]:
        """``Global.epochs``."""
        return [Edit(("Global", "epochs"), count)]

    def sections(self, wish: Continuation, count: int, steps: int, nested: bool) -> Iterator[dict[Any, Any]]:
        """A decay after a "warmup" up to it; without a warmup in the checkpoint, a line that passes through it."""
        if wish.ramp:
            return
        by_epoch = {"by_epoch": True} if steps == 1 else {}
        if not wish.decay:
            yield _section({"name": "Piecewise", "decay_epochs": [count], "values": [wish.rate, wish.rate], **by_epoch})
            return
        warmup = {"warmup_epoch": _epochs(wish.decay_start, steps), **by_epoch}
        warmup["warmup_start_lr"] = wish.rate * _FLAT if wish.hold else 0.0
        if nested and wish.shape == "cosine":
            yield _section({"name": "Cosine", "learning_rate": wish.rate, "eta_min": wish.floor, **warmup})
        elif nested:
            yield _section({"name": "Linear", "learning_rate": wish.rate, "end_lr": wish.floor, **warmup})
        elif wish.shape == "linear" and not wish.hold:
            yield _section({"name": "Linear", "learning_rate": wish.at_zero, "end_lr": wish.floor, **by_epoch})

    def composed(self, curve: dict[str, Any]) -> dict[Any, Any] | None:
        """``Optimizer.lr``."""
        return _section({"name": "Composed", "curve": curve})


def _epochs(ticks: int, steps: int) -> int | float:
    return ticks // steps if ticks % steps == 0 else ticks / steps


def _section(lr: dict[str, Any]) -> dict[Any, Any]:
    return {("Optimizer", "lr"): lr}


RESUME = PaddleClasResume()
