"""Scheduler classes whose rates are not known: those of Paddle 1.8, and of this package those that take curves."""

from __future__ import annotations

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, describes
from paddle_lrkit.scripts.library.paddle_schedules import ScheduleObject, note, own_schedule, plain

_FLUID_CLASSES = (
    "NoamDecay",
    "PiecewiseDecay",
    "NaturalExpDecay",
    "ExponentialDecay",
    "InverseTimeDecay",
    "PolynomialDecay",
    "CosineDecay",
    "LinearLrWarmup",
    "ReduceLROnPlateau",
    "StepDecay",
    "MultiStepDecay",
    "LambdaDecay",
)
_FLUID_FUNCTIONS = (
    "noam_decay",
    "exponential_decay",
    "natural_exp_decay",
    "inverse_time_decay",
    "polynomial_decay",
    "piecewise_decay",
    "cosine_decay",
    "linear_lr_warmup",
)
_OLD_CLASSES = (
    "NoamLR",
    "PiecewiseLR",
    "NaturalExpLR",
    "ExponentialLR",
    "InverseTimeLR",
    "PolynomialLR",
    "LinearLrWarmup",
    "StepLR",
    "MultiStepLR",
    "LambdaLR",
    "ReduceLROnPlateau",
    "CosineAnnealingLR",
)
_HOMES = {
    "paddle.fluid.dygraph": _FLUID_CLASSES,
    "paddle.fluid.dygraph.learning_rate_scheduler": _FLUID_CLASSES,
    "paddle.fluid.layers": _FLUID_FUNCTIONS,
    "paddle.fluid.layers.learning_rate_scheduler": _FLUID_FUNCTIONS,
    "paddle.optimizer": _OLD_CLASSES,
    "paddle.optimizer.lr_scheduler": _OLD_CLASSES,
    "paddle_lrkit": ["CurveLR", "SequentialLR", "scheduler"],
    "paddle_lrkit.schedulers": ["CurveLR", "SequentialLR"],
}


def unread_schedule(arguments: Arguments, path: str) -> ScheduleObject:
    """A call of a scheduler class whose rates are not known."""
    values = {str(index): plain(value, "", arguments) for index, value in enumerate(arguments.positional)}
    values.update({name: plain(value, name, arguments) for name, value in arguments.named.items()})
    made = own_schedule(arguments.reader, path, arguments.place, values)
    note(arguments.reader, made.built, arguments.place, tr("{} is not read", path))
    return made


def _register(path: str) -> None:
    describes(path)(lambda arguments: unread_schedule(arguments, path))


for _home, _names in _HOMES.items():
    for _name in _names:
        _register(f"{_home}.{_name}")
