"""The signs of a PaddleDetection config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each

_BASES = Inheritance("_BASE_", text_allowed=False)


def _is_section(data: Mapping[str, Any]) -> bool:
    return isinstance(data.get("LearningRate", 0), Mapping | None)


class PaddleDetectionDetector(SuiteDetector):
    """A section ``LearningRate``, which our own dialect takes too, beside the length of a run in ``Global``."""

    title = "PaddleDetection"
    package = "ppdet"
    plugins = ("ppdet",)
    trains = "tools/train.py -c {}"
    evidence = (
        Evidence(
            needs=(Sign("LearningRate", _is_section),),
            against=each(("Global.epochs", "Global.updates", "lr_scheduler")),
        ),
    )

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_BASE_``, of which the last one wins."""
        return _BASES


DETECTOR = PaddleDetectionDetector()
