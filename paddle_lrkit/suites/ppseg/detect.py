"""The signs of a PaddleSeg config."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has
from paddle_lrkit.suites.shared_sections import has_model_without_loss, has_scheduler_of_paddle3d

BASES = Inheritance("_base_", first_wins=True, cuts=lambda value: not value)
_ONE_BASE = Inheritance("_base_", list_allowed=False, first_wins=True, cuts=lambda value: value == False)  # noqa: E712


class PaddleSegDetector(SuiteDetector):
    """``iters`` and ``lr_scheduler``, or the ``learning_rate`` that older programs read.

    Paddle3D and PaddleRendering share ``iters`` and ``lr_scheduler``: their configs have a model without a loss.
    """

    title = "PaddleSeg"
    package = "paddleseg"
    plugins = ("ppseg",)
    trains = "tools/train.py --config {}"
    evidence = (
        Evidence(
            needs=(has("iters"), Sign("lr_scheduler", lambda data: isinstance(data.get("lr_scheduler"), Mapping))),
            against=(
                *each(("epochs", "lr_scheduler.name")),
                Sign(Message("a scheduler of Paddle3D"), has_scheduler_of_paddle3d),
                Sign(Message("a model without a loss"), has_model_without_loss),
            ),
        ),
        Evidence(needs=each(("iters", "learning_rate")), against=each(("lr_scheduler", "epochs"))),
    )

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_base_``, of which the first one wins; MedicalSeg's is a single file."""
        return BASES if variant is None else _ONE_BASE


DETECTOR = PaddleSegDetector()
