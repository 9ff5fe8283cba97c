"""The epoch at which a resumed process begins whose counter begins again, where the log prints no epoch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from paddle_lrkit.suites.log_format import PrintedDigits

_MOST_EPOCHS = 2000
_MOST_ROWS = 100
_RELATIVE = 2e-9


def resumed_epoch(
    shown: Callable[[int, int], float],
    printed: Sequence[tuple[int, float]],
    digits: PrintedDigits,
    length: int,
    last: int,
) -> tuple[int, bool]:
    """Batches before the process, a whole number of epochs, and whether its rates are those of the plan there.

    The last whole epoch that can have been done is tried first, then the others by their distance. A process that
    begins the run again is not among them: its rates are those of a scheduler that was not restored as well.

    Args:
        shown: Batch, and first batch of the process -> what the plan prints there.
        printed: 0-based batch in the process and rate of each of its rows.
        digits: How exactly the rates are written.
        length: Batches of an epoch.
        last: Last batch that the process before can have done.

    Example:
        >>> rows = [(0, 0.8), (50, 0.75)]
        >>> resumed_epoch(lambda at, began: 1 - at / 1000, rows, PrintedDigits("decimals", 6), 100, 399)
        (200, True)
        >>> resumed_epoch(lambda at, began: 2 - at / 1000, rows, PrintedDigits("decimals", 6), 100, 400)
        (400, False)
    """
    guess = (last + 1) // length * length
    some = printed[:: len(printed) // _MOST_ROWS + 1]
    for epochs in range(guess // length, max(guess // length - _MOST_EPOCHS, 0), -1):
        began = epochs * length
        if all(
            abs(shown(began + at, began) - rate) <= digits.half(rate) * 1.0001 + _RELATIVE * abs(rate)
            for at, rate in some
        ):
            return began, True
    return guess, False
