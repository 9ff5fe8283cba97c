"""Name of a schedule class of PaddleClas -> its mirror. All but `CLOSED` ignore keys that they do not know."""

from __future__ import annotations

from collections.abc import Callable

from paddle_lrkit.suites.ppcls import cycles, decays
from paddle_lrkit.suites.ppcls.base import Ticked

CLOSED = ("CosineFixmatch", "Cyclic", "OneCycleLR")
"""The classes that refuse keys that they do not know."""

CLASSES: dict[str, Callable[..., Ticked]] = {
    "ConstLR": decays.const_lr,
    "Constant": decays.constant,
    "Cosine": decays.cosine,
    "CosineFixmatch": cycles.cosine_fixmatch,
    "Cyclic": cycles.cyclic,
    "Linear": decays.linear,
    "MultiStepDecay": decays.multistep,
    "OneCycleLR": cycles.one_cycle,
    "Piecewise": decays.piecewise,
    "ReduceOnPlateau": cycles.on_plateau,
    "Step": decays.step,
}
