"""The keys by which a PaddleClas config is recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.ppnlp.detect import is_ppfleetx
from paddle_lrkit.suites.shared_sections import global_section, lr_section, optimizer_section

_TOP = ("Arch", "DataLoader", "Infer", "Metric")
_LR = ("warmup_epoch", "decay_epochs", "by_epoch", "step_each_epoch", "num_warmup_steps", "max_learning_rate")
_OWN_NAMES = ("ConstLR", "Cyclic", "CosineFixmatch")
_NAMES = (
    *_OWN_NAMES,
    "Constant",
    "Cosine",
    "Linear",
    "MultiStepDecay",
    "OneCycleLR",
    "Piecewise",
    "ReduceOnPlateau",
    "Step",
)


class PaddleClasDetector(SuiteDetector):
    """``Optimizer.lr`` with the name of one of PaddleClas' classes, or other keys that only PaddleClas has."""

    title = "PaddleClas"
    hint = "Global.epochs and Optimizer.lr"
    package = "ppcls"

    def recognises(self, data: Mapping[str, Any]) -> bool:
        """Whether there is an ``Optimizer.lr`` as PaddleClas has it, and no key of another suite."""
        if "lr" not in optimizer_section(data) or is_ppfleetx(data):
            return False
        if "Architecture" in data or {"epoch_num", "updates"} & global_section(data).keys():
            return False
        return lr_section(data).get("name") in (None, *_NAMES) or self.is_certain(data)

    def is_certain(self, data: Mapping[str, Any]) -> bool:
        """Whether there is a key or a class that only PaddleClas has, or an optimizer without a ``name``."""
        lr, section = lr_section(data), data.get("Optimizer")
        return (
            any(key in data for key in _TOP)
            or any(key in lr for key in _LR)
            or lr.get("name") in _OWN_NAMES
            or isinstance(section, list)
            or (isinstance(section, Mapping) and "name" not in section)
        )


DETECTOR = PaddleClasDetector()
