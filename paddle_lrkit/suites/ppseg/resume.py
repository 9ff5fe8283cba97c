"""Checkpoints of PaddleSeg.

Training writes ``SAVE_DIR/iter_N/model.pdopt``, the state of the optimizer. ``resume`` gives it to the optimizer and
takes the number of updates from the name of the directory; the loop continues up to ``iters``. The scheduler is built
from the config before that. ``best_model`` has no optimizer state, so it cannot be resumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.suites.base import SuiteResume
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.saved_progress import SavedProgress, optimizer_states, scheduler_of


class PaddleSegResume(SuiteResume):
    """``iter_N/model.pdopt``, resumed with ``--resume_model iter_N``."""

    marker = "model.pdopt"
    unit = "it"
    program = "tools/train.py --config"
    resumes_with = "--resume_model {}"
    numbers = ("LinearWarmup",)
    wraps = True

    def progress(self, file: Path) -> SavedProgress:
        """``LR_Scheduler`` of the optimizer, and the number in the name of the directory."""
        number = re.fullmatch(r"(?:.*_)?(\d{1,18})", file.absolute().parent.name)
        updates = int(number[1]) if number else None
        return SavedProgress((scheduler_of(optimizer_states(file)[0]),), updates=updates)

    def named(self, file: Path) -> Path:
        """The directory."""
        return file.parent

    def length(self, document: Document, count: int, steps: int | None) -> list[Edit]:
        """``iters``."""
        return [Edit(("iters",), count)]

    def sections(self, wish: Continuation, count: int, steps: int, nested: bool) -> Iterator[dict[Any, Any]]:
        """A decay after a "warmup" up to it; without a warmup in the checkpoint, a line that passes through it."""
        if wish.ramp:
            return
        line = {"type": "PolynomialDecay", "power": 1.0, "end_lr": wish.floor}
        if not wish.decay:
            yield _section({**line, "learning_rate": wish.rate, "end_lr": wish.rate, "decay_steps": wish.end})
            return
        start = wish.rate * (1 - 1e-12) if wish.hold else 0.0
        warmup = {"warmup_iters": wish.decay_start, "warmup_start_lr": start}
        if wish.shape == "linear" and not wish.hold:
            yield _section({**line, "learning_rate": wish.at_zero, "decay_steps": wish.end})
        elif nested and wish.shape == "linear":
            yield _section({**line, "learning_rate": wish.rate, "decay_steps": wish.decay, **warmup})
        elif nested:
            cosine = {"learning_rate": wish.rate, "T_max": wish.decay, "eta_min": wish.floor}
            yield _section({"type": "CosineAnnealingDecay", **cosine, **warmup})

    def composed(self, curve: dict[str, Any]) -> dict[Any, Any] | None:
        """``lr_scheduler``."""
        return _section({"type": "Composed", "curve": curve})


def _section(scheduler: dict[str, Any]) -> dict[Any, Any]:
    return {("lr_scheduler",): scheduler}


RESUME = PaddleSegResume()
