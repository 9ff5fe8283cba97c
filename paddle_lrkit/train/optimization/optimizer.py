"""Builds the optimizer of the ``Optimizer`` section."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from paddle_lrkit.config.settings import Optimizer
from paddle_lrkit.curves._layers import layer_factors
from paddle_lrkit.errors import ConfigError

NORM_LAYERS = (
    paddle.nn.layer.norm._BatchNormBase,
    paddle.nn.BatchNorm,
    paddle.nn.LayerNorm,
    paddle.nn.GroupNorm,
    paddle.nn.layer.norm._InstanceNormBase,
)


def build_optimizer(settings: Optimizer, model: paddle.nn.Layer, rate: Any) -> paddle.optimizer.Optimizer:
    """Builds a Paddle optimizer for the trainable weights of a model.

    Args:
        settings: The ``Optimizer`` section.
        model: The model.
        rate: The learning rate: a scheduler or a float.

    Raises:
        ConfigError: ``layer_decay`` is set and the model does not define the depths of its layers.
    """
    clip = None if settings.clip_norm is None else paddle.nn.ClipGradByGlobalNorm(settings.clip_norm)
    trainable = [parameter for parameter in model.parameters() if not parameter.stop_gradient]
    excluded = undecayed(model) if settings.no_decay_norm_bias else set()
    common = {"learning_rate": rate, "grad_clip": clip}
    optimizer = _BUILDERS[settings.name](settings, trainable, excluded, common)
    if settings.layer_decay is not None:
        scale_layer_rates(model, settings.layer_decay)
    return optimizer


def undecayed(model: paddle.nn.Layer) -> set[str]:
    """Names of the parameters usually excluded from weight decay: biases, and all weights of normalization layers."""
    names: set[str] = set()
    for layer in model.sublayers(include_self=True):
        is_norm = isinstance(layer, NORM_LAYERS)
        names.update(
            parameter.name
            for name, parameter in layer.named_parameters(include_sublayers=False)
            if not parameter.stop_gradient and (is_norm or name.endswith("bias"))
        )
    return names


def scale_layer_rates(model: Any, decay: float) -> None:
    """Multiplies the rate of each weight with ``decay ** (deepest - depth)``, see `layer_factors`.

    Paddle's optimizers apply this factor to decoupled weight decay too. Call it after the optimizer is built, which
    resets the factors of its parameter groups.

    Args:
        model: A ``paddle.nn.Layer`` with ``layer_depths()``: name of each weight -> depth, 0 at the input.
        decay: Factor from a layer to the one before it, > 0 and <= 1.

    Raises:
        ConfigError: The model has no ``layer_depths()``.
    """
    if not hasattr(model, "layer_depths"):
        raise ConfigError(
            f"needs a model that defines layer_depths(); {type(model).__name__} does not", key="Optimizer.layer_decay"
        )
    depths = model.layer_depths()
    factors = layer_factors(max(depths.values()) + 1, decay)
    for name, parameter in model.named_parameters():
        parameter.optimize_attr["learning_rate"] = factors[depths[name]]


def _groups(settings: Optimizer, trainable: list[Any], excluded: set[str]) -> dict[str, Any]:
    """The arguments ``parameters`` and ``weight_decay``, with a second group for what is excluded from decay."""
    decay = {"weight_decay": settings.weight_decay or None}
    if not excluded:
        return {"parameters": trainable, **decay}
    decayed = [parameter for parameter in trainable if parameter.name not in excluded]
    rest = [parameter for parameter in trainable if parameter.name in excluded]
    groups = [{"params": decayed}] * bool(decayed) + [{"params": rest, "weight_decay": 0.0}] * bool(rest)
    return {"parameters": groups, **decay}


def _betas(settings: Optimizer) -> dict[str, float]:
    return {"beta1": settings.beta1, "beta2": settings.beta2, "epsilon": settings.epsilon}


def _sgd(settings: Optimizer, trainable: list[Any], excluded: set[str], common: dict[str, Any]) -> Any:
    return paddle.optimizer.SGD(**_groups(settings, trainable, excluded), **common)


def _momentum(settings: Optimizer, trainable: list[Any], excluded: set[str], common: dict[str, Any]) -> Any:
    groups = _groups(settings, trainable, excluded)
    momentum, nesterov = settings.momentum, settings.use_nesterov
    return paddle.optimizer.Momentum(**groups, momentum=momentum, use_nesterov=nesterov, **common)


def _adam(settings: Optimizer, trainable: list[Any], excluded: set[str], common: dict[str, Any]) -> Any:
    return paddle.optimizer.Adam(**_groups(settings, trainable, excluded), **_betas(settings), **common)


def _adamw(settings: Optimizer, trainable: list[Any], excluded: set[str], common: dict[str, Any]) -> Any:
    return paddle.optimizer.AdamW(
        parameters=trainable,
        weight_decay=settings.weight_decay,
        apply_decay_param_fun=lambda name: name not in excluded,
        **_betas(settings),
        **common,
    )


def _lamb(settings: Optimizer, trainable: list[Any], excluded: set[str], common: dict[str, Any]) -> Any:
    return paddle.optimizer.Lamb(
        parameters=trainable,
        lamb_weight_decay=settings.weight_decay,
        exclude_from_weight_decay_fn=lambda parameter: parameter.name in excluded,
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
