"""The keys by which a PaddleDetection config is recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.shared_sections import global_section

_BASES = Inheritance("_BASE_", text_allowed=False)


class PaddleDetectionDetector(SuiteDetector):
    """A section ``LearningRate``, which our own dialect takes too, beside the length of a run in ``Global``."""

    title = "PaddleDetection"
    hint = "LearningRate"
    sections = ("LearningRate",)
    package = "ppdet"

    def recognises(self, data: Mapping[str, Any]) -> bool:
        """Whether there is a ``LearningRate``, and no length of our own dialect."""
        return "LearningRate" in data and not {"epochs", "updates"} & global_section(data).keys()

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_BASE_``, of which the last one wins."""
        return _BASES


DETECTOR = PaddleDetectionDetector()
