"""The keys by which a PaddleSeg config is recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.suites.base import SuiteDetector

BASES = Inheritance("_base_", first_wins=True, cuts=lambda value: not value)
_ONE_BASE = Inheritance("_base_", list_allowed=False, first_wins=True, cuts=lambda value: value == False)  # noqa: E712


class PaddleSegDetector(SuiteDetector):
    """``lr_scheduler``, or ``iters`` and the ``learning_rate`` that older programs read."""

    title = "PaddleSeg"
    hint = "iters and lr_scheduler"
    sections = ("lr_scheduler",)
    package = "paddleseg"

    def recognises(self, data: Mapping[str, Any]) -> bool:
        """Whether there is an ``lr_scheduler``, or ``iters`` and ``learning_rate``."""
        return "lr_scheduler" in data or ("iters" in data and "learning_rate" in data)

    def is_foreign(self, document: Document) -> bool:
        """Whether a config without ``iters`` names a scheduler that Paddle does not have."""
        from paddle_lrkit.suites.paddle.table import CLASSES

        name = document.get(("lr_scheduler", "type"))
        return "iters" not in document.data and not (isinstance(name, str) and name in CLASSES)

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_base_``, of which the first one wins; MedicalSeg's is a single file."""
        return BASES if variant is None else _ONE_BASE


DETECTOR = PaddleSegDetector()
