"""Muon: momentum whose matrices are made orthogonal."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, get_args

import paddle

from paddle_lrkit.config.optimizer_arguments import MuonArguments, MuonScale
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.optimizers.newton_schulz import orthogonalized
from paddle_lrkit.optimizers.tensor_optimizer import ParameterUpdate, TensorOptimizer, plus, put

_SCALES: dict[str, Callable[[int, int], float]] = {
    "spectral": lambda inputs, outputs: max(1.0, outputs / inputs) ** 0.5,
    "match_rms": lambda inputs, outputs: 0.2 * max(inputs, outputs) ** 0.5,
    "paddle_1": lambda inputs, outputs: 0.2 * max(1.0, outputs / inputs) ** 0.5,
    "paddle_2": lambda inputs, outputs: 0.2 * (outputs / inputs) ** 0.5,
    "paddle_3": lambda inputs, outputs: 0.2 * max(inputs, outputs) ** 0.5,
}
_UPDATES = ("muon", "adamw")


class Muon(TensorOptimizer):
    """Steps along the orthogonal matrix nearest to the momentum; AdamW for whatever is no matrix.

    ``m = mu * m + (1 - mu) * g;  u = (1 - mu) * g + mu * m (Nesterov) or m;  o = orthogonalized(u)``
    ``w = (1 - lr * wd) * w - lr * scale * o``

    The weight decay is decoupled and has the rate without the scale. The scale is a matter of convention, and a rate
    belongs to one of them:

    | scale | factor | where |
    |---|---|---|
    | ``spectral`` | ``max(1, out / in) ** 0.5`` | Keller Jordan's code, PyTorch's default, optax |
    | ``match_rms`` | ``0.2 * max(in, out) ** 0.5`` | Moonlight; rates and decays of AdamW can be kept |
    | ``paddle_1`` | ``0.2 * max(1, out / in) ** 0.5`` | Paddle's class, version 1 (its default) |
    | ``paddle_2`` | ``0.2 * (out / in) ** 0.5`` | Paddle's class, version 2 |
    | ``paddle_3`` | ``0.2 * max(in, out) ** 0.5`` | Paddle's class, version 3, and PaddleFormers |

    A matrix is ``[in, out]``, as in ``paddle.nn.Linear``. The kernels of a convolution are one matrix
    ``[out, in * height * width]``. Vectors get AdamW, and so does a group with ``"update": "adamw"``: usual practice
    puts embeddings and the output layer there. The orthogonal matrix is computed in the type of the update, float32 or
    float64; PyTorch and Keller Jordan compute it in bfloat16, which is 0.3 to 0.4% off.

    Args:
        learning_rate: The rate, >= 0, or a scheduler.
        momentum: ``mu``, >= 0 and < 1.
        use_nesterov: Whether to step from the momentum after the next decay.
        ns_steps: Steps of the iteration that makes a matrix orthogonal, >= 1.
        scale: See above.
        adamw_rate_factor: Factor of the rate for AdamW, >= 0.
        adamw_beta1: AdamW's decay of the mean of the gradients, >= 0 and < 1.
        adamw_beta2: AdamW's decay of the mean of their squares, >= 0 and < 1.
        adamw_epsilon: AdamW's addend to the root of that mean, > 0.
        parameters: See `TensorOptimizer`; a group may have ``update``: ``muon`` or ``adamw``.
        weight_decay: Decoupled decay, >= 0.
        grad_clip: A clip of ``paddle.nn``.
        multi_precision: See `TensorOptimizer`.
        name: Paddle's name of the optimizer.

    Raises:
        ConfigError: An argument is not allowed.

    Example:
        >>> layer = paddle.nn.Linear(2, 2, bias_attr=False)
        >>> layer.weight.set_value(paddle.zeros([2, 2]))
        >>> optimizer = Muon(0.125, scale="spectral", parameters=layer.parameters())
        >>> (layer.weight * paddle.to_tensor([[3.0, 0.0], [0.0, -3.0]])).sum().backward()
        >>> optimizer.step()
        >>> bool((layer.weight.abs() - 0.125 * paddle.eye(2)).abs().max() < 0.04)
        True

    Reference: kellerjordan.github.io/posts/muon; arXiv 2502.16982.
    """

    group_keys = (*TensorOptimizer.group_keys, "update")
    kept = ("momentum", "mean", "square", "updates")
    moving = "momentum"

    def __init__(
        self,
        learning_rate: Any = 1e-3,
        momentum: float = 0.95,
        use_nesterov: bool = True,
        ns_steps: int = 5,
        scale: MuonScale = "match_rms",
        adamw_rate_factor: float = 1.0,
        adamw_beta1: float = 0.9,
        adamw_beta2: float = 0.95,
        adamw_epsilon: float = 1e-10,
        parameters: Sequence[Any] = (),
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        if scale not in get_args(MuonScale):
            raise ConfigError(
                tr("must be one of {}, got {}", tr(", ").join(get_args(MuonScale)), shown(scale)), key="scale"
            )
        self.arguments = MuonArguments(
            momentum,
            use_nesterov,
            ns_steps,
            scale,
            adamw_rate_factor,
            adamw_beta1,
            adamw_beta2,
            adamw_epsilon,
        )
        self._given_to_adamw: set[str] = set()
        super().__init__(learning_rate, parameters, weight_decay, grad_clip, multi_precision, name)

    def _add_param_group(self, param_group: dict[str, Any]) -> None:
        update = param_group.get("update", _UPDATES[0])
        if update not in _UPDATES:
            raise ConfigError(tr("must be one of {}, got {}", tr(", ").join(_UPDATES), shown(update)), key="update")
        super()._add_param_group(param_group)
        if update == "adamw":
            self._given_to_adamw.update(one.name for one in self._param_groups[-1]["params"])

    def _uses_adamw(self, parameter: Any) -> bool:
        return parameter.ndim < 2 or parameter.name in self._given_to_adamw

    def _kept_for(self, parameter: Any) -> tuple[str, ...]:
        return self.kept[1:] if self._uses_adamw(parameter) else self.kept[:1]

    def _first(self, name: str, weight: Any) -> Any:
        return paddle.zeros([1], "float32") if name == "updates" else super()._first(name, weight)

    def _update(self, updates: Sequence[ParameterUpdate]) -> None:
        for one in updates:
            if self._uses_adamw(one.parameter):
                self._update_by_adamw(one)
            else:
                self._update_matrix(one)

    def _update_matrix(self, one: ParameterUpdate) -> None:
        own, gradient, momentum = self.arguments, one.gradient, one.state["momentum"]
        put(momentum, own.momentum * momentum + (1 - own.momentum) * gradient)
        step = own.momentum * momentum + (1 - own.momentum) * gradient if own.use_nesterov else momentum
        direction = orthogonalized(as_matrix(step), own.ns_steps).reshape(one.weight.shape)
        scale = _SCALES[own.scale](*inputs_and_outputs(one.weight.shape))
        put(one.weight, (1 - one.rate * one.weight_decay) * one.weight - one.rate * scale * direction)

    def _update_by_adamw(self, one: ParameterUpdate) -> None:
        """``w = (1 - lr * wd) * w - lr * mean / (1 - beta1^t) / (sqrt(square / (1 - beta2^t)) + eps)``"""
        own, state, rate = self.arguments, one.state, one.rate * self.arguments.adamw_rate_factor
        put(state["updates"], state["updates"] + 1)
        put(state["mean"], own.adamw_beta1 * state["mean"] + (1 - own.adamw_beta1) * one.gradient)
        put(state["square"], own.adamw_beta2 * state["square"] + (1 - own.adamw_beta2) * one.gradient**2)
        mean = state["mean"] / _correction(own.adamw_beta1, state["updates"], one.weight.dtype)
        square = state["square"] / _correction(own.adamw_beta2, state["updates"], one.weight.dtype)
        direction = mean / plus(square.sqrt(), own.adamw_epsilon)
        put(one.weight, (1 - rate * one.weight_decay) * one.weight - rate * direction)


def as_matrix(tensor: Any) -> Any:
    """A weight as a matrix: kernels of a convolution as ``[out, in * height * width]``."""
    return tensor if tensor.ndim == 2 else tensor.reshape([tensor.shape[0], -1])


def inputs_and_outputs(shape: Sequence[int]) -> tuple[int, int]:
    """Inputs and outputs of a weight: ``[in, out]``, or ``[out, in, ...]`` of a convolution.

    Example:
        >>> inputs_and_outputs([64, 10]), inputs_and_outputs([16, 8, 3, 3])
        ((64, 10), (72, 16))
    """
    return (shape[0], shape[1]) if len(shape) == 2 else (math.prod(shape[1:]), shape[0])


def _correction(beta: float, updates: Any, dtype: Any) -> Any:
    """``1 - beta^t``, in double precision before it gets the type of the weights."""
    return (1 - paddle.full([1], beta, "float64") ** updates.astype("float64")).astype(dtype)
