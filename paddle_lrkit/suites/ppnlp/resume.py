"""Checkpoints of PaddleNLP's Trainer.

It writes ``checkpoint-N/scheduler.pdparams``, the state of the scheduler, and ``trainer_state.json`` with
``global_step``. On resuming it restores both; the loop continues at ``global_step`` up to ``max_steps``, or up to the
end of ``num_train_epochs``. The scheduler is built from the arguments before that. ``global_step`` counts updates that
AMP skipped, the scheduler does not. The scheduler of ``llm/run_pretrain.py`` is one tick ahead of the updates.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.errors import CheckpointError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteResume
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.saved_progress import SavedProgress, count_in, plain_state

_MOST_BYTES = 1 << 28


class PaddleNLPResume(SuiteResume):
    """``checkpoint-N/scheduler.pdparams``, resumed with ``--resume_from_checkpoint checkpoint-N``."""

    marker = "scheduler.pdparams"
    unit = "it"
    program = "run_finetune.py"
    resumes_with = "--resume_from_checkpoint {}"

    def progress(self, file: Path) -> SavedProgress:
        """The scheduler's state, ``global_step`` of the other file."""
        state = plain_state(file)
        if not isinstance(state, dict):
            raise CheckpointError(
                tr("{}: must be the state of a scheduler, a dict, got a {}", file, type(state).__name__)
            )
        trainer = file.with_name("trainer_state.json")
        return SavedProgress((state,), updates=_global_step(trainer) if trainer.is_file() else None)

    def named(self, file: Path) -> Path:
        """The directory."""
        return file.parent

    def length(self, document: Document, count: int, steps: int | None) -> list[Edit]:
        """``max_steps``."""
        return [Edit(("max_steps",), count)]

    def sections(self, wish: Continuation, count: int, steps: int, nested: bool) -> Iterator[dict[Any, Any]]:
        """A decay after a "warmup" up to it."""
        if wish.ramp or (wish.hold and wish.decay):
            return
        base = {"learning_rate": wish.rate, "warmup_ratio": 0.0, "warmup_steps": wish.start}
        if not wish.decay:
            yield _arguments({**base, "lr_scheduler_type": "constant", "warmup_steps": 0})
            return
        kind = "cosine" if wish.shape == "cosine" else "linear"
        if not wish.floor:
            yield _arguments({**base, "lr_scheduler_type": kind})
        elif wish.shape == "linear":
            yield _arguments({**base, "lr_scheduler_type": "polynomial", "lr_end": wish.floor, "power": 1.0})
        ends = {"decay_steps": wish.end, "min_learning_rate": wish.floor}  # what run_pretrain reads
        yield _arguments({**base, "lr_scheduler_type": kind, **ends})

    def composed(self, curve: dict[str, Any]) -> dict[Any, Any] | None:
        """``lr_scheduler_type`` in braces; the warmup of the arguments is off."""
        from paddle_lrkit.config.edit.replace import written

        section = written({"name": "Composed", "curve": curve})
        return _arguments({"lr_scheduler_type": section, "warmup_steps": 0, "warmup_ratio": 0.0})


def _arguments(given: dict[str, Any]) -> dict[Any, Any]:
    return {(key,): value for key, value in given.items()}


def _global_step(file: Path) -> int | None:
    import json

    try:
        if file.stat().st_size > _MOST_BYTES:
            raise CheckpointError(tr("{}: larger than {:,} bytes", file, _MOST_BYTES))
        return count_in(json.loads(file.read_text(encoding="utf-8")), "global_step", file)
    except (OSError, ValueError, RecursionError) as error:
        raise CheckpointError(tr("{}: not readable: {}", file, os_reason(error))) from None


RESUME = PaddleNLPResume()
