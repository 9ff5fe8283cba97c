"""The evidence in losses.yml: which schedule is best at which peak rate."""

from __future__ import annotations

from paddle_lrkit.advise.data import read_document
from paddle_lrkit.errors import unknown_name

_DATA = read_document("losses").data
RATES = tuple(_DATA["rates"])
FINAL_LOSS = {name: tuple(losses) for name, losses in _DATA["final_losses"].items()}
"""Schedule -> loss at each of `RATES`."""


def ranked(rate: float) -> list[str]:
    """The schedules at one of `RATES`, best first.

    Example:
        >>> ranked(1e-4)[0], ranked(1e-4)[-1], ranked(2e-3)[0]
        ('wsd 20% linear', 'cosine to 0', 'wsd 60% linear')
    """
    if rate not in RATES:
        raise unknown_name("rate", rate, [f"{each:g}" for each in RATES])
    column = RATES.index(rate)
    return sorted(FINAL_LOSS, key=lambda name: FINAL_LOSS[name][column])


def worst_regret(name: str) -> float:
    """How much a schedule loses at most against the best one of the same rate.

    Example:
        >>> round(worst_regret("wsd 40% linear"), 4), round(worst_regret("cosine to 0"), 4)
        (0.0083, 0.0695)
    """
    best = [min(losses) for losses in zip(*FINAL_LOSS.values(), strict=True)]
    return max(loss - least for loss, least in zip(FINAL_LOSS[name], best, strict=True))


def safest() -> str:
    """The schedule with the smallest worst regret: the one to take when nobody knows the rate.

    Example:
        >>> safest()
        'wsd 40% linear'
    """
    return min(FINAL_LOSS, key=worst_regret)
