"""The losses of a run in order, as blocks of rows whose medians and maxima are compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.logs.training_log import TrainingLog

MOST_BLOCKS = 4000
FIRST = 8
"""Blocks that the level at the start is the median of."""
_LOOK_BACK = 15
_NORMAL = 1.4826
"""Standard deviation of a normal distribution whose median absolute deviation is 1."""
_FEW = 5
_TINY = 1e-3
"""Share of the first level below which losses are not told apart."""


@dataclass(frozen=True)
class LossCourse:
    """The losses of a run in the order of its updates.

    Args:
        log: The log.
        rows: Its rows.
        at: Index in ``rows`` of each row that prints a loss.
        loss: The loss of each of these rows.
        left_out: Whether a record file has rates and no losses at its end; these rows count as NaN.
    """

    log: TrainingLog
    rows: RunRows
    at: Sequence[int]
    loss: Sequence[float]
    left_out: bool = False

    @cached_property
    def finite(self) -> int:
        """Rows before the losses are no finite numbers for good: all of them in most runs."""
        count = len(self.loss)
        while count and not math.isfinite(self.loss[count - 1]):
            count -= 1
        return count

    @cached_property
    def not_finite(self) -> list[int]:
        """The rows whose loss is NaN or infinite."""
        return [at for at, loss in enumerate(self.loss) if loss - loss != 0]

    @cached_property
    def numbers(self) -> Sequence[float]:
        """The losses up to the last finite one, each that is not finite replaced by the one before."""
        if not any(at < self.finite for at in self.not_finite):
            return self.loss[: self.finite]
        last = next((loss for loss in self.loss if math.isfinite(loss)), 0.0)
        return [last := loss if math.isfinite(loss) else last for loss in self.loss[: self.finite]]

    @cached_property
    def blocks(self) -> list[range]:
        """Rows in a row, one in most logs, several in long ones; only those that are finite."""
        size = -(-self.finite // MOST_BLOCKS) or 1
        return [range(start, min(start + size, self.finite)) for start in range(0, self.finite, size)]

    @cached_property
    def levels(self) -> list[float]:
        """The median loss of each block."""
        return [median(self.numbers[block.start : block.stop]) for block in self.blocks]

    @cached_property
    def tops(self) -> list[int]:
        """The row with the largest loss of each block."""
        return [max(block, key=self.numbers.__getitem__) for block in self.blocks]

    @cached_property
    def start(self) -> float:
        """The level at the start."""
        return median(self.levels[:FIRST]) if self.levels else math.nan

    @cached_property
    def logs(self) -> list[float]:
        """The logarithm of each level."""
        return [self.log_of(level) for level in self.levels]

    @cached_property
    def before(self) -> list[float]:
        """For each block the median logarithm of the blocks before it; the first ones have their own."""
        logs = self.logs
        return [median(logs[max(at - _LOOK_BACK, 0) : at] or logs[:1]) for at in range(len(logs))]

    @property
    def positive(self) -> bool:
        """Whether the loss is one that is compared by its logarithm: none is below 0 and the first ones are above."""
        return self.start > 0 and min(self.numbers, default=-1.0) >= 0

    def log_of(self, loss: float) -> float:
        """The logarithm of a loss; the same one for all that are tiny."""
        return math.log(max(loss, _TINY * self.start, 1e-300))

    def update(self, at: int) -> int:
        """The update of a row."""
        return max(self.rows.update[self.at[at]], 0)

    def line(self, at: int) -> int:
        """The line of a row."""
        return self.log.rows.place[self.rows.row[self.at[at]]]

    def after_resume(self, at: int, updates: int) -> bool:
        """Whether a row is one of the first ``updates`` after a resume."""
        return any(0 <= self.update(at) - began <= updates for began in self.rows.began[1:])

    @cached_property
    def gap(self) -> int:
        """Updates from row to row, usually."""
        gaps = sorted(self.update(at + 1) - self.update(at) for at in range(min(len(self.at) - 1, 1000)))
        return max(gaps[len(gaps) // 2], 1) if gaps else 1


def course_of(log: TrainingLog, rows: RunRows) -> LossCourse:
    """The losses of a run.

    Args:
        log: The log.
        rows: Its rows, placed.
    """
    printed, loss = log.rows.loss_printed, log.rows.loss
    at = [place for place, row in enumerate(rows.row) if printed[row]]
    losses = [loss[rows.row[place]] for place in at]
    left_out = log.format.name.startswith("visualdl") and _stops(at, len(rows))
    if left_out:
        rest = range(at[-1] + 1, len(rows))
        at, losses = [*at, *rest], losses + [math.nan] * len(rest)
    return LossCourse(log, rows, at, losses, left_out)


def _stops(at: Sequence[int], rows: int) -> bool:
    """Whether all rows up to one have a loss, and none of the several after it."""
    return len(at) >= _FEW and at[-1] + 1 == len(at) and rows - len(at) >= _FEW


def spread(values: Sequence[float]) -> float:
    """A standard deviation that outliers do not change.

    Example:
        >>> spread([1.0, 2.0, 3.0, 4.0, 1000.0])
        1.4826
    """
    middle = median(values)
    return _NORMAL * median(abs(value - middle) for value in values)
