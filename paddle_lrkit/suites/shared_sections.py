"""The sections that several suites name alike, as far as a config has them; for detectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FOREIGN = ("Model", "Engine", "Distributed", "DistributedStrategy", "LRScheduler", "Optimizer.lr_decay_unit")
"""Keys of ppfleetx and PASSL, which have ``Global`` and ``Optimizer.lr`` too."""


def optimizer_section(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """``Optimizer``, or the first optimizer of a list of ``{Name: {..}}``, or an empty mapping."""
    section = data.get("Optimizer")
    if isinstance(section, list) and section and isinstance(section[0], Mapping):
        section = next(iter(section[0].values()), None)
    return _mapping(section)


def lr_section(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """``Optimizer.lr``, or an empty mapping."""
    return _mapping(optimizer_section(data).get("lr"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
