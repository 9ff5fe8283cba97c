"""How a rate follows the number of samples in an update, by the optimizer."""

from __future__ import annotations

_ROOT = ("lamb", "rmsprop", "adagrad", "radam", "nadam", "schedulefreeadamw", "hypergradientadam")
_LEARNED = ("prodigy", "dadaptadam")


def scaling_rule(optimizer: str) -> str:
    """``sqrt`` for Adam and its relatives, ``none`` where the rate is learned, ``linear`` for every other optimizer.

    Example:
        >>> scaling_rule("AdamWDL"), scaling_rule("Momentum"), scaling_rule("Prodigy")
        ('sqrt', 'linear', 'none')
    """
    name = optimizer.lower()
    if name in _LEARNED:
        return "none"
    return "sqrt" if name.startswith("adam") or name in _ROOT else "linear"
