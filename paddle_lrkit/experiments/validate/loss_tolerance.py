"""Differences between the losses of two trainings, and their limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from paddle_lrkit.experiments.validate.case import CaseFailed, Figures
from paddle_lrkit.messages import Message, tr

_EXPECTED = Message("the expected loss at update {} is {}")
_ACTUAL = Message("the actual loss at update {} is {}")


@dataclass(frozen=True)
class LossTolerance:
    """Largest allowed differences, relative to the expected losses.

    Args:
        first: At the first update, where both have the same weights.
        mean: Mean over the run; rounding differences grow from update to update.
    """

    first: float
    mean: float

    def __str__(self) -> str:
        if self.first == self.mean == 0:
            return tr("losses equal bit for bit")
        return tr("loss difference <= {:g} at the first update, <= {:g} on average", self.first, self.mean)


def loss_differences(expected: Sequence[float], actual: Sequence[float]) -> dict[str, float]:
    """Returns the first, mean and largest difference, relative to the expected losses.

    ``first = |a[0] - e[0]| / |e[0]|``, ``mean = mean(|a - e|) / mean(|e|)``, ``largest = max(|a - e|) / mean(|e|)``

    Args:
        expected: Losses of one training.
        actual: Losses of the other training.

    Raises:
        CaseFailed: The numbers of updates differ, or a loss is not finite.

    Example:
        >>> loss_differences([2.0, 2.0], [2.0, 1.0])
        {'first': 0.0, 'mean': 0.25, 'largest': 0.5}
    """
    if len(expected) != len(actual) or not expected:
        raise CaseFailed(tr("{} losses instead of {}", len(actual), len(expected)))
    for losses, message in ((expected, _EXPECTED), (actual, _ACTUAL)):
        wrong = next((update for update, loss in enumerate(losses) if not math.isfinite(loss)), None)
        if wrong is not None:
            raise CaseFailed(str(message.filled(wrong, losses[wrong])))
    apart = [abs(one - other) for one, other in zip(expected, actual, strict=True)]
    scale = max(sum(map(abs, expected)) / len(expected), 1e-30)
    first = apart[0] / max(abs(expected[0]), 1e-30)
    return {"first": first, "mean": sum(apart) / len(apart) / scale, "largest": max(apart) / scale}


def compare_losses(expected: Sequence[float], actual: Sequence[float], tolerance: LossTolerance) -> Figures:
    """Returns the differences as figures.

    Raises:
        CaseFailed: They are larger than the tolerance.
    """
    found = loss_differences(expected, actual)
    figures = {"updates": len(expected), **found, "last loss": actual[-1], "last loss expected": expected[-1]}
    for name in ("first", "mean"):
        if not found[name] <= getattr(tolerance, name):
            raise CaseFailed(
                tr("{} difference {:.3g} exceeds {:g}", tr(name), found[name], getattr(tolerance, name)), figures
            )
    return figures
