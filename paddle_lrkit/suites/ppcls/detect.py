"""The signs of a PaddleClas config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.literals import with_literals
from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has
from paddle_lrkit.suites.shared_sections import FOREIGN, lr_section, optimizer_section

_OWN_KEYS = ("warmup_epoch", "decay_epochs", "by_epoch", "step_each_epoch", "num_warmup_steps", "max_learning_rate")
_OWN_NAMES = ("ConstLR", "CosineFixmatch")
_NAMES = (
    *_OWN_NAMES,
    *("Constant", "Cosine", "Cyclic", "Linear", "MultiStepDecay", "OneCycleLR", "Piecewise", "ReduceOnPlateau", "Step"),
)


def _is_schedule(data: Mapping[str, Any]) -> bool:
    """Whether there is an ``Optimizer.lr`` with the name of a class, or of any name beside ``Arch``."""
    if "Arch" in data:
        return "lr" in optimizer_section(data)
    return bool(lr_section(data)) and lr_section(data).get("name") in (None, *_NAMES)


def _has_own_key(data: Mapping[str, Any]) -> bool:
    lr = lr_section(data)
    return lr.get("name") in _OWN_NAMES or any(key in lr for key in _OWN_KEYS)


def _has_unnamed_optimizer(data: Mapping[str, Any]) -> bool:
    section = data.get("Optimizer")
    return isinstance(section, list) or (isinstance(section, Mapping) and "name" not in section)


class PaddleClasDetector(SuiteDetector):
    """``Global.epochs`` and ``Optimizer.lr`` with the name of one of PaddleClas' classes."""

    title = "PaddleClas"
    package = "ppcls"
    plugins = ("ppcls",)
    trains = "tools/train.py -c {}"
    evidence = (
        Evidence(
            needs=(has("Global.epochs"), Sign(Message("a schedule in Optimizer.lr"), _is_schedule)),
            own=(
                *each(("Arch", "DataLoader", "Infer", "Metric")),
                Sign(Message("a key of its classes"), _has_own_key),
                Sign(Message("an optimizer without a name"), _has_unnamed_optimizer),
            ),
            against=each(("Architecture", "LearningRate", "Global.epoch_num", "Global.updates", *FOREIGN)),
        ),
    )

    def as_loaded(self, document: Document) -> Document:
        """Text that is the value of a key is read as a Python literal, at any depth; text in lists stays text."""
        return with_literals(document)


DETECTOR = PaddleClasDetector()
