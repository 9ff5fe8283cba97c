"""Writes schedules as arguments of PaddleFormers' Trainer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place
from paddle_lrkit.suites.paddle.written import cosine_waves
from paddle_lrkit.suites.shape import ShapeDescription

OPTIMIZER = (
    *(Place(name, (f"adam_{name}",)) for name in ("beta1", "beta2", "epsilon")),
    Place("weight_decay", ("weight_decay",), default=0.0),
    Place("clip_norm", ("max_grad_norm",), default=1.0, off=(("max_grad_norm",), 0)),
)
"""Where the Trainers of PaddleFormers and ERNIE have the numbers of AdamW."""


class PaddleFormersWriter(SuiteWriter):
    """``stage`` with ``max_steps``, ``learning_rate`` and ``lr_scheduler_type``."""

    keys = tuple(
        (key,)
        for key in (
            *(
                "stage",
                "learning_rate",
                "lr_scheduler_type",
                "warmup_steps",
                "warmup_ratio",
                "decay_steps",
                "num_cycles",
            ),
            *("lr_end", "power", "min_lr", "max_steps", "num_train_epochs", "lr_scheduler", "decay_function"),
            "freeze_training",
        )
    )
    places = (
        Place("optimizer", ("optim",), names={"AdamW": ("adamw",)}, default="AdamW"),
        *OPTIMIZER,
        Place("batch_size", ("batch_size",), written=False),
        Place("batch_size", ("per_device_train_batch_size",)),
    )
    shapes = ("constant", "cosine", "polynomial")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One set of arguments for each shape, two for a line to 0."""
        shape, values = description.shape, description.values
        if shape == "constant":
            name = "constant_with_warmup" if description.warmup else "constant"
            yield _arguments(description, values["rate"], name, {})
        elif shape == "cosine":
            floor = {"min_lr": values["floor"]} if values["floor"] else {}
            yield _arguments(description, values["base"], "cosine", {**floor, **_end(description)})
        elif shape == "polynomial":
            if values["power"] == 1.0 and not values["end"]:
                yield _arguments(description, values["base"], "linear", _end(description))
            own = {"lr_end": values["end"], "power": values["power"], **_end(description)}
            yield _arguments(description, values["base"], "polynomial", own)
        elif waves := cosine_waves(description, curve):
            floor = {"min_lr": waves.floor} if waves.floor else {}
            yield _arguments(description, waves.rate, "cosine", {"num_cycles": waves.cycles, **floor})

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """A warmup starts at 0, a cosine rises again after its end."""
        if description.warmup and description.start:
            yield tr("a warmup that starts at {:g} (the Trainer's starts at 0)", description.start)
        if description.shape == "cosine" and description.warmup + description.values["span"] < description.total:
            yield tr("a cosine that ends before the run (the Trainer's rises again)")

    def for_program(self, section: dict[str, Any], program: str) -> dict[str, Any]:
        """The same in its stage, or with ``fine_tuning``."""
        own = {"pretrain": {"stage": "PT"}, "lora": {"fine_tuning": "lora"}, "dpo": {"stage": "DPO"}}
        return {**section, **own[program]}


def _end(description: ShapeDescription) -> dict[str, Any]:
    end = description.warmup + int(description.values["span"])
    return {} if end == description.total else {"decay_steps": end}


def _arguments(description: ShapeDescription, rate: float, name: str, own: dict[str, Any]) -> dict[str, Any]:
    warmup = {"warmup_steps": description.warmup} if description.warmup else {}
    start = {"stage": "SFT", "learning_rate": rate, "lr_scheduler_type": name}
    return {**start, "max_steps": description.total, **warmup, **own}


WRITER = PaddleFormersWriter()
