"""The keys by which a config of our own dialect is recognised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.ppnlp.detect import is_ppfleetx
from paddle_lrkit.suites.shared_sections import global_section, lr_section, optimizer_section
from paddle_lrkit.units import UNITS

if TYPE_CHECKING:
    from paddle_lrkit.config.document import Document
    from paddle_lrkit.config.files import ConfigFiles

_GLOBAL = ("updates", "task", "accumulate_steps", "eval_every", "save_every", "log_every")
_LR = ("warmup", "warmup_start_factor", "warmup_shape")


class OwnDialectDetector(SuiteDetector):
    """``Optimizer.lr`` of an optimizer with a name, or ``LearningRate`` beside the length of the run."""

    title = "paddle_lrkit"
    hint = "Global.epochs and Optimizer.lr"

    def recognises(self, data: Mapping[str, Any]) -> bool:
        """Whether there is a schedule as our trainer reads it."""
        run, section = global_section(data), data.get("Optimizer")
        if "LearningRate" in data:
            return "epochs" in run or "updates" in run
        if not isinstance(section, Mapping) or "epoch_num" in run or is_ppfleetx(data):
            return False
        return "lr" in optimizer_section(data) and ("name" in section or self.is_certain(data))

    def is_certain(self, data: Mapping[str, Any]) -> bool:
        """Whether there is a key that only our dialect has, or a length with a unit."""
        lr = lr_section(data)
        return (
            "Architecture" in data
            or any(key in global_section(data) for key in _GLOBAL)
            or any(key in lr for key in _LR)
            or any(_has_unit(value) for value in lr.values())
        )

    def load(self, file: str, overrides: Iterable[str], files: ConfigFiles) -> Document:
        """A config in YAML 1.2 with ``_BASE_``."""
        from paddle_lrkit.config.load import load_config

        return load_config(file, overrides, files)


def _has_unit(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_unit(item) for item in value[:1])
    return isinstance(value, str) and value.endswith(tuple(UNITS)) and value.lstrip()[:1].isdigit()


DETECTOR = OwnDialectDetector()
