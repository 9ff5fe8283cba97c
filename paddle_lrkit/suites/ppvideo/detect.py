"""The signs of a PaddleVideo config."""

from __future__ import annotations

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.literals import with_literals
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, each, has


class PaddleVideoDetector(SuiteDetector):
    """``epochs`` and ``OPTIMIZER.learning_rate``, both at the top of the file."""

    title = "PaddleVideo"
    evidence = (
        Evidence(
            needs=each(("epochs", "OPTIMIZER.learning_rate")),
            own=(
                *each(("PIPELINE", "INFERENCE", "GRADIENT_ACCUMULATION", "MULTIGRID", "PRECISEBN", "MIX")),
                has("OPTIMIZER.learning_rate.name"),
            ),
        ),
    )

    def as_loaded(self, document: Document) -> Document:
        """Text that is a Python literal is read as that literal, except in lists."""
        return with_literals(document)


DETECTOR = PaddleVideoDetector()
