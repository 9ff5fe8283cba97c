"""Builds the optimizer of the ``Optimizer`` section."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from paddle_lrkit import optimizers
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.curves._layers import layer_factors
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.optimization.clip import ClipByNormOfAll
from paddle_lrkit.train.optimization.group_match import claimed, matches

NORM_LAYERS = (
    paddle.nn.layer.norm._BatchNormBase,
    paddle.nn.BatchNorm,
    paddle.nn.LayerNorm,
    paddle.nn.GroupNorm,
    paddle.nn.layer.norm._InstanceNormBase,
)


def build_optimizer(
    settings: Optimizer, model: paddle.nn.Layer, rate: Any, weight_decay: float | None = None
) -> paddle.optimizer.Optimizer:
    """Builds an optimizer of Paddle or of this package for the trainable weights of a model.

    Args:
        settings: The ``Optimizer`` section.
        model: The model.
        rate: The learning rate: a scheduler or a float.
        weight_decay: The first weight decay of a schedule; None for that of the settings.

    Raises:
        ConfigError: ``layer_decay`` is set and the model does not define the depths of its layers, a pattern matches no
            parameter, or this Paddle does not have the optimizer.
    """
    decays = weight_decays(settings, model, settings.weight_decay if weight_decay is None else weight_decay)
    trainable = [parameter for parameter, _ in decays]
    own = dict(vars(settings.arguments))
    by_adamw = matched(model, own.pop("adamw_match", ()))
    given = _parameters(settings.name, decays)
    given["parameters"] = _with_adamw(given["parameters"], by_adamw)
    optimizer = _optimizer_class(settings.name)(
        learning_rate=rate,
        grad_clip=None if settings.clip_norm is None else ClipByNormOfAll(trainable, settings.clip_norm),
        **own,
        **given,
    )
    if settings.layer_decay is not None:
        scale_layer_rates(model, settings.layer_decay)
    return optimizer


def _optimizer_class(name: str) -> Any:
    home = optimizers if name in dir(optimizers) else paddle.optimizer
    if not hasattr(home, name):
        raise ConfigError(
            tr("Paddle {} has no {}; it came with Paddle 3.0", paddle.__version__, name), key="Optimizer.name"
        )
    return getattr(home, name)


def matched(model: paddle.nn.Layer, patterns: Sequence[str]) -> set[str]:
    """Paddle's names of the parameters whose names in the model match a pattern, such as ``head``; see `matches`.

    Raises:
        ConfigError: A pattern matches none.
    """
    names = {name: parameter.name for name, parameter in model.named_parameters()}
    for index, pattern in enumerate(patterns):
        if not any(matches(pattern, name) for name in names):
            some = tr(", ").join([*names][:3])
            raise ConfigError(
                tr("{!r} matches no parameter; the names of this model are like {}", pattern, some),
                key=f"Optimizer.adamw_match.{index}",
            )
    return {own for name, own in names.items() if any(matches(pattern, name) for pattern in patterns)}


def _with_adamw(parameters: list[Any], names: set[str]) -> list[Any]:
    """Groups that Muon updates by AdamW, beside the others."""
    if not names:
        return parameters
    groups = parameters if isinstance(parameters[0], dict) else [{"params": parameters}]
    split: list[Any] = []
    for group in groups:
        rest = [one for one in group["params"] if one.name not in names]
        chosen = [one for one in group["params"] if one.name in names]
        split += [{**group, "params": rest}] if rest else []
        split += [{**group, "params": chosen, "update": "adamw"}] if chosen else []
    return split


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
            tr("needs a model that defines layer_depths(); {} does not", type(model).__name__),
            key="Optimizer.layer_decay",
        )
    depths = model.layer_depths()
    factors = layer_factors(max(depths.values()) + 1, decay)
    for name, parameter in model.named_parameters():
        parameter.optimize_attr["learning_rate"] = factors[depths[name]]


def weight_decays(settings: Optimizer, model: Any, default: Any) -> list[tuple[Any, Any]]:
    """The trained parameters, each with its weight decay; ``no_decay_norm_bias`` goes before the groups."""
    excluded = undecayed(model) if settings.no_decay_norm_bias else set()
    groups = [group for group in settings.groups if group.weight_decay is not None]
    found = []
    for name, parameter in model.named_parameters():
        if not parameter.stop_gradient:
            own = next((group.weight_decay for group in groups if claimed(group, name)), default)
            found.append((parameter, 0.0 if parameter.name in excluded else own))
    return found


def _parameters(name: str, decays: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    """The parameters as the optimizer takes them: all together, or a Paddle group for each weight decay."""
    key = "lamb_weight_decay" if name == "Lamb" else "weight_decay"
    together: dict[float, list[Any]] = {}
    for parameter, decay in decays:
        together.setdefault(decay, []).append(parameter)
    if len(together) <= 1:
        decay = next(iter(together), 0.0)
        own_default = name in ("AdamW", "Lamb")
        return {"parameters": [parameter for parameter, _ in decays], key: decay if decay or own_default else None}
    return {"parameters": [{"params": own, key: decay} for decay, own in together.items()], key: max(together)}
