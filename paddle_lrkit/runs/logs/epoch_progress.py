"""The length of an epoch, from how far epochs are at some steps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence


def steps_of_epoch(steps: Sequence[int], progress: Sequence[float]) -> int | None:
    """Steps of an epoch, where a column counts epochs with fractions; None if they do not grow with the steps.

    Example:
        >>> steps_of_epoch([0, 50, 100], [0.0, 0.04, 0.08])
        1250
    """

    def pairs() -> Iterator[tuple[int, float]]:
        return ((step, done) for step, done in zip(steps, progress, strict=True) if step > 0 and 0 < done < math.inf)

    step, done = max(pairs(), default=(0, 1.0))
    length = round(step / done)
    near = far = 0
    for step, done in pairs():
        fits = abs(step - done * length) <= max(1.5, 0.01 * step)
        near, far = near + fits, far + (not fits)
    return length if length >= 1 and near >= 9 * far else None
