"""GroupScheduler: a rate and a freeze window for each group of parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import paddle

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.curves.resume import POLICIES
from paddle_lrkit.errors import CheckpointError, ConfigError, LrkitError, check_integer, check_number
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.applied_rate import applied_rate

_RATE = "learning_rate"


@dataclass(frozen=True)
class ParameterGroup:
    """Parameters with a rate or a freeze window of their own.

    Args:
        parameters: Parameters of the optimizer, each in one group at most.
        curve: Their rate at each update, absolute; None for ``scale`` times the rate of the optimizer.
        scale: See ``curve``; >= 0.
        frozen: First frozen update, and the first update after the window.
        norms: BatchNorm layers whose running statistics stay as they are, and are used, while the group is frozen.
        name: Name in logs.

    Raises:
        ConfigError: ``curve`` is not a curve, ``scale`` is out of range, or the window is empty.
    """

    parameters: Sequence[Any]
    curve: Curve | None = None
    scale: float = 1.0
    frozen: tuple[int, int] | None = None
    norms: Sequence[Any] = ()
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", tuple(self.parameters))
        object.__setattr__(self, "norms", tuple(self.norms))
        check_number("scale", self.scale, at_least=0)
        if self.curve is not None:
            check_curve("curve", self.curve)
        if self.frozen is not None:
            start, stop = self.frozen
            check_integer("frozen[1]", stop, at_least=check_integer("frozen[0]", start, at_least=0) + 1)

    @property
    def has_rate(self) -> bool:
        """Whether its rate is not that of the optimizer."""
        return self.curve is not None or self.scale != 1

    def is_frozen(self, update: int) -> bool:
        """Whether the parameters are frozen at an update."""
        return self.frozen is not None and self.frozen[0] <= update < self.frozen[1]

    def __str__(self) -> str:
        rate = f"{self.scale:g} times the rate" if self.curve is None else repr(self.curve)
        window = f", frozen {list(self.frozen)}" if self.frozen else ""
        return f"{self.name or 'group'} of {len(self.parameters)} parameters: {rate}{window}"


class GroupScheduler:
    """Gives groups of an optimizer's parameters rates of their own, and freezes them for some updates.

    Paddle's own parameter groups only multiply the optimizer's rate with a constant. Here the parameters of a group get
    the rate of a curve, which the optimizer applies unchanged, or ``scale`` times the rate of any scheduler. A factor
    that a parameter has already, from Paddle's groups or a layer-wise decay, multiplies the rate of its group. A frozen
    group has ``stop_gradient`` set, so neither its weights nor its moments change, and afterwards it has the rate that
    its curve has at that update.

    Build it last, after the optimizer and ``paddle.DataParallel``, which with a freeze window needs
    ``find_unused_parameters=True``. Call ``step()`` after ``scheduler.step()``. For layer-wise decay give each layer a
    ``scale`` of `paddle_lrkit.curves.layer_factors`.

    Args:
        optimizer: An optimizer of Paddle or of this package.
        groups: The groups.

    Raises:
        ConfigError: A parameter is in two groups or has a rate from another `GroupScheduler`, or the groups have every
            parameter of the optimizer and are frozen together.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> head, body = paddle.nn.Linear(2, 2), paddle.nn.Linear(2, 2)
        >>> optimizer = paddle.optimizer.SGD(0.1, parameters=[*head.parameters(), *body.parameters()])
        >>> slow = ParameterGroup(body.parameters(), linear(0.01, 0.0, 100), frozen=(0, 10), name="body")
        >>> groups = GroupScheduler(optimizer, [slow])
        >>> groups.planned()
        {'body': 0.0}
        >>> changed = groups.step(50)
        >>> groups.planned()
        {'body': 0.005}

    Reference: discriminative fine-tuning and gradual unfreezing, arXiv 1801.06146.
    """

    def __init__(self, optimizer: Any, groups: Sequence[ParameterGroup]) -> None:
        self.optimizer = optimizer
        self.groups = tuple(groups)
        self.update, self.factor = 0, 1.0
        parameters = [one for group in self.groups for one in group.parameters]
        _check_parameters(parameters)
        self._factors = {id(one): float(one.optimize_attr[_RATE]) for one in parameters}
        self._trainable = {id(one): not one.stop_gradient for one in parameters}
        self._statistics = {id(one): one._use_global_stats for group in self.groups for one in group.norms}
        self._rates = [self._tensors(group) for group in self.groups]
        self._check_something_trains()
        self.attach()

    def step(self, update: int | None = None) -> bool:
        """Goes to the next update, or to ``update``, and says whether a group was frozen or unfrozen.

        Raises:
            LrkitError: The optimizer has another rate for a parameter of a group.
        """
        before = [group.is_frozen(self.update) for group in self.groups]
        self.update = self.update + 1 if update is None else check_integer("update", update, at_least=0)
        self._apply()
        return before != [group.is_frozen(self.update) for group in self.groups]

    def planned(self) -> dict[str, float]:
        """Name -> rate of each group now; 0.0 while it is frozen. Of several factors in a group the largest counts."""
        rates = zip(self.groups, self._rates, strict=True)
        return {
            group.name: 0.0 if group.is_frozen(self.update) else self._rate(group) * max(tensors, default=1.0)
            for group, tensors in rates
        }

    def applied(self) -> dict[str, Any]:
        """Name -> the rate that the optimizer used in its last update, read back from it; 0.0 for frozen parameters."""
        return {group.name: self._read(group) for group in self.groups}

    @property
    def freezes(self) -> bool:
        """Whether a group has a freeze window."""
        return any(group.frozen for group in self.groups)

    def attach(self) -> None:
        """Gives the parameters their rates, and freezes those that are frozen now."""
        for group, tensors in zip(self.groups, self._rates, strict=True):
            for one in group.parameters if group.has_rate else ():
                one.optimize_attr[_RATE] = tensors[self._factors[id(one)]]
        self._apply()

    def release(self) -> None:
        """Takes back all that `attach` and `step` changed, so that another optimizer can have the parameters."""
        for group in self.groups:
            for one in group.parameters:
                one.optimize_attr[_RATE] = self._factors[id(one)]
            self._freeze(group, False)

    def state_dict(self) -> dict[str, Any]:
        """The update, the groups in words and ``factor``, by which the curves of groups are multiplied."""
        return {"update": self.update, "groups": [str(group) for group in self.groups], "factor": self.factor}

    def set_state_dict(self, state_dict: Mapping[str, Any], policy: str | None = None) -> None:
        """Continues from a saved state; an empty one is that of no groups.

        Args:
            state_dict: ``state_dict()`` of this class.
            policy: ``keep``, ``extend`` or ``rescale``, as for the scheduler; needed after a change of the groups. The
                groups are then at the update at which the scheduler continues.

        Raises:
            CheckpointError: Other groups were saved and no policy is named, or ``extend`` is, and a group has a curve.
        """
        groups, saved = [str(group) for group in self.groups], state_dict.get("groups", [])
        if policy == "extend" and any(group.curve is not None for group in self.groups):
            raise CheckpointError(tr("policy 'extend' cannot start each group at its own rate; name keep or rescale"))
        if policy is None and saved != groups:
            raise CheckpointError(
                tr(
                    "the state has {}, this optimizer {}; name a policy to continue: {}",
                    _listed(saved),
                    _listed(groups),
                    tr(", ").join(POLICIES),
                )
            )
        self.factor = float(state_dict.get("factor", 1.0))
        self.step(state_dict.get("update", 0))

    def _tensors(self, group: ParameterGroup) -> dict[float, Any]:
        """Factor of parameters -> the scalar that is their rate."""
        factors = {self._factors[id(one)]: one for one in group.parameters}
        return {
            factor: paddle.zeros([], "float64" if one.dtype == paddle.float64 else "float32")
            for factor, one in factors.items()
        }

    def _rate(self, group: ParameterGroup) -> float:
        if group.curve is None:
            return float(self.optimizer.get_lr()) * group.scale
        return group.curve(self.update) * self.factor

    def _apply(self) -> None:
        for group, tensors in zip(self.groups, self._rates, strict=True):
            if group.has_rate:
                rate = self._rate(group)
                for factor, tensor in tensors.items():
                    tensor.set_value(paddle.full([], rate * factor, tensor.dtype))
                for one in group.parameters:
                    if one.optimize_attr.get(_RATE) is not tensors[self._factors[id(one)]]:
                        raise LrkitError(
                            tr("the optimizer has another rate for the parameter {}; build this after it", one.name)
                        )
            self._freeze(group, group.is_frozen(self.update))

    def _freeze(self, group: ParameterGroup, frozen: bool) -> None:
        for one in group.parameters:
            one.stop_gradient = frozen or not self._trainable[id(one)]
        for norm in group.norms:
            norm._use_global_stats = True if frozen else self._statistics[id(norm)]

    def _read(self, group: ParameterGroup) -> Any:
        trained = [one for one in group.parameters if not one.stop_gradient]
        if not trained:
            return 0.0
        return applied_rate(self.optimizer, max(trained, key=lambda one: self._factors[id(one)]))

    def _check_something_trains(self) -> None:
        grouped = {id(one) for group in self.groups for one in group.parameters}
        given = self.optimizer._parameter_list
        everything = given if not isinstance(given[0], dict) else [one for group in given for one in group["params"]]
        if any(id(one) not in grouped for one in everything):
            return
        for begin in {group.frozen[0] for group in self.groups if group.frozen}:
            if all(group.is_frozen(begin) for group in self.groups):
                raise ConfigError(
                    tr("all parameters are frozen at update {}, so it would change nothing", begin), key="groups"
                )


def _check_parameters(parameters: Sequence[Any]) -> None:
    seen: set[int] = set()
    for one in parameters:
        if id(one) in seen:
            raise ConfigError(tr("the parameter {} is in two groups", one.name), key="groups")
        if isinstance(one.optimize_attr[_RATE], paddle.Tensor):
            raise ConfigError(tr("the parameter {} has a rate from another GroupScheduler", one.name), key="groups")
        seen.add(id(one))


def _listed(groups: Sequence[str]) -> str:
    return tr("the groups [{}]", "; ".join(groups)) if groups else tr("no groups")
