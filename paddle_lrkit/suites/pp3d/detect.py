"""The signs of a config of Paddle3D or PaddleRendering."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has
from paddle_lrkit.suites.shared_sections import has_model_without_loss, has_scheduler_of_paddle3d

if TYPE_CHECKING:
    from paddle_lrkit.suites.source import Config

BASES = Inheritance("_base_", list_allowed=False, first_wins=True, cuts=lambda value: value == False)  # noqa: E712
OVERLAY = "finetune_config"
"""The section of a config for ``--quant_config``, which is merged over a main config."""


_DATASET = has("train_dataset.type")


def _names_a_class(data: Mapping[str, Any]) -> bool:
    """Whether ``lr_scheduler.type`` is a class, or any name beside a data set of Paddle3D's form."""
    scheduler = data.get("lr_scheduler")
    if not isinstance(scheduler, Mapping) or "type" not in scheduler:
        return False
    from paddle_lrkit.suites.paddle.table import CLASSES

    name = scheduler["type"]
    return (isinstance(name, str) and name in CLASSES) or has_scheduler_of_paddle3d(data) or _DATASET.found(data)


def _is_of_paddle3d(data: Mapping[str, Any]) -> bool:
    """Whether a config with ``iters`` is not one of PaddleSeg, which has them and ``lr_scheduler`` too."""
    complete = has_model_without_loss(data) and _DATASET.found(data)
    return "epochs" in data or has_scheduler_of_paddle3d(data) or complete


class Paddle3DDetector(SuiteDetector):
    """``lr_scheduler.type`` with ``epochs``, or with ``iters`` and something that PaddleSeg does not have."""

    title = "Paddle3D"
    package = "paddle3d"
    evidence = (
        Evidence(
            needs=(
                has("epochs", "iters"),
                Sign(Message("a class in lr_scheduler.type"), _names_a_class),
                Sign(Message("a key that PaddleSeg does not have"), _is_of_paddle3d),
            ),
            own=(
                Sign(Message("a scheduler of Paddle3D"), has_scheduler_of_paddle3d),
                has("ray_batch_size"),
                _DATASET,
            ),
            against=each(("lr_scheduler.name", "loss", "total_iters", "lr_config", "scheduler_by_epoch", "define")),
        ),
        Evidence(
            needs=(has("iters"), has("optimizer.type"), has("optimizer.learning_rate")),
            own=(has("ray_batch_size"),),
            against=each(("lr_scheduler", "learning_rate", "loss", "epochs")),
        ),
        Evidence(needs=(has("quant_config"), has(f"{OVERLAY}.epochs", f"{OVERLAY}.iters", f"{OVERLAY}.lr_scheduler"))),
    )

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_base_``, a single file."""
        return BASES

    def base(self, document: Document, named: Config | None, files: ConfigFiles) -> Document | None:
        """The main config, over which a ``finetune_config`` is merged."""
        if named is None or OVERLAY not in document.data:
            return super().base(document, named, files)
        from paddle_lrkit.suites.source import open_source

        return open_source(named, "pp3d", files=files).document


DETECTOR = Paddle3DDetector()
