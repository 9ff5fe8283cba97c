"""The signs of a PaddleSeg config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has

BASES = Inheritance("_base_", first_wins=True, cuts=lambda value: not value)
_ONE_BASE = Inheritance("_base_", list_allowed=False, first_wins=True, cuts=lambda value: value == False)  # noqa: E712
_PADDLE3D = (
    *("CosineAnnealingDecayByEpoch", "OneCycle", "OneCycleWarmupDecayLr"),
    *("CustomExponentialDecay", "FixationExponentialDecay"),
)


def _is_of_paddle3d(data: Mapping[str, Any]) -> bool:
    """Whether the scheduler is one of Paddle3D's, or holds another as Paddle3D builds them."""
    scheduler = data.get("lr_scheduler")
    return isinstance(scheduler, Mapping) and (
        scheduler.get("type") in _PADDLE3D or isinstance(scheduler.get("learning_rate"), Mapping)
    )


def _is_without_loss(data: Mapping[str, Any]) -> bool:
    """Whether there is a model without a loss; Matting has it in the model, DomainAdaptation in its code."""
    dataset = data.get("train_dataset")
    matting = isinstance(dataset, Mapping) and dataset.get("type") == "MattingDataset"
    return "model" in data and "loss" not in data and not matting and not isinstance(data.get("data"), Mapping)


class PaddleSegDetector(SuiteDetector):
    """``iters`` and ``lr_scheduler``, or the ``learning_rate`` that older programs read.

    Paddle3D and PaddleRendering share ``iters`` and ``lr_scheduler``: their configs have a model without a loss.
    """

    title = "PaddleSeg"
    package = "paddleseg"
    plugins = ("ppseg",)
    evidence = (
        Evidence(
            needs=(has("iters"), Sign("lr_scheduler", lambda data: isinstance(data.get("lr_scheduler"), Mapping))),
            against=(
                *each(("epochs", "lr_scheduler.name", "lr_scheduler.lr_init")),
                Sign("a scheduler of Paddle3D", _is_of_paddle3d),
                Sign("a model without a loss", _is_without_loss),
            ),
        ),
        Evidence(needs=each(("iters", "learning_rate")), against=each(("lr_scheduler", "epochs"))),
    )

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_base_``, of which the first one wins; MedicalSeg's is a single file."""
        return BASES if variant is None else _ONE_BASE


DETECTOR = PaddleSegDetector()
