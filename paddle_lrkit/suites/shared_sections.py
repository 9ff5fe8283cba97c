"""The sections that several suites name alike, as far as a config has them; for detectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FOREIGN = ("Model", "Engine", "Distributed", "DistributedStrategy", "LRScheduler", "Optimizer.lr_decay_unit")
"""Keys of ppfleetx and PASSL, which have ``Global`` and ``Optimizer.lr`` too."""

PADDLE3D = ("CosineAnnealingDecayByEpoch", "OneCycle", "OneCycleWarmupDecayLr")
"""The schedule classes of Paddle3D's own."""

PADDLE_RENDERING = ("CustomExponentialDecay", "FixationExponentialDecay")
"""The schedule classes of PaddleRendering's own, but for its ``ExponentialDecay``, which has the name of Paddle's."""


def optimizer_section(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """``Optimizer``, or the first optimizer of a list of ``{Name: {..}}``, or an empty mapping."""
    section = data.get("Optimizer")
    if isinstance(section, list) and section and isinstance(section[0], Mapping):
        section = next(iter(section[0].values()), None)
    return _mapping(section)


def lr_section(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """``Optimizer.lr``, or an empty mapping."""
    return _mapping(optimizer_section(data).get("lr"))


def has_scheduler_of_paddle3d(data: Mapping[str, Any]) -> bool:
    """Whether ``lr_scheduler`` is a class of Paddle3D or PaddleRendering, or holds another as they build them."""
    scheduler = _mapping(data.get("lr_scheduler"))
    inner = scheduler.get("learning_rate")
    return (
        scheduler.get("type") in (*PADDLE3D, *PADDLE_RENDERING) or "lr_init" in scheduler or isinstance(inner, Mapping)
    )


def has_model_without_loss(data: Mapping[str, Any]) -> bool:
    """Whether there is a model without a loss; Matting has it in the model, DomainAdaptation in its code."""
    matting = _mapping(data.get("train_dataset")).get("type") == "MattingDataset"
    return "model" in data and "loss" not in data and not matting and not isinstance(data.get("data"), Mapping)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
