"""The signs of a config of our own dialect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has
from paddle_lrkit.suites.shared_sections import FOREIGN, lr_section
from paddle_lrkit.units import UNITS

if TYPE_CHECKING:
    from paddle_lrkit.config.document import Document
    from paddle_lrkit.config.files import ConfigFiles

_RUN = ("updates", "task", "accumulate_steps", "eval_every", "save_every", "log_every")
_OWN = (
    has("Architecture"),
    has(*(f"Global.{key}" for key in _RUN)),
    has(*(f"Optimizer.lr.{key}" for key in ("warmup", "warmup_start_factor", "warmup_shape", "curve"))),
    Sign(Message("a length with a unit"), lambda data: any(_has_unit(value) for value in lr_section(data).values())),
)


def _has_unit(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_unit(item) for item in value[:1])
    return isinstance(value, str) and value.endswith(tuple(UNITS)) and value.lstrip()[:1].isdigit()


def _is_schedule(data: Mapping[str, Any]) -> bool:
    """Whether there is a ``LearningRate`` or an ``Optimizer.lr`` with the name of a schedule.

    A name with a slip is taken too, where something else is our dialect's.
    """
    if "LearningRate" in data:
        return "Global" in data
    lr = lr_section(data)
    if not lr or not isinstance(data.get("Optimizer"), Mapping):
        return False
    if any(sign.found(data) for sign in _OWN):
        return True
    from paddle_lrkit.suites.lrkit.reader import schedule_keys

    return "name" in data["Optimizer"] and schedule_keys(lr.get("name")) is not None


class OwnDialectDetector(SuiteDetector):
    """``Global.epochs`` or ``Global.updates``, and a schedule in ``Optimizer.lr`` or ``LearningRate``."""

    title = "paddle_lrkit"
    evidence = (
        Evidence(
            needs=(
                has("Global.epochs", "Global.updates", "Global.samples"),
                Sign(Message("a schedule in Optimizer.lr"), _is_schedule),
            ),
            own=_OWN,
            against=each(("Arch", "DataLoader", "PostProcess", "Global.epoch_num", "epoch", *FOREIGN)),
        ),
    )

    def load(self, file: str, overrides: Iterable[str], files: ConfigFiles) -> Document:
        """A config in YAML 1.2 with ``_BASE_``."""
        from paddle_lrkit.config.load import load_config

        return load_config(file, overrides, files)


DETECTOR = OwnDialectDetector()
