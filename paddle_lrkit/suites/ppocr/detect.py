"""The keys by which a PaddleOCR config is recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.shared_sections import global_section, optimizer_section


class PaddleOCRDetector(SuiteDetector):
    """``Global.epoch_num`` and ``Optimizer.lr``."""

    title = "PaddleOCR"
    hint = "Global.epoch_num and Optimizer.lr"
    package = "ppocr"

    def recognises(self, data: Mapping[str, Any]) -> bool:
        """Whether both keys are there."""
        return "lr" in optimizer_section(data) and "epoch_num" in global_section(data)


DETECTOR = PaddleOCRDetector()
