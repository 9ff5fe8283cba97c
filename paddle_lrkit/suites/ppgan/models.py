"""The optimizers of PaddleGAN's models: most have one schedule, a few make several of the section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.entries import chosen_entry

FIRST_ORDER = {
    "firstorder:kp": "lr_kp_detector",
    "firstorder:gen": "lr_generator",
    "firstorder:dis": "lr_discriminator",
}
"""Entry -> the key of its rate."""
ENTRIES = {
    "FirstOrderModel": tuple(FIRST_ORDER),
    "FirstOrderModelMobile": tuple(FIRST_ORDER),
    "GFPGANModel": ("gfpgan:g", "gfpgan:d"),
    "SinGANModel": ("singan",),
    "StyleGAN2Model": ("styleganv2:gen", "styleganv2:disc"),
}
"""``model.name`` -> the optimizers with a schedule; all other models have one, ``base``."""
ALL = ("base", *dict.fromkeys(name for names in ENTRIES.values() for name in names))


def entries_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The optimizers of a config.

    Example:
        >>> entries_of({"model": {"name": "GFPGANModel"}}), entries_of({})
        (('gfpgan:g', 'gfpgan:d'), ('base',))
    """
    name, section = _model_name(data), data.get("lr_scheduler")
    if name in ENTRIES:
        return ENTRIES[name]
    if isinstance(section, Mapping) and "learning_rate" not in section and "epoch_milestones" in section:
        return tuple(FIRST_ORDER)
    return ("base",)


def entry_of(data: Mapping[str, Any], selection: Selection) -> str:
    """The optimizer that is read; a model of another name may be any."""
    known = _model_name(data) in ENTRIES
    return chosen_entry(entries_of(data) if known or selection.entry is None else ALL, selection)


def _model_name(data: Mapping[str, Any]) -> str:
    """``model.name``; empty where it is no text."""
    model = data.get("model")
    name = model.get("name") if isinstance(model, Mapping) else None
    return name if isinstance(name, str) else ""
