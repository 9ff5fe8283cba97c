"""The error of a law on losses to which it was not fitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from paddle_lrkit.forecast.fit_law import fit_law
from paddle_lrkit.forecast.identifiable import FALLEN, PLATEAU, unidentified
from paddle_lrkit.forecast.law import Law
from paddle_lrkit.forecast.loss_curve import LossCurve


class Split(NamedTuple):
    """Losses for a fit and losses for its test."""

    fitted: list[LossCurve]
    tested: LossCurve


def splits(curves: Sequence[LossCurve]) -> list[Split]:
    """The splits of runs: each run is left out whose others are enough for a fit.

    Without such a run, the second half of the decay of the last run that decays is left out, or of the last run if
    none decays.

    Args:
        curves: Losses of runs, as a fit sees them.
    """
    found = []
    for number, curve in enumerate(curves):
        others = [other for place, other in enumerate(curves) if place != number]
        if others and unidentified(others) is None:
            found.append(Split(others, curve))
    return found or [_late_decay(curves)]


def _late_decay(curves: Sequence[LossCurve]) -> Split:
    decaying = [number for number, curve in enumerate(curves) if (_relative(curve) < FALLEN).any()]
    last = decaying[-1] if decaying else len(curves) - 1
    curve = curves[last]
    begin = int(np.argmax(_relative(curve) < PLATEAU))
    cut = (begin + len(curve.updates)) // 2
    before, after = curve.part(np.arange(cut)), curve.part(np.arange(cut, len(curve.updates)))
    return Split([*curves[:last], before, *curves[last + 1 :]], after)


def _relative(curve: LossCurve) -> np.ndarray:
    return curve.path.rates[curve.updates] / curve.path.peak


def held_out_error(law: Law, parts: Sequence[Split], done: Callable[[], None] = lambda: None) -> float:
    """The mean relative error of a law on what is left out, the mean over the splits.

    Args:
        law: The law.
        parts: The splits.
        done: Called after each fit.
    """
    errors = []
    for split in parts:
        found = fit_law(law, split.fitted).losses(split.tested.path, split.tested.updates)
        errors.append(float(np.mean(np.abs(found / split.tested.losses - 1))))
        done()
    return float(np.mean(errors))
