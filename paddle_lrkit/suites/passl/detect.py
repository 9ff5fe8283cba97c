"""The signs of a PASSL config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.literals import with_literals
from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, either, has
from paddle_lrkit.suites.shared_sections import lr_section, optimizer_section

TASKS, V110 = "passl", "passl_v110"
_OWN_CLASSES = ("TimmCosine", "ViTLRScheduler", "Poly")
_V110_CLASSES = (
    *("ByolLRScheduler", "CosineWarmup", "Cosinesimclr", "TimmCosine", "ViTLRScheduler", "simclrCosineWarmup"),
    *("Cosine", "CosineAnnealingDecay", "LinearWarmup", "MultiStepDecay"),
)
_OWN_V110_CLASSES = _V110_CLASSES[:6]
_OWN_V110_KEYS = ("dataloader", "lr_config", "use_byol_iters", "use_simclr_iters")


def _is_mapping(data: Mapping[str, Any], key: str) -> bool:
    return isinstance(data.get(key), Mapping)


def _has_own_class(data: Mapping[str, Any]) -> bool:
    return lr_section(data).get("name") in _OWN_CLASSES


def _has_task_optimizer(data: Mapping[str, Any]) -> bool:
    """Whether ``Optimizer`` has a key of PASSL's, or its ``lr`` one of PASSL's classes."""
    optimizer, top = optimizer_section(data), data.get("Global")
    groups = optimizer.get("param_groups")
    task = isinstance(top, Mapping) and any(key in top for key in ("task_type", "train_loop"))
    return (
        "lr_decay_unit" in optimizer or isinstance(groups, list) or _has_own_class(data) or (task and "lr" in optimizer)
    )


def _has_v110_class(data: Mapping[str, Any]) -> bool:
    """Whether the class is one of PASSL's; PaddleGAN has ``MultiStepDecay`` too, with milestones in updates."""
    scheduler = data.get("lr_scheduler")
    if not isinstance(scheduler, Mapping) or scheduler.get("name") not in _V110_CLASSES:
        return False
    if scheduler["name"] != "MultiStepDecay" or any(key in data for key in _OWN_V110_KEYS):
        return True
    epochs, milestones = data.get("epochs"), scheduler.get("milestones")
    if not isinstance(epochs, (int, float)) or not isinstance(milestones, list):
        return False
    return all(isinstance(mark, (int, float)) and mark <= epochs for mark in milestones)


def _has_own_v110_class(data: Mapping[str, Any]) -> bool:
    return _has_v110_class(data) and data["lr_scheduler"]["name"] in _OWN_V110_CLASSES


class PASSLDetector(SuiteDetector):
    """``Global.epochs`` and ``LRScheduler``, or in PASSL 1.1 ``epochs`` and ``lr_scheduler.name``."""

    title = "PASSL"
    package = "passl"
    evidence = (
        Evidence(
            needs=(
                has("Global.epochs"),
                Sign(
                    either("LRScheduler", "Optimizer.lr_decay_unit"),
                    lambda data: _is_mapping(data, "LRScheduler") or _has_task_optimizer(data),
                ),
            ),
            own=(
                *each(("LRScheduler", "Optimizer.lr_decay_unit", "Optimizer.param_groups", "Global.train_loop")),
                Sign(Message("a class of PASSL"), _has_own_class),
            ),
            against=each(("Arch", "Architecture", "LearningRate", "Engine", "Distributed", "Global.epoch_num")),
        ),
        Evidence(
            needs=(has("epochs", "total_iters"), Sign(Message("a PASSL class in lr_scheduler.name"), _has_v110_class)),
            own=(
                *each(_OWN_V110_KEYS),
                Sign(Message("a class that only PASSL has"), _has_own_v110_class),
            ),
            against=each(("Global", "iters", "lr_scheduler.type", "dataset", "validate", "snapshot_config")),
        ),
    )

    def as_loaded(self, document: Document) -> Document:
        """Text that is the value of a key is read as a Python literal, at any depth; text in lists stays text."""
        return with_literals(document)


DETECTOR = PASSLDetector()
