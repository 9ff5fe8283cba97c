"""Limits the gradient norm of all parameters together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle
from paddle.nn.clip import _squared_l2_norm


class ClipByNormOfAll(paddle.nn.ClipGradByGlobalNorm):
    """``gradient * limit / max(norm, limit)`` with the norm over all parameters of an optimizer.

    Paddle's optimizers call a clip once for each of their groups, so `paddle.nn.ClipGradByGlobalNorm` would limit each
    group by its own norm.

    Args:
        parameters: All parameters of the optimizer.
        limit: Limit of the norm, > 0.
    """

    def __init__(self, parameters: Sequence[Any], limit: float) -> None:
        super().__init__(limit)
        self._parameters, self._limit = list(parameters), limit

    @paddle.no_grad()
    def _dygraph_clip(self, params_grads: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        norm = grad_norm(self._parameters)
        factor = self._limit / paddle.clip(norm, min=self._limit)
        return [(one, gradient * factor.astype(gradient.dtype)) for one, gradient in params_grads]


def grad_norm(weights: Sequence[Any]) -> Any:
    """Global L2 norm of the gradients of weights, a float32 scalar; copies only gradients of another type."""
    gradients = [gradient for weight in weights if (gradient := weight.grad) is not None]
    singles = [one if one.dtype == paddle.float32 else one.astype("float32") for one in gradients]
    squares = [_squared_l2_norm(one) for one in singles]
    return paddle.stack(squares).sum().sqrt() if squares else paddle.zeros([])
