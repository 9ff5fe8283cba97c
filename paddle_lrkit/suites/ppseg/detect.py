"""The signs of a PaddleSeg config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has

BASES = Inheritance("_base_", first_wins=True, cuts=lambda value: not value)
_ONE_BASE = Inheritance("_base_", list_allowed=False, first_wins=True, cuts=lambda value: value == False)  # noqa: E712


def _is_scheduler(data: Mapping[str, Any]) -> bool:
    scheduler = data.get("lr_scheduler")
    return isinstance(scheduler, Mapping) and ("type" in scheduler or "learning_rate" in scheduler)


def _is_another_class(data: Mapping[str, Any]) -> bool:
    """Whether the class is none of Paddle's, in a config that has no other mark of PaddleSeg."""
    from paddle_lrkit.suites.paddle.table import CLASSES

    name = data["lr_scheduler"].get("type") if _is_scheduler(data) else None
    known = [known.lower() for known in CLASSES]
    return name is not None and "loss" not in data and str(name).lower() not in known


def _is_nested(data: Mapping[str, Any]) -> bool:
    return _is_scheduler(data) and isinstance(data["lr_scheduler"].get("learning_rate"), Mapping)


def _is_without_loss(data: Mapping[str, Any]) -> bool:
    """Whether there is a model without a loss; Matting has it in the model, DomainAdaptation in its code."""
    dataset = data.get("train_dataset")
    matting = isinstance(dataset, Mapping) and "matting" in str(dataset.get("type")).lower()
    return "model" in data and "loss" not in data and not matting and not isinstance(data.get("data"), Mapping)


class PaddleSegDetector(SuiteDetector):
    """``iters`` and ``lr_scheduler``, or the ``learning_rate`` section that older programs read.

    Paddle3D and PaddleRendering share ``iters`` and ``lr_scheduler``: their configs have a model without a loss.
    """

    title = "PaddleSeg"
    package = "paddleseg"
    evidence = (
        Evidence(
            needs=(has("iters"), Sign("lr_scheduler.type", _is_scheduler)),
            against=(
                *each(("epochs", "lr_scheduler.name")),
                Sign("a scheduler inside another", _is_nested),
                Sign("a class that Paddle does not have", _is_another_class),
                Sign("a model without a loss", _is_without_loss),
            ),
        ),
        Evidence(needs=(has("iters"), has("learning_rate.value", "learning_rate.decay"))),
    )

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_base_``, of which the first one wins; MedicalSeg's is a single file."""
        return BASES if variant is None else _ONE_BASE


DETECTOR = PaddleSegDetector()
