"""The learning rate that an optimizer really used, read back from it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import paddle

RELATIVE_TOLERANCE = 1e-6
"""Largest allowed relative difference between planned and applied rate; rounding to float32 causes 6e-8."""

ABSOLUTE_TOLERANCE = 1e-37
"""GPUs treat numbers below 1.2e-38 as zero."""


def applied_rate(optimizer: Any, parameter: Any = None) -> paddle.Tensor:
    """The learning rate of an optimizer's last update: the scalar that its kernels got, on their device.

    The optimizers of this package compute with numbers and keep the last one as ``used_rate``.

    Reading the value waits for the device. Before the first update the rate is the one that the optimizer would use.

    Args:
        optimizer: The optimizer.
        parameter: One of its parameters, for the rate of that one; None for the rate without factors.
    """
    own = 1.0 if parameter is None else parameter.optimize_attr["learning_rate"]
    if isinstance(own, paddle.Tensor):
        return own
    rate = optimizer._global_learning_rate()
    if rate is None:
        used = getattr(optimizer, "used_rate", None)
        rate = paddle.to_tensor(optimizer.get_lr() if used is None else used, dtype="float64")
    return rate if own == 1 else rate * own


def rates_match(planned: float, applied: float) -> bool:
    """Whether an applied rate is the planned one, rounded to float32.

    Example:
        >>> rates_match(0.1, 0.10000000149), rates_match(0.1, 0.1001)
        (True, False)
    """
    with np.errstate(over="ignore"):
        rounded = float(np.float32(planned))
    return math.isclose(applied, rounded, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)
