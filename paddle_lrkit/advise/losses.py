"""Final losses of ten schedules at four peak rates: why the peak rate has to be known before a schedule is chosen.

A transformer of 124M parameters, 50,000 updates, warmup 300 updates, decay at the end of the run, floor 0 unless the
name says otherwise; one seed. From the public logs of the authors of arXiv 2501.18965.
"""

from __future__ import annotations

from paddle_lrkit.errors import unknown_name

RATES = (1e-4, 5e-4, 1e-3, 2e-3)
FINAL_LOSS = {
    "constant": (3.1304, 3.1121, 3.1405, 3.1939),
    "cosine to 0": (3.1341, 2.9824, 2.9635, 2.9534),
    "cosine to 10%": (3.1250, 2.9903, 2.9819, 2.9911),
    "wsd 10% linear": (3.0659, 2.9849, 2.9825, 2.9954),
    "wsd 20% linear": (3.0646, 2.9728, 2.9660, 2.9742),
    "wsd 20% 1-sqrt": (3.0668, 2.9695, 2.9599, 2.9646),
    "wsd 40% linear": (3.0729, 2.9659, 2.9548, 2.9579),
    "wsd 60% linear": (3.0879, 2.9670, 2.9529, 2.9513),
    "wsd 80% linear": (3.1087, 2.9743, 2.9550, 2.9523),
    "wsd 90% linear": (3.1218, 2.9771, 2.9580, 2.9532),
}
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
