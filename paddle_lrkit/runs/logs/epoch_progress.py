"""The length of an epoch, from how far epochs are at some steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

_MOST_PAIRS = 10_000


def steps_of_epoch(steps: Sequence[int], progress: Sequence[float]) -> int | None:
    """Steps of an epoch, where a column counts epochs with fractions; None if they do not grow with the steps.

    Example:
        >>> steps_of_epoch([0, 50, 100], [0.0, 0.04, 0.08])
        1250
    """

    every = len(steps) // _MOST_PAIRS + 1
    some = [*zip(steps[::every], progress[::every], strict=True), *zip(steps[-1:], progress[-1:], strict=True)]
    pairs = [(step, done) for step, done in some if step > 0 and 0 < done < math.inf]
    step, done = max(pairs, default=(0, 1.0))
    length = round(step / done)
    near = sum(abs(step - done * length) <= max(1.5, 0.01 * step) for step, done in pairs)
    return length if length >= 1 and near * 10 >= len(pairs) * 9 else None
