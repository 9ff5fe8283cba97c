"""The signs of a PaddleGAN config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.literals import with_literals
from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has

_OWN_CLASSES = ("LinearDecay", "NonLinearDecay", "CosineAnnealingRestartLR")
_FIRST_ORDER = ("lr_kp_detector", "lr_generator", "lr_discriminator")
_OF_PASSL = ("lr_config", "dataloader", "use_byol_iters", "use_simclr_iters", "total_images", "global_batch_size")
_FOREIGN = ("Global", "LRScheduler", "LearningRate", "OPTIMIZER", "TRAIN", "Train", "iters")


def _is_schedule(data: Mapping[str, Any]) -> bool:
    section = data.get("lr_scheduler")
    return isinstance(section, Mapping) and ("name" in section or _is_first_order(section))


def _is_first_order(section: Mapping[str, Any]) -> bool:
    return "epoch_milestones" in section and any(key in section for key in _FIRST_ORDER)


def _has_own_class(data: Mapping[str, Any]) -> bool:
    section = data["lr_scheduler"]
    return section.get("name") in _OWN_CLASSES or _is_first_order(section)


def _counts_iterations(data: Mapping[str, Any]) -> bool:
    """Whether the milestones lie behind the last epoch, so that they must be iterations."""
    epochs, milestones = data.get("epochs"), data["lr_scheduler"].get("milestones")
    if not isinstance(epochs, (int, float)) or not isinstance(milestones, list):
        return False
    return any(isinstance(mark, (int, float)) and mark > epochs for mark in milestones)


_OWN = (
    *each(("total_iters", "dataset.train", "log_config.visiual_interval", "snapshot_config")),
    Sign(Message("a class of PaddleGAN"), _has_own_class),
    Sign(Message("milestones in iterations"), _counts_iterations),
)


class PaddleGANDetector(SuiteDetector):
    """``lr_scheduler.name`` and ``total_iters`` or ``epochs``.

    PASSL's first version has ``lr_scheduler.name`` and ``epochs`` too, so one more sign is needed.
    """

    title = "PaddleGAN"
    evidence = (
        Evidence(
            needs=(
                Sign("lr_scheduler.name", _is_schedule),
                has("total_iters", "epochs"),
                Sign(
                    Message("total_iters, a class of PaddleGAN or its dataset"),
                    lambda data: _is_schedule(data) and any(sign.found(data) for sign in _OWN),
                ),
            ),
            against=each((*_OF_PASSL, *_FOREIGN)),
        ),
    )

    def as_loaded(self, document: Document) -> Document:
        """Text that is a Python literal is that literal, except in lists."""
        return with_literals(document)


DETECTOR = PaddleGANDetector()
