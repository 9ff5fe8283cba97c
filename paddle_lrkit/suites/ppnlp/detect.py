"""The keys by which a PaddleNLP config is recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.ppseg.detect import BASES
from paddle_lrkit.suites.shared_sections import lr_section, optimizer_section

_ARGUMENTS = (
    "lr_scheduler_type",
    "max_steps",
    "num_train_epochs",
    "warmup_ratio",
    "per_device_train_batch_size",
    "gradient_accumulation_steps",
)


class PaddleNLPDetector(SuiteDetector):
    """The Trainer's arguments, or the keys of two older programs."""

    title = "PaddleNLP"
    hint = "arguments such as num_train_epochs"
    package = "paddlenlp"
    plugin = "paddlenlp"

    def recognises(self, data: Mapping[str, Any]) -> bool:
        """Whether there are arguments of the Trainer, of ``model_zoo/gpt-3`` or of the translation example."""
        if "iters" in data or "lr_scheduler" in data or "LearningRate" in data:
            return False
        if "lr" in optimizer_section(data):
            return is_ppfleetx(data)
        return any(key in data for key in _ARGUMENTS) or ("d_model" in data and "warmup_steps" in data)

    def is_foreign(self, document: Document) -> bool:
        """Whether a transformer's config names another scheduler than Noam's."""
        return "d_model" in document.data and document.data.get("scheduler") not in (None, "noam")

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_base_`` as in PaddleSeg."""
        return BASES


def is_ppfleetx(data: Mapping[str, Any]) -> bool:
    """Whether ``Optimizer.lr`` is that of ``model_zoo/gpt-3``, which shares its place with other suites."""
    lr = lr_section(data)
    return lr.get("name") == "CosineAnnealingWithWarmupDecay" or "warmup_rate" in lr or "use_increments" in lr


DETECTOR = PaddleNLPDetector()
