"""The signs of a PaddleViT config."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.config.literals import with_literals
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, either, has

if TYPE_CHECKING:
    from paddle_lrkit.config.files import ConfigFiles
    from paddle_lrkit.suites.source import Config

BASES = Inheritance("BASE", text_allowed=False, skips_empty=True)
_KEYS = ("NUM_EPOCHS", "WARMUP_EPOCHS", "BASE_LR", "WARMUP_START_LR", "END_LR", "ACCUM_ITER", "LINEAR_SCALED_LR")
_ITERS = ("ITERS", "DECAY_STEPS", "LR_SCHEDULER.WARM_UP_STEPS")
_OTHER_PROGRAMS = (
    *("TRAIN.EPOCHS", "TRAIN.EPOCH", "TRAIN.END_EPOCH", "TRAIN.BEGIN_EPOCH", "TRAIN.MAX_EPOCH", "TRAIN.LR"),
    *("TRAIN.MIN_LR", "TRAIN.WARMUP_LR", "TRAIN.ACCUMULATION_STEPS", "TRAIN.epochs", "DATA.IMG_SIZE", "SOLVER"),
)
"""Keys of programs on PyTorch whose configs are alike, such as Swin Transformer's."""
_ABOVE = ("", "..", os.path.join("..", ".."))


def _names_a_model(data: Mapping[str, Any]) -> bool:
    model = data.get("MODEL")
    if not isinstance(model, Mapping) or "NAME" not in model:
        return False
    from paddle_lrkit.suites.ppvit.models import model_named

    return model_named(model.get("TYPE")) is not None


def _is_of_paddlevit(data: Mapping[str, Any]) -> bool:
    train = data.get("TRAIN")
    return isinstance(train, Mapping) and any(key in train for key in _KEYS)


class PaddleViTDetector(SuiteDetector):
    """``TRAIN`` with keys in capitals, in epochs for classification and in updates for segmentation.

    A file may leave all of them to its model's defaults; then it has ``MODEL`` and ``DATA`` alone.
    """

    title = "PaddleViT"
    evidence = (
        Evidence(
            needs=(Sign(either(f"TRAIN.{_KEYS[0]}", f"TRAIN.{_KEYS[2]}"), _is_of_paddlevit),),
            own=each(f"TRAIN.{key}" for key in ("ACCUM_ITER", "LINEAR_SCALED_LR", "WARMUP_START_LR", *_ITERS)),
            against=each(_OTHER_PROGRAMS),
        ),
        Evidence(
            needs=(has(*(f"TRAIN.{key}" for key in _ITERS)),),
            own=each(f"TRAIN.{key}" for key in _ITERS),
            against=each(_OTHER_PROGRAMS),
        ),
        Evidence(
            needs=(
                *each(("DATA.IMAGE_SIZE", "DATA.CROP_PCT")),
                Sign(Message("MODEL.NAME with a known MODEL.TYPE"), _names_a_model),
            ),
            against=each(_OTHER_PROGRAMS),
        ),
    )

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``BASE``, a list of files of which the last has priority."""
        return BASES

    def as_loaded(self, document: Document) -> Document:
        """Text that is the value of a key is read as a Python literal, at any depth."""
        return with_literals(document)

    def base(self, document: Document, named: Config | None, files: ConfigFiles) -> Document | None:
        """The defaults in the ``config.py`` that is named, or that lies beside or above the file; it is not run."""
        from paddle_lrkit.suites.ppvit.python_defaults import NAME, python_defaults

        if isinstance(named, Mapping):
            return with_literals(Document(dict(named)))
        if named is not None:
            found = python_defaults(files.text(os.fspath(named)), os.fspath(named))
            if found is None:
                raise ConfigError(tr("has no defaults of PaddleViT, which are in a {}", NAME), file=os.fspath(named))
            return found
        for above in _ABOVE if document.file else ():
            file = os.path.normpath(os.path.join(os.path.dirname(document.file or ""), above, NAME))
            try:
                found = python_defaults(files.text(file), file) if os.path.isfile(file) else None
            except ConfigError:
                continue
            if found is not None:
                return found
        return None


DETECTOR = PaddleViTDetector()
