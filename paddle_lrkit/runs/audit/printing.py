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

    Example:
        >>> Printing("applied").value(float, 30), Printing("after").value(float, 30)
        (30.0, 31.0)
        >>> Printing("median", 20).value(float, 30), Printing("median", 20).value(float, 30, began=29)
        (20.5, 29.5)
    """

    printed: PrintedRate = "applied"
    window: int = 20

    def value(self, rate: Rate, update: int, began: int = 0) -> float:
        """What the line of ``update`` shows.

        Args:
            rate: The rates that are applied.
            update: 0-based update that the line describes.
            began: First update of the process that wrote the line; a median looks no further back.
        """
        if self.printed == "after":
            return rate(update + 1)
        if self.printed != "median":
            return rate(update)
        first = max(began, update - self.window + 1)
        rates = sorted(rate(each) for each in range(first, update + 1))
        middle = len(rates) // 2
        return rates[middle] if len(rates) % 2 else (rates[middle - 1] + rates[middle]) / 2
