"""The signs of a PaddleScience config, and how it is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, either, has

_IN_CODE = ("TRAIN.lr_warmup", "TRAIN.epochs_disc_tempo")
"""Keys of examples that make their schedule in their script: transformer4sr and tempoGAN."""


def _is_schedule(data: Mapping[str, Any]) -> bool:
    """Whether there is a section ``TRAIN.lr_scheduler`` or a rate ``TRAIN.learning_rate``."""
    train = data.get("TRAIN")
    if not isinstance(train, Mapping):
        return False
    return isinstance(train.get("lr_scheduler"), Mapping) or isinstance(train.get("learning_rate"), (int, float, str))


class PaddleScienceDetector(SuiteDetector):
    """``TRAIN.epochs`` and ``TRAIN.lr_scheduler`` or ``TRAIN.learning_rate``, loaded by Hydra and OmegaConf."""

    title = "PaddleScience"
    evidence = (
        Evidence(
            needs=(
                Sign(either("TRAIN.lr_scheduler", "TRAIN.learning_rate"), _is_schedule),
                has("TRAIN.epochs", "epochs", text="TRAIN.epochs"),
            ),
            against=each(
                (*_IN_CODE, "TRAIN.NUM_EPOCHS", "TRAIN.BASE_LR", "Global", "Optimizer", "LearningRate", "SOLVER")
            ),
        ),
    )

    def load(self, file: str, overrides: Iterable[str], files: ConfigFiles) -> Document:
        """A config as OmegaConf loads it: ``1e-4`` is a number."""
        from paddle_lrkit.config.omegaconf_yaml import load_omegaconf

        return load_omegaconf(file, overrides, files)

    def as_loaded(self, document: Document) -> Document:
        """The config with the values of its interpolations; ``${sum:..}`` is a resolver of PaddleScience."""
        from paddle_lrkit.config.omegaconf_yaml import as_omegaconf

        return as_omegaconf(document, {"sum": sum})


DETECTOR = PaddleScienceDetector()
