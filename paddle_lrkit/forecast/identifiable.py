"""Whether runs tell what learning and what the fall of the rate do to the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.text import format_rate, join_names

LEAST_ROWS, LEAST_FALLEN = 30, 8
"""Losses after the warmup, and those of them at a fallen rate, that a fit needs."""
PLATEAU, APART, SHARE = 0.99, 0.2, 0.25
"""Share of the peak that is a plateau; difference of rates relative to the peak that separates runs; share of the run,
in sums of rates, for which one of them has to hold."""
FALLEN = 0.8
SAME_PEAK = 0.01
"""Largest relative difference between peak rates that count as one."""
OTHER_MODEL, _NOISES = 0.05, 4
"""Relative difference of the losses of runs at the same rates that separates models, if it is this many times their
noise."""
_GRID = 200


class Unidentified(NamedTuple):
    """Why runs are not enough.

    Args:
        reason: What they lack.
        needs: The run that would be enough.
    """

    reason: str
    needs: str


_WANTED = Message(
    "a run that stays at its peak rate for at least half of its updates and then decays to a tenth of it or less, such "
    "as a WSD schedule with 20% decay"
)


def only_constant() -> Unidentified:
    """Runs of constant rates, by which a law can be fitted for other constant rates alone."""
    return Unidentified(
        tr("the rate is constant after the warmup, which does not tell what a decay gives"), str(_WANTED)
    )


def unidentified(curves: Sequence[LossCurve]) -> Unidentified | None:
    """Why a law cannot be fitted to runs; None if it can.

    Args:
        curves: Losses of the runs, as a fit sees them.

    Returns:
        `only_constant` if it can be fitted for other constant rates alone.
    """
    peaks = sorted({curve.path.peak for curve in curves})
    if peaks[-1] > peaks[0] * (1 + SAME_PEAK):
        rates = join_names([format_rate(peak, 3) for peak in peaks], most=4)
        return Unidentified(
            tr("the runs have different peak rates ({}), and the laws do not hold across peak rates", rates),
            tr("runs of one peak rate"),
        )
    apart = _losses_apart(curves)
    if apart > max(OTHER_MODEL, _NOISES * max(curve.noise() for curve in curves)):
        return Unidentified(
            tr(
                "the runs have losses that differ by {:.0%} at the same rates, so they are not of one model and data",
                apart,
            ),
            tr("runs of one model on the same data"),
        )
    rows = sum(len(curve.updates) for curve in curves)
    if rows < LEAST_ROWS:
        return Unidentified(
            tr("there are {} losses after the warmup, and a fit needs {}", rows, LEAST_ROWS),
            tr("a log that prints the loss at least {} times after the warmup", LEAST_ROWS),
        )
    fallen = sum(int((_rates(curve) < FALLEN).sum()) for curve in curves)
    if fallen == 0:
        return only_constant()
    if fallen < LEAST_FALLEN:
        return Unidentified(
            tr("there are {} losses below {:.0%} of the peak rate, and a fit needs {}", fallen, FALLEN, LEAST_FALLEN),
            str(_WANTED),
        )
    if not any(_has_plateau(curve) for curve in curves) and not _differ(curves):
        return Unidentified(
            tr("the rate falls all the time, so what learning gives cannot be told from what the decay gives"),
            str(_WANTED),
        )
    return None


def _rates(curve: LossCurve) -> np.ndarray:
    """Rates at the losses, relative to the peak."""
    return curve.path.rates[curve.updates] / curve.path.peak


def _has_plateau(curve: LossCurve) -> bool:
    """Whether a run stays at its peak long enough and falls."""
    sums, rates = curve.path.sums[curve.updates], _rates(curve)
    level = sums[rates >= PLATEAU]
    return bool(len(level) and (rates < FALLEN).any() and level[-1] - level[0] >= SHARE * (sums[-1] - sums[0]))


def _differ(curves: Sequence[LossCurve]) -> bool:
    """Whether runs have different rates after the same sum of rates."""
    rates = _on_grid(curves, [_rates(curve) for curve in curves])
    return bool(np.mean(np.ptp(rates, axis=0) >= APART) >= SHARE)


def _losses_apart(curves: Sequence[LossCurve]) -> float:
    """The median relative difference of losses where all runs are at the peak; 0 if that is too short to tell."""
    if min(len(curve.updates) for curve in curves) == 0:
        return 0.0
    rates = _on_grid(curves, [_rates(curve) for curve in curves])
    losses = _on_grid(curves, [np.log(curve.losses) for curve in curves])
    level = rates.min(axis=0) >= PLATEAU
    return float(np.median(np.ptp(losses, axis=0)[level])) if level.mean() >= SHARE else 0.0


def _on_grid(curves: Sequence[LossCurve], values: Sequence[np.ndarray]) -> np.ndarray:
    """Values at the losses of runs, after the same sums of rates, shape ``[runs, grid]``."""
    sums = [curve.path.sums[curve.updates] for curve in curves]
    grid = np.linspace(max(each[0] for each in sums), min(each[-1] for each in sums), _GRID)
    return np.array([np.interp(grid, each, value) for each, value in zip(sums, values, strict=True)])
