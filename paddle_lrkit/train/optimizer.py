"""The ``Optimizer`` section -> a Paddle optimizer, and the rate that it applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from paddle_lrkit.config.settings import Optimizer
from paddle_lrkit.train.layer_decay import scale_rates

NORM_LAYERS = (
    paddle.nn.layer.norm._BatchNormBase,
    paddle.nn.BatchNorm,
    paddle.nn.LayerNorm,
    paddle.nn.GroupNorm,
    paddle.nn.layer.norm._InstanceNormBase,
)


def build_optimizer(settings: Optimizer, model: paddle.nn.Layer, rate: Any) -> paddle.optimizer.Optimizer:
    """A Paddle optimizer for the trainable weights of a model.

    Args:
        settings: The section.
        model: Its trainable parameters are optimized.
        rate: A scheduler or a float.
    """
    clip = None if settings.clip_norm is None else paddle.nn.ClipGradByGlobalNorm(settings.clip_norm)
    trainable = [parameter for parameter in model.parameters() if not parameter.stop_gradient]
    spared = undecayed(model) if settings.no_decay_norm_bias else set()
    optimizer = _BUILDERS[settings.name](settings, trainable, spared, {"learning_rate": rate, "grad_clip": clip})
    if settings.layer_decay is not None:
        scale_rates(model, settings.layer_decay)
    return optimizer


def undecayed(model: paddle.nn.Layer) -> set[str]:
    """Names of the parameters that weight decay usually spares: biases, and all of normalisation layers."""
    names: set[str] = set()
    for layer in model.sublayers(include_self=True):
        is_norm = isinstance(layer, NORM_LAYERS)
        names.update(
            parameter.name
            for name, parameter in layer.named_parameters(include_sublayers=False)
            if not parameter.stop_gradient and (is_norm or name.endswith("bias"))
        )
    return names


def applied_rate(optimizer: paddle.optimizer.Optimizer) -> paddle.Tensor:
    """The scalar float32 tensor that the optimizer's last step multiplied the gradients with, on its device."""
    return optimizer._global_learning_rate()


def _groups(settings: Optimizer, trainable: list[Any], spared: set[str]) -> Any:
    """One parameter group, or a second one without weight decay."""
    if not spared:
        return trainable
    rest = [parameter for parameter in trainable if parameter.name not in spared]
    without = [parameter for parameter in trainable if parameter.name in spared]
    groups = [{"params": rest}] * bool(rest) + [{"params": without, "weight_decay": 0.0}] * bool(without)
    return groups


def _sgd(settings: Optimizer, trainable: list[Any], spared: set[str], common: dict[str, Any]) -> Any:
    groups = _groups(settings, trainable, spared)
    return paddle.optimizer.SGD(parameters=groups, weight_decay=settings.weight_decay or None, **common)


def _momentum(settings: Optimizer, trainable: list[Any], spared: set[str], common: dict[str, Any]) -> Any:
    return paddle.optimizer.Momentum(
        parameters=_groups(settings, trainable, spared),
        momentum=settings.momentum,
        use_nesterov=settings.use_nesterov,
        weight_decay=settings.weight_decay or None,
        **common,
    )


def _betas(settings: Optimizer) -> dict[str, float]:
    return {"beta1": settings.beta1, "beta2": settings.beta2, "epsilon": settings.epsilon}


def _adam(settings: Optimizer, trainable: list[Any], spared: set[str], common: dict[str, Any]) -> Any:
    groups = _groups(settings, trainable, spared)
    return paddle.optimizer.Adam(
        parameters=groups, weight_decay=settings.weight_decay or None, **_betas(settings), **common
    )


def _adamw(settings: Optimizer, trainable: list[Any], spared: set[str], common: dict[str, Any]) -> Any:
    return paddle.optimizer.AdamW(
        parameters=trainable,
        weight_decay=settings.weight_decay,
        apply_decay_param_fun=lambda name: name not in spared,
        **_betas(settings),
        **common,
    )


def _lamb(settings: Optimizer, trainable: list[Any], spared: set[str], common: dict[str, Any]) -> Any:
    return paddle.optimizer.Lamb(
        parameters=trainable,
        lamb_weight_decay=settings.weight_decay,
        exclude_from_weight_decay_fn=lambda parameter: parameter.name in spared,
        **_betas(settings),
        **common,
    )


_BUILDERS: dict[str, Callable[..., Any]] = {
    "SGD": _sgd,
    "Momentum": _momentum,
    "Adam": _adam,
    "AdamW": _adamw,
    "Lamb": _lamb,
}
