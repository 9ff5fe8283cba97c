"""How a rate follows the number of samples in an update, by the optimizer."""

from __future__ import annotations

_ROOT = ("lamb", "rmsprop", "adagrad", "radam", "nadam")


def scaling_rule(optimizer: str) -> str:
    """``sqrt`` for Adam and its relatives, ``linear`` for every other optimizer.

    Example:
        >>> scaling_rule("AdamWDL"), scaling_rule("Momentum")
        ('sqrt', 'linear')
    """
    name = optimizer.lower()
    return "sqrt" if name.startswith("adam") or name in _ROOT else "linear"
