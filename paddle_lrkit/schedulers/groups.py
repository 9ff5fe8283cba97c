"""GroupLR: a curve and a freeze window for each group of parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import paddle

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.errors import CheckpointError, ConfigError, LrkitError, check_integer
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


@dataclass(frozen=True)
class ParameterGroup:
    """Parameters with a rate of their own.

    Args:
        parameters: Parameters of the optimizer, each in one group at most.
        curve: Their rate at each update, absolute; None for the curve of the scheduler.
        frozen: First frozen update, and the first update after the window.

    Raises:
        ConfigError: ``curve`` is not a curve, or the window is empty.
    """

    parameters: Sequence[Any]
    curve: Curve | None = None
    frozen: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", tuple(self.parameters))
        if self.curve is not None:
            check_curve("curve", self.curve)
        if self.frozen is not None:
            start, stop = self.frozen
            check_integer("frozen[1]", stop, at_least=check_integer("frozen[0]", start, at_least=0) + 1)

    def is_frozen(self, update: int) -> bool:
        """Whether the parameters are frozen at an update."""
        return self.frozen is not None and self.frozen[0] <= update < self.frozen[1]


class GroupLR(CurveLR):
    """A curve for the optimizer, and others for groups of its parameters.

    Paddle's own parameter groups only multiply the optimizer's rate with a constant. Here the parameters of a group get
    a rate of their own, which the optimizer applies unchanged. Parameters in no group follow ``curve``. A frozen group
    has ``stop_gradient`` set, so neither its weights nor its moments change; under ``paddle.DataParallel`` that needs
    ``find_unused_parameters=True``.

    Build the optimizer with a flat list of parameters after this scheduler, for example
    ``Momentum(scheduler, parameters=model.parameters())``. For layer-wise decay give each layer
    ``scale(curve, factor)`` with the factors of `paddle_lrkit.curves.layer_factors`.

    Args:
        curve: Rate of the parameters that are in no group; also what ``scheduler()`` returns.
        groups: The groups.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: A parameter is in two groups, or an argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import constant, linear
        >>> head, body = paddle.nn.Linear(2, 2), paddle.nn.Linear(2, 2)
        >>> slow = ParameterGroup(body.parameters(), linear(0.01, 0.0, 100), frozen=(0, 10))
        >>> scheduler = GroupLR(constant(0.1), [slow])
        >>> scheduler.step(50)
        >>> scheduler(), scheduler.group_rates()
        (0.1, [0.005])

    Reference: discriminative fine-tuning and gradual unfreezing, arXiv 1801.06146.
    """

    groups = Fixed[tuple[ParameterGroup, ...]]()

    def __init__(
        self, curve: Curve, groups: Sequence[ParameterGroup], last_epoch: int = -1, verbose: bool = False
    ) -> None:
        self.groups = tuple(groups)
        _check_disjoint(self.groups)
        self._rates = [paddle.zeros([], "float32") for _ in self.groups]
        self._trainable = {id(p): not p.stop_gradient for group in self.groups for p in group.parameters}
        for group, rate in zip(self.groups, self._rates, strict=True):
            for parameter in group.parameters if group.curve is not None else ():
                parameter.optimize_attr["learning_rate"] = rate
        super().__init__(curve, last_epoch, verbose)

    def group_rates(self) -> list[float]:
        """The rate of each group now; 0.0 while it is frozen."""
        now = self.last_epoch
        return [0.0 if g.is_frozen(now) else float((g.curve or self.curve)(now)) for g in self.groups]

    def step(self, epoch: int | None = None) -> None:
        """Goes to the next update, or to update ``epoch``, with all groups.

        Raises:
            LrkitError: The optimizer has replaced the rate of a group's parameters.
        """
        super().step(epoch)
        self._apply()

    def state_dict(self) -> dict[str, Any]:
        """The state of `CurveLR` and the curves of the groups."""
        return {**super().state_dict(), "groups": [_show(group) for group in self.groups]}

    def set_state_dict(self, state_dict: Mapping[str, Any], policy: str | None = None) -> None:
        """Continues from a saved state; see `CurveLR.set_state_dict`.

        Raises:
            CheckpointError: Also when other groups were saved and no policy is named, and for ``extend``.
        """
        if policy == "extend":
            raise CheckpointError("policy 'extend' cannot start each group at its own rate; name keep or rescale")
        groups = [_show(group) for group in self.groups]
        if policy is None and "fingerprint" in state_dict and state_dict.get("groups", []) != groups:
            raise CheckpointError(f"the state has the groups {state_dict.get('groups', [])}, this scheduler {groups}")
        super().set_state_dict(state_dict, policy)
        self._apply()

    set_dict = set_state_dict

    def _apply(self) -> None:
        for group, rate in zip(self.groups, self._rates, strict=True):
            frozen = group.is_frozen(self.last_epoch)
            if group.curve is not None:
                rate.set_value(paddle.full([], group.curve(self.last_epoch), "float32"))
            for parameter in group.parameters:
                parameter.stop_gradient = frozen or not self._trainable[id(parameter)]
                if group.curve is not None and parameter.optimize_attr.get("learning_rate") is not rate:
                    raise LrkitError(
                        f"the optimizer has replaced the rate of parameter {parameter.name}; build it with a flat list "
                        "of parameters"
                    )


def _check_disjoint(groups: Sequence[ParameterGroup]) -> None:
    seen: set[int] = set()
    for group in groups:
        for parameter in group.parameters:
            if id(parameter) in seen:
                raise ConfigError(f"the parameter {parameter.name} is in two groups", key="groups")
            seen.add(id(parameter))


def _show(group: ParameterGroup) -> str:
    follows = "the curve of the scheduler" if group.curve is None else repr(group.curve)
    return f"{len(group.parameters)} parameters: {follows}{f', frozen {list(group.frozen)}' if group.frozen else ''}"
