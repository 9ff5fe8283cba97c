"""The base of the optimizers that learn their rate from the distance to a solution."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import paddle

from paddle_lrkit.optimizers.tensor_optimizer import TensorOptimizer


class LearnedDistance(TensorOptimizer):
    """An Adam whose rate is ``d * lr * bc``, with one ``d`` for all parameters; ``scalars`` has ``d`` and ``t``."""

    _effective: float | None = None

    def measurements(self) -> dict[str, Any]:
        """``d`` and ``d * lr * bc`` of the last update."""
        return {} if self._effective is None else {"d": self.scalars["d"], "effective_rate": self._effective}

    def _bias_correction(self) -> float:
        """``bc``"""
        own, t = self.arguments, self.scalars["t"] + 1
        return math.sqrt(1 - own.beta2**t) / (1 - own.beta1**t) if own.use_bias_correction else 1.0


def totals(gains: Sequence[Any], sizes: Sequence[Any]) -> tuple[float, float]:
    """The sums of two lists of scalars, read from the device once; 0 where there are none."""
    if not gains:
        return 0.0, 0.0
    gain, size = paddle.stack([paddle.stack([*gains]).sum(), paddle.stack([*sizes]).sum()]).tolist()
    return gain, size
