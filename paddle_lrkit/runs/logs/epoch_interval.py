"""The length of an epoch, from printed fractions of epochs."""

from __future__ import annotations

import math

_HALF = 0.5e-4
"""PaddleNLP rounds them to four decimals."""


class EpochInterval:
    """The lengths of an epoch that all rows allow.

    Example:
        >>> interval = EpochInterval()
        >>> interval.add(100, 1.2048)
        >>> interval.steps
        83
    """

    def __init__(self) -> None:
        self._least, self._most = 1.0, math.inf

    def add(self, step: int, done: float) -> None:
        """Adds a row: after ``step`` steps, ``done`` epochs are done."""
        self._least = max(self._least, step / (done + _HALF))
        self._most = min(self._most, step / (done - _HALF)) if done > _HALF else self._most

    @property
    def steps(self) -> int | None:
        """Steps of an epoch; None if the rows leave more than one length, or none."""
        least, most = math.ceil(self._least), self._most
        return least if least == (math.floor(most) if math.isfinite(most) else None) else None
