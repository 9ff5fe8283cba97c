"""What the line of an update shows of the rates that were applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from paddle_lrkit.suites.log_format import PrintedRate

Rate = Callable[[int], float]
"""Update -> the rate that it applied."""


@dataclass(frozen=True)
class Printing:
    """How a program prints a rate.

    Args:
        printed: Which rate the line of an update shows.
        window: Rates of the median.
        lead: Updates that the scheduler is ahead by design; 0 almost everywhere.
        asked_again: Lowest rate of a cosine that the program computes once more from its last rate for the line; None
            for the rate as it is.

    Example:
        >>> Printing("applied").value(float, 30), Printing("after").value(float, 30)
        (30.0, 31.0)
        >>> Printing("median", 20).value(float, 30), Printing("median", 20).value(float, 30, began=29)
        (20.5, 29.5)
    """

    printed: PrintedRate = "applied"
    window: int = 20
    lead: int = 0
    asked_again: float | None = None

    def value(self, rate: Rate, update: int, began: int = 0) -> float:
        """What the line of ``update`` shows.

        Args:
            rate: The rates that are applied.
            update: 0-based update that the line describes.
            began: First update of the process that wrote the line; a median looks no further back. A process that
                is asked for an earlier update begins there.
        """
        if self.printed == "median":
            return _median(rate, max(min(began, update), update - self.window + 1), update)
        shown = max(update + self.lead + (self.printed == "after"), 0)
        if self.asked_again is None or not shown:
            return rate(shown)
        return _asked_again(rate(shown - 1), rate(shown), self.asked_again)


def _asked_again(before: float, now: float, lowest: float) -> float:
    """What `paddle.optimizer.lr.CosineAnnealingDecay.get_lr` gives when it is called again without a step."""
    return lowest + (now - lowest) ** 2 / (before - lowest) if before > lowest else now


def _median(rate: Rate, first: int, last: int) -> float:
    """The median over the updates ``first`` to ``last``: the middle of rates in order, else of the sorted ones."""
    low, high = (first + last) // 2, (first + last + 1) // 2
    ends = rate(first), rate(low), rate(high), rate(last)
    if ends[0] <= ends[1] <= ends[2] <= ends[3] or ends[0] >= ends[1] >= ends[2] >= ends[3]:
        return (ends[1] + ends[2]) / 2
    rates = sorted(rate(each) for each in range(first, last + 1))
    middle = len(rates) // 2
    return rates[middle] if len(rates) % 2 else (rates[middle - 1] + rates[middle]) / 2
