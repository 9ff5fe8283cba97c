"""The signs of a PaddleOCR config."""

from __future__ import annotations

from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, each, has
from paddle_lrkit.suites.shared_sections import FOREIGN


class PaddleOCRDetector(SuiteDetector):
    """``Global.epoch_num`` and ``Optimizer.lr``."""

    title = "PaddleOCR"
    package = "ppocr"
    plugins = ("ppocr",)
    trains = "tools/train.py -c {}"
    evidence = (Evidence(needs=(has("Global.epoch_num"), has("Optimizer.lr")), against=each(FOREIGN)),)


DETECTOR = PaddleOCRDetector()
