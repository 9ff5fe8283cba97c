"""Writes schedules for the automatic parallel program of ERNIE's pre-training, which has ``wsd`` and a cosine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place
from paddle_lrkit.suites.ernie_pretrain.detect import SECTION
from paddle_lrkit.suites.ppformers.writer import OPTIMIZER
from paddle_lrkit.suites.ppformers.wsd import DECAYS
from paddle_lrkit.suites.shape import ShapeDescription
from paddle_lrkit.text import join_names

_KEYS = (
    *("learning_rate", "lr_scheduler", "decay_function", "min_lr", "warmup_steps", "warmup_ratio", "max_steps"),
    *("lr_scheduler_type", "decay_steps", "num_cycles", "lr_end", "power", "num_train_epochs", "freeze_training"),
)
_OPTIMIZER = Place("optimizer", ("optim",), names={"AdamW": ("adamw",)}, default="AdamW")
_PLACES = (_OPTIMIZER, *OPTIMIZER, Place("batch_size", ("per_device_train_batch_size",)))


def _nested(place: Place) -> Place:
    off = None if place.off is None else ((SECTION, *place.off[0]), place.off[1])
    return replace(place, path=(SECTION, *place.path), off=off)


class ErniePretrainWriter(SuiteWriter):
    """``trainer_args`` with ``enable_auto_parallel``, the only program of the suite that has more than ``wsd``."""

    keys = (("stage",), *((key,) for key in _KEYS), *((SECTION, key) for key in (*_KEYS, "enable_auto_parallel")))
    places = (
        *(replace(place, default=None, written=False) for place in _PLACES),
        *(_nested(place) for place in _PLACES),
    )
    shapes = ("constant", "cosine", "wsd")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One section for each shape; a constant rate is a ``wsd`` whose decay would begin after the run."""
        shape, values = description.shape, description.values
        if shape == "constant":
            yield _arguments(description, values["rate"], {"lr_scheduler": f"wsd:{description.total}"})
        elif shape == "cosine" and description.warmup + values["span"] == description.total:
            yield _arguments(description, values["base"], {"lr_scheduler": "cosine", "min_lr": values["floor"]})
        elif shape == "wsd" and values["decay"] in DECAYS:
            start = description.warmup + int(values["steady"])
            own = {"lr_scheduler": f"wsd:{start}", "decay_function": values["decay"]}
            yield _arguments(description, values["base"], {**own, "min_lr": values["floor"]})

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """A warmup starts at 0, and a decay ends with the run."""
        if description.warmup and description.start:
            yield tr("a warmup that starts at {:g} (this one starts at 0)", description.start)
        if description.shape == "cosine" and description.warmup + description.values["span"] != description.total:
            yield tr("a cosine that does not end with the run")
        if description.shape == "wsd" and description.values["decay"] not in DECAYS:
            yield tr("a decay of the shape {} (this one has {})", description.values["decay"], join_names(DECAYS))


def _arguments(description: ShapeDescription, rate: float, own: dict[str, Any]) -> dict[str, Any]:
    warmup = {"warmup_steps": description.warmup} if description.warmup else {}
    run = {"max_steps": description.total, **warmup, "enable_auto_parallel": 1}
    return {SECTION: {"learning_rate": rate, **own, **run}}


WRITER = ErniePretrainWriter()
