"""A weight decay as a number."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.errors import ConfigError, check_number, shown
from paddle_lrkit.messages import tr


def decay_number(value: Any) -> float:
    """A weight decay as a number: given as one, as Paddle's ``L2Decay``, or as None for 0."""
    coefficient = getattr(value, "_coeff", value)
    if type(value).__name__ == "L1Decay" or isinstance(coefficient, str):
        raise ConfigError(tr("must be a number or L2Decay, got {}", shown(value)), key="weight_decay")
    return 0.0 if coefficient is None else check_number("weight_decay", coefficient, at_least=0)
