"""The state of a Paddle optimizer under names that do not depend on the process.

Paddle names an accumulator after its parameter's running number (``linear_3.w_0_velocity_0``), which changes when the
process has built a model before. Here its name is ``fc.weight|velocity_0``. A number that an optimizer of this package
keeps for all parameters, such as the ``d`` of Prodigy, is ``|d``, a float64 tensor.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import paddle
from paddle.base.layer_helper import LayerHelper

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.optimizers.schedule_free import ScheduleFree
from paddle_lrkit.optimizers.tensor_optimizer import SCALARS, TensorOptimizer

_MASTER = "master_weights"


def optimizer_tensors(optimizer: paddle.optimizer.Optimizer, model: paddle.nn.Layer) -> dict[str, Any]:
    """All tensors of an optimizer's state, named ``<parameter>|<accumulator>``."""
    names = {parameter.name: name for name, parameter in model.named_parameters()}
    state = optimizer.state_dict()
    tensors = {}
    for key, value in state.items():
        if key not in ("LR_Scheduler", _MASTER, SCALARS):
            parameter, accumulator = _split(key, names)
            tensors[f"{names[parameter]}|{accumulator}"] = value
    for key, value in state.get(_MASTER, {}).items():
        tensors[f"{names[key]}|{_MASTER}"] = value
    for key, value in state.get(SCALARS, {}).items():
        tensors[f"|{key}"] = paddle.to_tensor(value, dtype="float64")
    return tensors


def restore_optimizer(
    optimizer: paddle.optimizer.Optimizer,
    model: paddle.nn.Layer,
    tensors: dict[str, Any],
    scheduler_state: Any,
    checkpoint: Path | None = None,
) -> None:
    """Loads the state that `optimizer_tensors` returned for an optimizer of the same model.

    The model has the weights of the same checkpoint. Afterwards it has those that are trained, where an optimizer
    tells the two apart.

    Args:
        optimizer: The optimizer.
        model: Its model.
        tensors: The optimizer's tensors.
        scheduler_state: ``state_dict()`` of its scheduler.
        checkpoint: The checkpoint's path, for error messages.

    Raises:
        CheckpointError: The state has a parameter that the model does not have, or a tensor that does not fit one, or
            it is the state of another optimizer.
    """
    parameters = dict(model.named_parameters())
    names = {name: parameter.name for name, parameter in parameters.items()}
    state: dict[str, Any] = {"LR_Scheduler": scheduler_state}
    place = "" if checkpoint is None else f"{checkpoint}: "
    for key, value in tensors.items():
        name, _, accumulator = key.partition("|")
        if not name:
            state.setdefault(SCALARS, {})[accumulator] = float(value)
            continue
        if name not in names:
            raise CheckpointError(
                tr("{}the optimizer state has the parameter {!r}, which is not in the model", place, name)
            )
        problem = _misfit(value, parameters[name])
        if problem:
            raise CheckpointError(tr("{}the optimizer state {!r} {}", place, key, problem))
        if accumulator == _MASTER:
            state.setdefault(_MASTER, {})[names[name]] = value
        else:
            state[f"{names[name]}_{accumulator}"] = value
    try:
        if SCALARS in state and not isinstance(optimizer, TensorOptimizer):
            raise CheckpointError(SCALARS)  # which Paddle's optimizers do not keep
        optimizer.set_state_dict(state)
    except CheckpointError:
        raise CheckpointError(
            tr(
                "{}the optimizer state is not one of {}; resume with the optimizer of the run, or start a new run "
                "from its weights with Architecture.pretrained",
                place,
                type(optimizer).__name__,
            )
        ) from None
    if isinstance(optimizer, ScheduleFree):
        optimizer.train()
    _take(optimizer, [one for name, one in parameters.items() if any(key.startswith(f"{name}|") for key in tensors)])


def _take(optimizer: Any, parameters: list[Any]) -> None:
    """Lets an optimizer of Paddle create the accumulators that were saved now, and not at the next gradient.

    Until then it does not save them again, and it refuses a parameter that has none, such as one that was frozen.
    """
    if getattr(optimizer, "_accumulators_holder", None):
        block = paddle.static.default_main_program().global_block()
        optimizer.helper = optimizer.helper or LayerHelper(type(optimizer).__name__)
        optimizer._create_accumulators(block, parameters)
        optimizer._accumulators_holder = {}


def _misfit(value: Any, parameter: Any) -> str | None:
    """How an accumulator differs: it is like its parameter, one number, or, with ASGD, several like the parameter.

    Its type is that of its parameter or float32; a count is int64.
    """
    shape, fitting = list(value.shape), list(parameter.shape)
    if shape != fitting and shape[1:] != fitting and value.size != 1:
        return tr("has shape {}, its parameter {}", shape, fitting)
    kind, own = (str(tensor.dtype).rpartition(".")[2] for tensor in (value, parameter))
    counts = value.size == 1 and kind == "int64"
    return tr("is {}, its parameter {}", kind, own) if kind not in (own, "float32") and not counts else None


def _split(key: str, names: dict[str, str]) -> tuple[str, str]:
    """``linear_3.w_0_velocity_0`` -> ``linear_3.w_0``, ``velocity_0``"""
    end = len(key)
    while (end := key.rfind("_", 0, end)) > 0:
        if key[:end] in names:
            return key[:end], key[end + 1 :]
    raise CheckpointError(tr("the optimizer state {!r} belongs to no parameter of the model", key))
