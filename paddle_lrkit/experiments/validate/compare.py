"""How far the losses of two trainings are apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from paddle_lrkit.experiments.validate.finding import Failed, Figures


@dataclass(frozen=True)
class Tolerance:
    """Largest allowed differences, relative to the expected losses.

    Args:
        first: At the first update, where both have the same weights.
        mean: Mean over the run, in which a rounding difference grows from update to update.
    """

    first: float
    mean: float

    def __str__(self) -> str:
        if self.first == self.mean == 0:
            return "losses equal bit for bit"
        return f"loss difference at most {self.first:g} at the first update, {self.mean:g} in the mean"


def loss_differences(expected: Sequence[float], actual: Sequence[float]) -> dict[str, float]:
    """First, mean and largest difference, relative to the expected losses.

    ``first = |a[0] - e[0]| / |e[0]|``, ``mean = mean(|a - e|) / mean(|e|)``, ``largest = max(|a - e|) / mean(|e|)``

    Args:
        expected: Losses of one training.
        actual: Losses of the other one.

    Raises:
        Failed: One has more updates than the other, or a loss is not finite.

    Example:
        >>> loss_differences([2.0, 2.0], [2.0, 1.0])
        {'first': 0.0, 'mean': 0.25, 'largest': 0.5}
    """
    if len(expected) != len(actual) or not expected:
        raise Failed(f"{len(actual)} losses stand against {len(expected)}")
    for name, losses in (("expected", expected), ("actual", actual)):
        wrong = next((update for update, loss in enumerate(losses) if not math.isfinite(loss)), None)
        if wrong is not None:
            raise Failed(f"the {name} loss at update {wrong} is {losses[wrong]}")
    apart = [abs(one - other) for one, other in zip(expected, actual, strict=True)]
    scale = max(sum(map(abs, expected)) / len(expected), 1e-30)
    first = apart[0] / max(abs(expected[0]), 1e-30)
    return {"first": first, "mean": sum(apart) / len(apart) / scale, "largest": max(apart) / scale}


def compared(expected: Sequence[float], actual: Sequence[float], tolerance: Tolerance) -> Figures:
    """The differences as figures.

    Raises:
        Failed: They are larger than the tolerance.
    """
    found = loss_differences(expected, actual)
    figures = {"updates": len(expected), **found, "last loss": actual[-1], "last loss expected": expected[-1]}
    for name in ("first", "mean"):
        if not found[name] <= getattr(tolerance, name):
            raise Failed(f"{name} difference {found[name]:.3g} is above {getattr(tolerance, name):g}", figures)
    return figures
