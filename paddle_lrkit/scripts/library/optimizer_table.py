"""The optimizers of Paddle 3.3 with their arguments in order.

What matters is which argument is the learning rate.
"""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.signature import REQUIRED

_LAST = ("parameters", "weight_decay", "grad_clip", "name")
_MOMENTS = ("beta1", "beta2", "epsilon")
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "ASGD": ("batch_num", "parameters", "weight_decay", "grad_clip", "multi_precision", "name"),
    "Adadelta": ("epsilon", "rho", *_LAST),
    "Adagrad": ("epsilon", *_LAST, "initial_accumulator_value"),
    "Adam": (
        *_MOMENTS,
        *_LAST[:-1],
        *("lazy_mode", "multi_precision", "use_multi_tensor", "amsgrad", "name"),
    ),
    "AdamW": (
        *_MOMENTS,
        *("parameters", "weight_decay", "use_lowprecision_moment", "lr_ratio", "apply_decay_param_fun", "grad_clip"),
        *("lazy_mode", "multi_precision", "amsgrad", "name"),
    ),
    "Adamax": (*_MOMENTS, *_LAST),
    "LBFGS": (
        *("max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size", "line_search_fn"),
        *_LAST,
    ),
    "Lamb": (
        *("lamb_weight_decay", *_MOMENTS, "parameters", "grad_clip", "exclude_from_weight_decay_fn"),
        *("multi_precision", "always_adapt", "name"),
    ),
    "Momentum": (
        *("momentum", "parameters", "use_nesterov", "weight_decay", "grad_clip", "multi_precision", "rescale_grad"),
        *("use_multi_tensor", "name"),
    ),
    "NAdam": (*_MOMENTS, "momentum_decay", *_LAST),
    "RAdam": (*_MOMENTS, *_LAST),
    "RMSProp": ("rho", "epsilon", "momentum", "centered", *_LAST),
    "Rprop": ("learning_rate_range", "parameters", "etas", "grad_clip", "multi_precision", "name"),
    "SGD": ("parameters", "weight_decay", "grad_clip", "multi_precision", "name"),
}
"""Class in ``paddle.optimizer`` -> its arguments after ``learning_rate``."""
RATES: dict[str, Any] = {"Adagrad": REQUIRED, "LBFGS": 1.0, "NAdam": 0.002, "RMSProp": REQUIRED}
"""Default of ``learning_rate`` where it is not `USUAL_RATE`."""
USUAL_RATE = 0.001

OTHERS: dict[str, tuple[str, ...]] = {
    "paddle.fluid.optimizer": (
        *("SGD", "Momentum", "Adagrad", "Adam", "Adamax", "Dpsgd", "DecayedAdagrad", "Ftrl", "RMSProp", "Adadelta"),
        *("Lamb", "LarsMomentum", "SGDOptimizer", "MomentumOptimizer", "AdagradOptimizer", "AdamOptimizer"),
        *("AdamaxOptimizer", "DpsgdOptimizer", "DecayedAdagradOptimizer", "FtrlOptimizer", "RMSPropOptimizer"),
        *("AdadeltaOptimizer", "LambOptimizer", "LarsMomentumOptimizer"),
    ),
    "paddle.optimizer": (
        *("SGDOptimizer", "MomentumOptimizer", "AdagradOptimizer", "AdamOptimizer", "AdamaxOptimizer"),
        *("RMSPropOptimizer", "AdadeltaOptimizer", "LambOptimizer", "LarsMomentumOptimizer", "Muon"),
    ),
    "paddle.incubate.optimizer": ("DistributedFusedLamb", "LarsMomentumOptimizer", "LBFGS"),
    "paddle.incubate": ("DistributedFusedLamb",),
    "paddlenlp.ops.optimizer": ("AdamWDL",),
    "paddlenlp.ops": ("AdamWDL",),
    "paddlenlp.utils.optimizer": ("AdamWMini", "AdamWCustom", "AdamWLayerwiseDecay"),
    "paddle_lrkit.optimizers": (),
}
"""Module -> further optimizers in it, whose first argument is ``learning_rate``."""


def optimizer_parameters(name: str) -> dict[str, Any]:
    """Name of an argument -> default, as far as it matters here.

    Example:
        >>> list(optimizer_parameters("SGD"))[:2], optimizer_parameters("SGD")["learning_rate"]
        (['learning_rate', 'parameters'], 0.001)
    """
    return {"learning_rate": RATES.get(name, USUAL_RATE), **dict.fromkeys(ARGUMENTS[name])}
