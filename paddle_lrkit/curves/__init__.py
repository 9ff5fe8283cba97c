"""Learning-rate curves: pure functions from update to rate, on plain floats and the standard library alone.

A family is imported when it is asked for: most programs need a few, and all of them cost more than reading a config.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paddle_lrkit.curves._batch_size import batch_size, rest_of_rate
    from paddle_lrkit.curves._chebyshev import chebyshev
    from paddle_lrkit.curves._cosine import cosine, cosine_cycles, cosine_wave
    from paddle_lrkit.curves._cosine_restarts import cosine_hard_restarts, cosine_restarts
    from paddle_lrkit.curves._custom import cumulative, custom
    from paddle_lrkit.curves._cyclic import cyclic
    from paddle_lrkit.curves._exponential import exponential, natural_exponential
    from paddle_lrkit.curves._interpolated import interpolated
    from paddle_lrkit.curves._inverse_sqrt import inverse_sqrt, noam
    from paddle_lrkit.curves._inverse_time import inverse_time
    from paddle_lrkit.curves._k_decay import k_decay
    from paddle_lrkit.curves._layers import layer_factors
    from paddle_lrkit.curves._linear import constant, linear
    from paddle_lrkit.curves._noise import noise
    from paddle_lrkit.curves._one_cycle import one_cycle, one_cycle_momentum
    from paddle_lrkit.curves._polynomial import polynomial, polynomial_cycles
    from paddle_lrkit.curves._power import power
    from paddle_lrkit.curves._proportion import proportion
    from paddle_lrkit.curves._rex import rex
    from paddle_lrkit.curves._slope import decay, ramp
    from paddle_lrkit.curves._stable import cooldown, flat_cosine, stable_decay
    from paddle_lrkit.curves._step import multistep, piecewise_constant, step
    from paddle_lrkit.curves._swa import saw, swa, swa_cycles
    from paddle_lrkit.curves._tanh import tanh
    from paddle_lrkit.curves.base import Curve
    from paddle_lrkit.curves.compose import clamp, join, scale, shift, until, warmup
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
    "_batch_size": "batch_size rest_of_rate",
    "_chebyshev": "chebyshev",
    "compose": "clamp join scale shift until warmup",
    "_cosine": "cosine cosine_cycles cosine_wave",
    "_cosine_restarts": "cosine_hard_restarts cosine_restarts",
    "_custom": "cumulative custom",
    "_cyclic": "cyclic",
    "_exponential": "exponential natural_exponential",
    "_interpolated": "interpolated",
    "_inverse_sqrt": "inverse_sqrt noam",
    "_inverse_time": "inverse_time",
    "_k_decay": "k_decay",
    "_layers": "layer_factors",
    "_linear": "constant linear",
    "_noise": "noise",
    "_one_cycle": "one_cycle one_cycle_momentum",
    "_polynomial": "polynomial polynomial_cycles",
    "_power": "power",
    "_proportion": "proportion",
    "_rex": "rex",
    "_slope": "decay ramp",
    "_stable": "cooldown flat_cosine stable_decay",
    "_step": "multistep piecewise_constant step",
    "_swa": "saw swa swa_cycles",
    "_tanh": "tanh",
    "transform": "mirror product reflect repeat stretch",
}
"""File -> the names that it gives the package."""

_HOMES = {name: file for file, names in _FILES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
