"""Learning-rate curves: pure functions from update to rate, on plain floats and the standard library alone.

A family is imported when it is asked for: most programs need a few, and all of them cost more than reading a config.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paddle_lrkit.curves.base import Curve
    from paddle_lrkit.curves.batch_size import batch_size, rest_of_rate
    from paddle_lrkit.curves.chebyshev import chebyshev
    from paddle_lrkit.curves.compose import clamp, join, scale, shift, until, warmup
    from paddle_lrkit.curves.cosine import cosine, cosine_cycles, cosine_wave
    from paddle_lrkit.curves.cosine_restarts import cosine_hard_restarts, cosine_restarts
    from paddle_lrkit.curves.custom import cumulative, custom
    from paddle_lrkit.curves.cyclic import cyclic
    from paddle_lrkit.curves.exponential import exponential, natural_exponential
    from paddle_lrkit.curves.interpolated import interpolated
    from paddle_lrkit.curves.inverse_sqrt import inverse_sqrt, noam
    from paddle_lrkit.curves.inverse_time import inverse_time
    from paddle_lrkit.curves.k_decay import k_decay
    from paddle_lrkit.curves.layers import layer_factors
    from paddle_lrkit.curves.linear import constant, linear
    from paddle_lrkit.curves.noise import noise
    from paddle_lrkit.curves.one_cycle import one_cycle, one_cycle_momentum
    from paddle_lrkit.curves.polynomial import polynomial, polynomial_cycles
    from paddle_lrkit.curves.power import power
    from paddle_lrkit.curves.proportion import proportion
    from paddle_lrkit.curves.rex import rex
    from paddle_lrkit.curves.slope import decay, ramp
    from paddle_lrkit.curves.stable import cooldown, flat_cosine, stable_decay
    from paddle_lrkit.curves.step import multistep, piecewise_constant, step
    from paddle_lrkit.curves.swa import saw, swa, swa_cycles
    from paddle_lrkit.curves.tanh import tanh
    from paddle_lrkit.curves.transform import mirror, product, reflect, repeat, stretch

__all__ = [
    "Curve",
    "batch_size",
    "chebyshev",
    "clamp",
    "constant",
    "cooldown",
    "cosine",
    "cosine_cycles",
    "cosine_hard_restarts",
    "cosine_restarts",
    "cosine_wave",
    "cumulative",
    "custom",
    "cyclic",
    "decay",
    "exponential",
    "flat_cosine",
    "interpolated",
    "inverse_sqrt",
    "inverse_time",
    "join",
    "k_decay",
    "layer_factors",
    "linear",
    "mirror",
    "multistep",
    "natural_exponential",
    "noam",
    "noise",
    "one_cycle",
    "one_cycle_momentum",
    "piecewise_constant",
    "polynomial",
    "polynomial_cycles",
    "power",
    "product",
    "proportion",
    "ramp",
    "reflect",
    "repeat",
    "rest_of_rate",
    "rex",
    "saw",
    "scale",
    "shift",
    "stable_decay",
    "step",
    "stretch",
    "swa",
    "swa_cycles",
    "tanh",
    "until",
    "warmup",
]

_FILES = {
    "base": "Curve",
    "batch_size": "batch_size rest_of_rate",
    "chebyshev": "chebyshev",
    "compose": "clamp join scale shift until warmup",
    "cosine": "cosine cosine_cycles cosine_wave",
    "cosine_restarts": "cosine_hard_restarts cosine_restarts",
    "custom": "cumulative custom",
    "cyclic": "cyclic",
    "exponential": "exponential natural_exponential",
    "interpolated": "interpolated",
    "inverse_sqrt": "inverse_sqrt noam",
    "inverse_time": "inverse_time",
    "k_decay": "k_decay",
    "layers": "layer_factors",
    "linear": "constant linear",
    "noise": "noise",
    "one_cycle": "one_cycle one_cycle_momentum",
    "polynomial": "polynomial polynomial_cycles",
    "power": "power",
    "proportion": "proportion",
    "rex": "rex",
    "slope": "decay ramp",
    "stable": "cooldown flat_cosine stable_decay",
    "step": "multistep piecewise_constant step",
    "swa": "saw swa swa_cycles",
    "tanh": "tanh",
    "transform": "mirror product reflect repeat stretch",
}
"""File -> the names that it gives the package."""

_HOMES = {name: file for file, names in _FILES.items() for name in names.split()}


class _Package(ModuleType):
    """The package, with its names filled in on demand.

    Some files are called like the function in them. Python binds a file to its name in the package when it is imported;
    where that is the name of a function, the file is not taken.
    """

    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{self.__name__}.{_HOMES[name]}"), name)
        super().__setattr__(name, value)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_HOMES})


sys.modules[__name__].__class__ = _Package
