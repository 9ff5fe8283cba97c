"""Writes schedules as PaddleClas configs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place, same_names
from paddle_lrkit.suites.paddle.written import paddle_class
from paddle_lrkit.suites.shape import ShapeDescription

_OPTIMIZER = ("momentum", "use_nesterov", "beta1", "beta2", "epsilon")
_NAMES = {**same_names("Momentum", "SGD", "Adam"), "AdamW": ("AdamW", "AdamWDL")}

_OF_PADDLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "CyclicLR": ("Cyclic", ()),
    "OneCycleLR": ("OneCycleLR", ("total_steps",)),
    "PolynomialDecay": ("Linear", ("decay_steps",)),
}
"""Class of Paddle -> PaddleClas' name of it, and the arguments that PaddleClas computes."""


class PaddleClasWriter(SuiteWriter):
    """``Global.epochs`` and ``Optimizer.lr``."""

    keys = (("Global", "epochs"), ("Optimizer", "lr"))
    places = (
        Place("optimizer", ("Optimizer", "name"), names=_NAMES),
        *(Place(name, ("Optimizer", name)) for name in _OPTIMIZER),
        Place("weight_decay", ("Optimizer", "weight_decay"), also={"one_dim_param_no_weight_decay": True}),
        Place("clip_norm_each", ("Optimizer", "clip_norm")),
        Place("l2", ("Optimizer", "regularizer", "coeff"), beside={"name": "L2"}),
        Place("layer_decay", ("Optimizer", "layerwise_decay"), beside={"name": "AdamWDL"}),
        Place("ema_decay", ("EMA", "decay")),
        Place("batch_size", ("DataLoader", "Train", "sampler", "batch_size")),
    )
    usual_ema = 0.9999
    remarks: ClassVar[Mapping[str, Message]] = {
        "layer_decay": Message("AdamWDL needs a model with get_num_layers(): in PaddleClas the ViT of CAE and CLIP.")
    }
    shapes = ("constant", "cosine", "polynomial", "piecewise")
    counts_epochs = True

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One section for each shape."""
        values = description.values
        if description.shape == "constant":
            yield _section(description, {"name": "ConstLR", "learning_rate": values["rate"]})
        elif description.shape == "cosine":
            own = {"learning_rate": values["base"], "eta_min": values["floor"]}
            yield _section(description, {"name": "Cosine", **own})
        elif description.shape == "polynomial":
            own = {"learning_rate": values["base"], "end_lr": values["end"], "power": values["power"]}
            yield _section(description, {"name": "Linear", **own})
        elif description.shape == "piecewise":
            own = {"decay_epochs": description.in_epochs(values["boundaries"]), "values": values["rates"]}
            yield _section(description, {"name": "Piecewise", **own})
        elif (found := paddle_class(description, curve)) and found.name in _OF_PADDLE:
            name, computed = _OF_PADDLE[found.name]
            own = {key: value for key, value in found.arguments.items() if key not in computed}
            if name == "Cyclic":
                own["warmup_start_lr"] = description.start
            yield _section(description, {"name": name, **own})

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """PaddleClas computes the length of a cosine or a polynomial from whole epochs."""
        shape = description.shape
        if shape in ("cosine", "polynomial"):
            if description.warmup and description.whole_epochs(description.warmup) is None:
                yield tr("a {} decay after a warmup of a fraction of an epoch", shape)
            span = description.values["span"]
            if span != description.left:
                yield tr("a {} decay over {} updates where {} are left of the run", shape, span, description.left)


def _section(description: ShapeDescription, lr: dict[str, Any]) -> dict[str, Any]:
    warmup: dict[str, Any] = {"warmup_epoch": 0}
    if description.warmup:
        warmup = {"warmup_epoch": description.warmup_epochs, "warmup_start_lr": description.start}
    return {"Global": {"epochs": description.epochs}, "Optimizer": {"lr": {**lr, **warmup}}}


WRITER = PaddleClasWriter()
