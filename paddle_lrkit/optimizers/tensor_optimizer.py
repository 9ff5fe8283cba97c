"""The base of optimizers whose update is written with tensor operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import paddle
from paddle.base.framework import in_dygraph_mode
from paddle.optimizer import Optimizer

from paddle_lrkit.errors import CheckpointError, ConfigError, LrkitError, check_number, unknown_name
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.optimizers.decay_number import decay_number

_LOW = (paddle.float16, paddle.bfloat16)
_SCHEDULER, _MASTERS, SCALARS = "LR_Scheduler", "master_weights", "scalars"
_NO_TENSORS = (_SCHEDULER, _MASTERS, SCALARS, "StructuredToParameterName@@")  # paddle.Model saves the last one


@dataclass
class ParameterUpdate:
    """A parameter in one update.

    Args:
        parameter: The parameter.
        weight: What the update changes: the parameter, or its float32 copy where it has a shorter type.
        gradient: Its clipped gradient, with the type of ``weight``.
        rate: Its learning rate in this update.
        factor: The factor in that; 1 where the rate is one of its own.
        weight_decay: Its weight decay.
        state: Name -> tensor that the optimizer keeps for it.
    """

    parameter: Any
    weight: Any
    gradient: Any
    rate: float
    factor: float
    weight_decay: float
    state: dict[str, Any] = field(default_factory=dict)

    def coupled(self) -> Any:
        """The gradient with the weight decay as an L2 penalty, ``g + wd * w``."""
        return self.gradient + self.weight_decay * self.weight if self.weight_decay else self.gradient


class TensorOptimizer(Optimizer):
    """A Paddle optimizer whose subclass writes its update in Python.

    A subclass names the tensors that it keeps for each parameter in ``kept`` and the numbers that it keeps in
    ``scalars``, and implements ``_update``. Rates, groups, clipping, float32 copies of short types, skipped steps of
    mixed precision and states are here. Call ``step()`` outside of functions that ``to_static`` compiles, whose
    program would freeze the numbers of an update: inside it is refused, or fails in Paddle with an error of its own
    where ``full_graph`` is off. A compiled model is no obstacle.

    ``ClipGradByGlobalNorm`` sees the gradients of all groups that share it, where Paddle's optimizers clip each group
    by itself.

    Args:
        learning_rate: The rate, >= 0, or a scheduler.
        parameters: The parameters, or groups of them: dictionaries with ``params`` and, where the group has its own,
            ``learning_rate`` (a factor), ``weight_decay`` and ``grad_clip``.
        weight_decay: Weight decay, >= 0; the subclass says of which kind. A parameter whose ``ParamAttr`` has a
            regularizer has that one instead.
        grad_clip: A clip of ``paddle.nn``.
        multi_precision: Whether parameters of a short type get a float32 copy; ``paddle.amp.decorate`` sets it.
        name: Paddle's name of the optimizer.

    Raises:
        ConfigError: An argument is not allowed.
    """

    kept: tuple[str, ...] = ()
    """Names of the tensors kept for the parameters, of their shape and zero at first unless a subclass says else."""
    kept_in_evaluation: tuple[str, ...] = ()
    """Names of those that a state has besides while the model holds other weights than those that are trained."""
    group_keys: tuple[str, ...] = ("params", "learning_rate", "weight_decay", "grad_clip", "name")
    """Keys of a group of parameters."""
    arguments: Any
    moving: str = ""
    """The argument that `MomentumWeightDecayScheduler` moves as the momentum; empty where it must not move."""

    def __init__(
        self,
        learning_rate: Any,
        parameters: Sequence[Any],
        weight_decay: float | None = None,
        grad_clip: Any = None,
        multi_precision: bool = False,
        name: str | None = None,
    ) -> None:
        if not in_dygraph_mode():
            raise ConfigError(tr("{} trains in dynamic graph mode; call paddle.disable_static()", type(self).__name__))
        if not (given := list(parameters or ())):
            raise ConfigError(tr("must have at least one parameter"), key="parameters")
        if isinstance(learning_rate, int | float):
            learning_rate = check_number("learning_rate", learning_rate, at_least=0)
        self._weight_decay = decay_number(weight_decay)
        self._multi_precision = multi_precision
        self.scalars: dict[str, float] = {}
        self.used_rate: float | None = None
        super().__init__(learning_rate, given, None, grad_clip, name)

    @property
    def _momentum(self) -> float:
        """The momentum under the name that Paddle's optimizers have for it."""
        return float(getattr(self.arguments, self.moving))

    @_momentum.setter
    def _momentum(self, value: float) -> None:
        self.arguments = replace(self.arguments, **{self.moving: value})

    def _update(self, updates: Sequence[ParameterUpdate]) -> None:
        """Changes the weights and states of all parameters that have a gradient, in place (`put`)."""
        raise NotImplementedError

    def measurements(self) -> dict[str, Any]:
        """Name -> number or scalar tensor of the last update that is worth a line in the log; the trainer logs it."""
        return {}

    @paddle.jit.not_to_static
    @paddle.no_grad()
    def step(self) -> None:
        """Makes one update from the gradients.

        Raises:
            LrkitError: Inside a function that ``paddle.jit.to_static`` compiles, or for a sparse gradient.
        """
        if paddle.base.dygraph.base.in_to_static_mode():
            raise LrkitError(tr("call {}.step() outside of the function that to_static compiles", type(self).__name__))
        if self._get_auxiliary_var("found_inf"):
            return
        self.used_rate = self.get_lr()
        updates = self._updates()
        if updates:
            self._update(updates)
        for one in updates:
            if one.weight is not one.parameter:
                put(one.parameter, one.weight.astype(one.parameter.dtype))

    def minimize(
        self, loss: Any, startup_program: Any = None, parameters: Any = None, no_grad_set: Any = None
    ) -> tuple[list[Any], list[Any]]:
        """``step()`` after ``loss.backward()``; the other arguments are those of static graphs and must be absent."""
        for key, value in (("startup_program", startup_program), ("parameters", parameters)):
            if value is not None:
                raise ConfigError(tr("is not used in dynamic graph mode"), key=key)
        self.step()
        return [], []

    def state_dict(self) -> dict[str, Any]:
        """The tensors by Paddle's names, the scheduler, and ``scalars``, which are kept in double precision."""
        state: dict[str, Any] = super().state_dict()
        return {**state, SCALARS: dict(self.scalars)} if self.scalars else state

    def set_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Continues from a saved state.

        Raises:
            CheckpointError: It is the state of another optimizer, or of other parameters.
        """
        names = (*self.kept, *self.kept_in_evaluation)
        places = {self._key(name, one): (name, one) for name in names for one in self._all_parameters()}
        tensors = {key: value for key, value in state_dict.items() if key not in _NO_TENSORS}
        scalars = state_dict.get(SCALARS, {})
        kept = {key: tensors[key] for key in places if key in tensors}
        known = {id(value) for value in kept.values()}  # paddle.Model adds the same tensors under other names
        foreign = [key for key, value in tensors.items() if id(value) not in known]
        foreign += [key for key in scalars if key not in self.scalars]
        missing = [key for key in self.scalars if key not in scalars]
        if foreign or missing:
            has = Message("the state has {!r}, so it is not one of {} for these parameters")
            message = has if foreign else Message("the state lacks {!r}, so it is not one of {} for these parameters")
            raise CheckpointError(str(message.filled((foreign or missing)[0], type(self).__name__)))
        self._accumulators.clear()
        super().set_state_dict({key: value for key, value in state_dict.items() if key in (_SCHEDULER, _MASTERS)})
        for key, value in kept.items():
            name, parameter = places[key]
            tensor = value.detach().clone() if isinstance(value, paddle.Tensor) else paddle.to_tensor(value)
            tensor.name = key
            self._accumulators[name][parameter.name] = tensor
        self.scalars.update({key: float(value) for key, value in scalars.items()})

    load_state_dict = set_state_dict
    set_dict = set_state_dict

    def _add_param_group(self, param_group: dict[str, Any]) -> None:
        """Adds a group; its weight decay is not made a regularizer of the parameters, as Paddle does."""
        for key in param_group:
            if key not in self.group_keys:
                raise unknown_name("key of a group", key, self.group_keys, key="parameters")
        decay = decay_number(param_group.get("weight_decay", self._weight_decay))
        check_number("learning_rate", param_group.get("learning_rate", 1), at_least=0)
        own = {one.name: one.regularizer for one in param_group["params"]}
        super()._add_param_group({**param_group, "weight_decay": None})
        self._param_groups[-1]["weight_decay"] = decay
        for parameter in self._param_groups[-1]["params"]:
            parameter.regularizer = own[parameter.name]

    def _all_parameters(self) -> list[Any]:
        return [parameter for group in self._groups() for parameter in group["params"]]

    def _groups(self) -> list[dict[str, Any]]:
        groups: list[Any] = self._param_groups
        if isinstance(groups[0], dict):
            return groups
        return [{"params": groups, "weight_decay": self._weight_decay, "grad_clip": self._grad_clip}]

    def _updates(self) -> list[ParameterUpdate]:
        """What `_update` gets: the parameters that have a gradient, by group."""
        found = [
            (parameter, group)
            for group in self._groups()
            for parameter in group["params"]
            if not parameter.stop_gradient and _gradient(parameter) is not None
        ]
        gradients = self._clipped(found)
        rates: dict[int, float] = {}
        return [self._update_of(one, group, gradients[one.name], rates) for one, group in found]

    def _clipped(self, found: Sequence[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
        clips: dict[int, Any] = {}
        pairs: dict[int, list[tuple[Any, Any]]] = {}
        for parameter, group in found:
            clips[key := id(group["grad_clip"])] = group["grad_clip"]
            pairs.setdefault(key, []).append((parameter, _gradient(parameter)))
        kept: dict[str, Any] = {}
        for key, together in pairs.items():
            clipped = clips[key](together) if clips[key] else together
            kept.update({one.name: gradient for one, gradient in clipped})
        return kept

    def _update_of(
        self, parameter: Any, group: Mapping[str, Any], gradient: Any, rates: dict[int, float]
    ) -> ParameterUpdate:
        weight = self._weight(parameter)
        gradient = gradient if gradient.dtype == weight.dtype else gradient.astype(weight.dtype)
        decay = group["weight_decay"]
        if parameter.regularizer is not None:
            gradient, decay = gradient + parameter.regularizer(weight, gradient, weight.block), 0.0
        state = {name: self._state(name, parameter, weight) for name in self._kept_for(parameter)}
        rate, factor = self._rate(parameter, rates)
        return ParameterUpdate(parameter, weight, gradient, rate, factor, decay, state)

    def _weight(self, parameter: Any) -> Any:
        if parameter.dtype not in _LOW:
            return parameter
        if not self._multi_precision:
            return parameter.astype("float32")
        if parameter.name not in self._master_weights:
            self._master_weights[parameter.name] = parameter.detach().astype("float32")
        return self._master_weights[parameter.name]

    def _state(self, name: str, parameter: Any, weight: Any) -> Any:
        held = self._accumulators[name]
        if parameter.name not in held:
            tensor = self._first(name, weight)
            tensor.name = self._key(name, parameter)
            held[parameter.name] = tensor
        return held[parameter.name]

    def _kept_for(self, parameter: Any) -> tuple[str, ...]:
        """The names in ``kept`` that a parameter needs."""
        return self.kept

    def _first(self, name: str, weight: Any) -> Any:
        """The first value of the tensor ``name`` of a parameter."""
        return paddle.zeros_like(weight)

    def _rate(self, parameter: Any, known: dict[int, float]) -> tuple[float, float]:
        """The rate of a parameter and its factor: the scheduler's times the factor, or its own where it is a tensor."""
        given = parameter.optimize_attr["learning_rate"]
        if not isinstance(given, paddle.Tensor):
            return float(self.get_lr() * given), float(given)
        if id(given) not in known:
            known[id(given)] = float(given)
        return known[id(given)], 1.0

    @staticmethod
    def _key(name: str, parameter: Any) -> str:
        return f"{parameter.name}_{name}_0"


def put(target: Any, value: Any) -> None:
    """Gives a tensor another value, in place."""
    paddle.assign(value, target)


def plus(tensor: Any, number: float) -> Any:
    """``tensor + number`` in the type of the tensor; Paddle 2.6 rounds the number to float32 first."""
    return tensor + paddle.full([], number, tensor.dtype) if number else tensor


def _gradient(parameter: Any) -> Any:
    gradient = parameter.grad if getattr(parameter, "main_grad", None) is None else parameter.main_grad
    if gradient is not None and gradient.is_selected_rows():
        raise LrkitError(tr("the gradient of {} is sparse; build its embedding with sparse=False", parameter.name))
    return gradient
