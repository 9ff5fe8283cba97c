"""Writes schedules as arguments of PaddleNLP's Trainer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteWriter
from paddle_lrkit.suites.carried import Place
from paddle_lrkit.suites.paddle.written import cosine_waves
from paddle_lrkit.suites.shape import ShapeDescription


class PaddleNLPWriter(SuiteWriter):
    """``max_steps``, ``learning_rate`` and ``lr_scheduler_type``."""

    keys = (
        ("learning_rate",),
        ("lr_scheduler_type",),
        ("warmup_steps",),
        ("warmup_ratio",),
        ("decay_steps",),
        ("num_cycles",),
        ("lr_end",),
        ("power",),
        ("min_learning_rate",),
        ("max_steps",),
        ("num_train_epochs",),
        ("d_model",),
        ("max_iter",),
        ("epoch",),
        ("Engine", "max_steps"),
        ("Global", "global_batch_size"),
        ("Optimizer", "lr"),
    )
    places = (
        Place("optimizer", ("optim",), names={"AdamW": ("adamw",)}, default="AdamW"),
        *(Place(name, (f"adam_{name}",)) for name in ("beta1", "beta2", "epsilon")),
        Place("weight_decay", ("weight_decay",), default=0.0),
        Place("clip_norm", ("max_grad_norm",), default=1.0, off=(("max_grad_norm",), 0)),
        Place("batch_size", ("per_device_train_batch_size",)),
    )
    placeless = ("ppfleetx", "noam")
    shapes = ("constant", "cosine", "polynomial")
    selection = Selection("trainer")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One set of arguments for each shape, two for a line to 0."""
        shape, values = description.shape, description.values
        if shape == "constant":
            name = "constant_with_warmup" if description.warmup else "constant"
            yield _arguments(description, values["rate"], name, {})
        elif shape == "cosine" and not values["floor"]:
            yield _arguments(description, values["base"], "cosine", _end(description))
        elif shape == "polynomial":
            if values["power"] == 1.0 and not values["end"]:
                yield _arguments(description, values["base"], "linear", _end(description))
            own = {"lr_end": values["end"], "power": values["power"], **_end(description)}
            yield _arguments(description, values["base"], "polynomial", own)
        elif waves := cosine_waves(description, curve):
            yield _arguments(description, waves.rate, "cosine", {"num_cycles": waves.cycles})

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """A warmup starts at 0, a cosine ends there."""
        if description.warmup and description.start:
            yield tr("a warmup that starts at {:g} (the Trainer's starts at 0)", description.start)
        if description.shape == "cosine" and description.values["floor"]:
            yield tr("a cosine that ends at {:g} (the Trainer's ends at 0)", description.values["floor"])

    def for_program(self, section: dict[str, Any], program: str) -> dict[str, Any]:
        """With ``lora``; in ``run_pretrain`` with the end of a line or cosine, 1e-5 by default; others have none."""
        if program != "pretrain":
            return {**section, "lora": True} if program == "lora" else section
        ends_at_0 = section["lr_scheduler_type"] in ("linear", "cosine")
        return {**section, "min_learning_rate": 0} if ends_at_0 else section


def _end(description: ShapeDescription) -> dict[str, Any]:
    end = description.warmup + int(description.values["span"])
    return {} if end == description.total else {"decay_steps": end}


def _arguments(description: ShapeDescription, rate: float, name: str, own: dict[str, Any]) -> dict[str, Any]:
    warmup = {"warmup_steps": description.warmup} if description.warmup else {}
    return {"learning_rate": rate, "lr_scheduler_type": name, "max_steps": description.total, **warmup, **own}


WRITER = PaddleNLPWriter()
