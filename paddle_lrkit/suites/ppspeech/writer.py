"""Writes schedules as PaddleSpeech configs.

Two programs read the name of a class from their config: JETS, which counts updates, and the models around wav2vec2,
which count epochs and have a table of rates. The others have the class in their code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place
from paddle_lrkit.suites.ppspeech.entries import ENCODERS, STARGAN
from paddle_lrkit.suites.shape import ShapeDescription

_FLAT = ("n_epoch", "max_epoch", "epochs", "train_max_steps", "lr", "lr_decay", "learning_rate", "max_lr", "step_size")
_OPTIMIZERS = {"Momentum": ("momentum",), "SGD": ("sgd",), "Adam": ("adam",), "AdamW": ("adamw",)}
_NETWORK = ("scheduler", "scheduler_params", "train_start_steps")


class PaddleSpeechWriter(SuiteWriter):
    """``generator_scheduler`` of JETS, and ``model_scheduler`` with ``piecewisedecay``."""

    keys = (
        *((key,) for key in (*_FLAT, "accum_grad", "scheduler", "scheduler_conf", "scheduler_params", "encoder_conf")),
        *((f"{part}_{key}",) for part in ("model", *ENCODERS) for key in ("scheduler", "scheduler_conf")),
        *((f"{part}_{key}",) for part in (*STARGAN, "ds") for key in _NETWORK),
        *((section, "lr") for section in ("optim_conf", *(f"{part}_optim_conf" for part in ("model", *ENCODERS)))),
        *((section, "learning_rate") for section in ("optimizer", "fs2_optimizer", "training")),
        ("training", "epochs"),
    )
    places = (
        Place("optimizer", ("optim",), names=_OPTIMIZERS, written=False),
        Place("optimizer", ("optimizer", "optim"), names=_OPTIMIZERS, written=False),
        Place("batch_size", ("batch_size",)),
    )
    shapes = ("constant", "cosine", "exponential", "piecewise")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """The generator of JETS; a table of rates for a model around wav2vec2."""
        values = description.values
        if description.warmup:
            return
        if description.shape == "constant":
            yield _jets(description, "multistep_decay", {"learning_rate": values["rate"], "milestones": []})
        elif description.shape == "cosine":
            own = {"T_max": values["span"], "eta_min": values["floor"]}
            yield _jets(description, "CosineAnnealingDecay", {"learning_rate": values["base"], **own})
        elif description.shape == "exponential":
            own = {"learning_rate": values["base"], "gamma": values["gamma"]}
            yield _jets(description, "exponential_decay", own)
        elif description.shape == "piecewise":
            if description.gamma is not None:
                own = {"milestones": values["boundaries"], "gamma": description.gamma}
                yield _jets(description, "multistep_decay", {"learning_rate": values["rates"][0], **own})
            if description.steps_per_epoch and description.whole_epochs(description.total) is not None:
                yield _table(description, values["boundaries"], values["rates"])

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """No class with a warmup but for a rate that falls with the root of the update."""
        if description.warmup:
            yield tr("a warmup before this decay")
        elif description.shape == "piecewise" and description.gamma is None:
            yield tr("steps of different factors in a run that is no whole number of epochs")


def _jets(description: ShapeDescription, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        "train_max_steps": description.total,
        "model": {"generator_type": "jets_generator"},
        "generator_scheduler": name,
        "generator_scheduler_params": arguments,
    }


def _table(description: ShapeDescription, boundaries: list[int], rates: list[float]) -> dict[str, Any]:
    return {
        "n_epoch": description.epochs,
        "accum_grad": 1,
        "freeze_wav2vec2": False,
        "model_scheduler": "piecewisedecay",
        "model_scheduler_conf": {"boundaries": boundaries, "values": rates},
        "model_optim_conf": {"lr": rates[0]},
    }


WRITER = PaddleSpeechWriter()
