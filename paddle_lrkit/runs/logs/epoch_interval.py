"""The length of an epoch, from printed fractions of epochs."""

from __future__ import annotations

import math


class EpochInterval:
    """The lengths of an epoch that all rows allow.

    Example:
        >>> interval = EpochInterval()
        >>> interval.add(100, b"1.2048")
        >>> interval.steps
        83
    """

    def __init__(self) -> None:
        self._decimals = 0
        self._rows: list[tuple[int, float]] = []

    def add(self, step: int, done: bytes) -> None:
        """Adds a row: after ``step`` steps, ``done`` epochs are done."""
        self._decimals = max(self._decimals, len(done.partition(b".")[2]))
        self._rows.append((step, float(done)))

    @property
    def steps(self) -> int | None:
        """Steps of an epoch; None if the rows leave more than one length, or none."""
        half = 0.5 * 10.0**-self._decimals
        least, most = 1.0, math.inf
        for step, done in self._rows:
            least = max(least, step / (done + half))
            most = min(most, step / (done - half)) if done > half else most
        return math.ceil(least) if math.isfinite(most) and math.ceil(least) == math.floor(most) else None
