"""Rates in the order of updates or steps, run-length coded."""

from __future__ import annotations


class RateRuns:
    """The rates of an optimizer at its updates, or of a schedule after its steps, exactly.

    Args:
        number: Number of the optimizer or schedule.
        of: ``"optimizer"`` or ``"schedule"``.

    Attributes:
        count: Rates so far.

    Example:
        >>> log = RateRuns(0, "optimizer")
        >>> for rate in (0.1, 0.1, 0.1, 0.2):
        ...     log.append(rate)
        >>> log.take(), log.open_run
        ({'rates': 'optimizer', 'number': 0, 'values': [0.1], 'runs': [3]}, (0.2, 1))
    """

    def __init__(self, number: int, of: str) -> None:
        self.number, self.of = number, of
        self.count = 0
        self._values: list[float] = []
        self._runs: list[int] = []
        self._last = 0.0
        self._run = 0

    def append(self, rate: float) -> None:
        """Adds the next rate."""
        self.count += 1
        if rate == self._last and self._run:
            self._run += 1
            return
        if self._run:
            self._values.append(self._last)
            self._runs.append(self._run)
        self._last, self._run = rate, 1

    @property
    def open_run(self) -> tuple[float, int]:
        """The last rate and how often it has come so far."""
        return self._last, self._run

    def take(self) -> dict[str, object] | None:
        """The runs that have ended since the last call, as a line of the record; None without one."""
        values, runs = self._values, self._runs
        if not values:
            return None
        self._values, self._runs = [], []
        return {"rates": self.of, "number": self.number, "values": values, "runs": runs}
