"""Updates at which the rules look at a curve, and the rates there."""

from __future__ import annotations

from functools import lru_cache

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.values import single_rates

_SAMPLES = 500
_KEPT = 128
"""Of so many curves the rates are kept: many configs of a directory have the same one."""


@lru_cache(_KEPT)
def curve_samples(curve: Curve, total: int) -> list[int]:
    """Updates of a run, ascending: spread over it, and on both sides of the knots."""
    last = total - 1
    knots = curve.knots(total)
    knots = knots[:: max(len(knots) // _SAMPLES, 1)]
    spread = [last * number // _SAMPLES for number in range(_SAMPLES + 1)]
    near = [update for knot in knots for update in (knot - 1, knot) if 0 <= update <= last]
    return sorted({*spread, *near})


@lru_cache(_KEPT)
def sampled_rates(curve: Curve, total: int) -> list[float]:
    """The rates at `curve_samples`."""
    return single_rates(curve, curve_samples(curve, total))
