"""The signs of a PaddleX config."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.literals import with_literals
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, each, has

if TYPE_CHECKING:
    from paddle_lrkit.suites.source import Config


class PaddleXDetector(SuiteDetector):
    """``Global.model`` and what PaddleX does with the model: a training, a prediction or an export."""

    title = "PaddleX"
    plugins = ("ppcls", "ppdet", "ppocr", "ppseg")
    trains = "main.py -c {} -o Global.mode=train"
    evidence = (
        Evidence(
            needs=(
                has("Global.model"),
                has(
                    *("Train.epochs_iters", "Train.learning_rate", "Train.batch_size", "CheckDataset", "Predict"),
                    text="Train.epochs_iters",
                ),
            ),
            own=(has("Train.epochs_iters"),),
            against=each(("Optimizer", "LearningRate", "lr_scheduler", "OPTIMIZER")),
        ),
    )

    def as_loaded(self, document: Document) -> Document:
        """Text that is a Python literal is read as that literal, except in lists."""
        return with_literals(document)

    def base(self, document: Document, named: Config | None, files: ConfigFiles) -> Document | None:
        """The config of the suite that trains the model."""
        from paddle_lrkit.suites.paddlex.base_config import base_config

        return base_config(document, named, files)


DETECTOR = PaddleXDetector()
