"""The signs of a config of ERNIE's pre-training, and how its files are read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has
from paddle_lrkit.suites.ppformers.detect import ERNIE_STAGE

if TYPE_CHECKING:
    from paddle_lrkit.config.document import Document
    from paddle_lrkit.config.files import ConfigFiles
    from paddle_lrkit.suites.source import Config

SECTION = "trainer_args"
_KEYS = ("learning_rate", "lr_scheduler", "decay_function", "min_lr", "warmup_steps")


def _is_flat(data: Mapping[str, Any]) -> bool:
    return data.get("stage") == ERNIE_STAGE


class ErniePretrainDetector(SuiteDetector):
    """``stage: ernie_pretrain`` of PaddleFormers, or the ``trainer_args`` of the programs in ERNIE's repository."""

    title = "ERNIE pre-training"
    evidence = (
        Evidence(needs=(Sign("stage: ernie_pretrain", _is_flat),)),
        Evidence(
            needs=(
                has(f"{SECTION}.max_steps"),
                has(*(f"{SECTION}.{key}" for key in _KEYS), text=Message("its learning rate")),
            ),
            against=each(("Global", "Optimizer", "LearningRate", "iters")),
        ),
    )

    def load(self, file: str, overrides: Iterable[str], files: ConfigFiles) -> Document | None:
        """A nested YAML file as OmegaConf reads it; None for a flat file, which is YAML 1.1."""
        if file.lower().endswith(".json"):
            return None
        from paddle_lrkit.config.omegaconf_yaml import load_omegaconf

        document = load_omegaconf(file, overrides, files)
        return None if _is_flat(document.data) else document

    def as_loaded(self, document: Document) -> Document:
        """A nested config with the values of its interpolations."""
        if _is_flat(document.data):
            return document
        from paddle_lrkit.config.omegaconf_yaml import as_omegaconf

        return as_omegaconf(document)

    def base(self, document: Document, named: Config | None, files: ConfigFiles) -> Document | None:
        """The config that is before this one in ``--configs``; this one has priority."""
        if named is None or _is_flat(document.data):
            return super().base(document, named, files)
        from paddle_lrkit.config.document import Document
        from paddle_lrkit.config.omegaconf_yaml import load_omegaconf, with_omegaconf_floats

        if isinstance(named, Mapping):
            return with_omegaconf_floats(Document(dict(named)))
        return load_omegaconf(os.fspath(named), (), files)


DETECTOR = ErniePretrainDetector()
