"""Layer-wise decay: a smaller rate the nearer a weight is to the input."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.curves._layers import layer_factors
from paddle_lrkit.errors import ConfigError


def scale_rates(model: Any, decay: float) -> None:
    """Gives each weight its part of the optimizer's rate: ``decay ** (deepest - depth)``, see `layer_factors`.

    Every optimizer of Paddle multiplies its rate with this part, decoupled weight decay included. The optimizer must
    be built before, because it sets the parts of its parameter groups.

    Args:
        model: A ``paddle.nn.Layer`` with ``layer_depths()``: name of each weight -> depth, from 0 at the input.
        decay: Factor from a layer to the one before it, > 0 and <= 1.

    Raises:
        ConfigError: The model does not say how deep its weights stand.
    """
    if not hasattr(model, "layer_depths"):
        raise ConfigError(
            f"needs a model that says how deep its weights stand; {type(model).__name__} does not",
            key="Optimizer.layer_decay",
        )
    depths = model.layer_depths()
    factors = layer_factors(max(depths.values()) + 1, decay)
    for name, parameter in model.named_parameters():
        parameter.optimize_attr["learning_rate"] = factors[depths[name]]
