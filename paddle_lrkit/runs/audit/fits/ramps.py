"""Warmups as models."""

from __future__ import annotations

import math

from paddle_lrkit.runs.audit.fits.model import Parameter, Ramp

_LENGTH = Parameter("warmup", "updates")
_START = Parameter("start", "rate", (0.0,))

NONE = Ramp("none", (), lambda part, values: 1.0)
UNSEEN = Ramp("unseen", (Parameter("begin", "update", (0.0,)),), lambda part, values: 1.0)
LINEAR = Ramp("linear", (_LENGTH, _START), lambda part, values: part)
COSINE = Ramp("cosine", (_LENGTH, _START), lambda part, values: (1 - math.cos(math.pi * part)) / 2)
POLYNOMIAL = Ramp(
    "polynomial",
    (_LENGTH, _START, Parameter("warmup_power", "number", (2.0, 3.0, 0.5, 1.5))),
    lambda part, values: max(part, 0.0) ** values[2],
)
CONSTANT = Ramp("constant", (_LENGTH, _START), lambda part, values: 0.0)
