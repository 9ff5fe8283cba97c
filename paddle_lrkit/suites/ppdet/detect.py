"""The signs of a PaddleDetection config."""

from __future__ import annotations

from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, has

_BASES = Inheritance("_BASE_", text_allowed=False)


class PaddleDetectionDetector(SuiteDetector):
    """``epoch`` and ``LearningRate``; our own dialect has that section too, beside a length in ``Global``."""

    title = "PaddleDetection"
    package = "ppdet"
    evidence = (Evidence(needs=(has("epoch"), has("LearningRate"))),)

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_BASE_``, of which the last one wins."""
        return _BASES


DETECTOR = PaddleDetectionDetector()
