"""MomentumWeightDecayScheduler: momentum and weight decay along curves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.errors import CheckpointError, ConfigError, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names

_MOMENTUM = ("_momentum", "_beta1")
_DECAY = ("_weight_decay", "_lamb_weight_decay")


class MomentumWeightDecayScheduler:
    """Moves the momentum and the weight decay of an optimizer along curves.

    Call ``step()`` after ``scheduler.step()``. The momentum is ``beta1`` for Adam, AdamW, Lamb
    and Lion. Parameters and
    groups without weight decay stay without.

    Args:
        optimizer: Any optimizer of Paddle or of this package.
        momentum: Momentum at each update, or None to leave it.
        weight_decay: Weight decay at each update, or None to leave it.

    Raises:
        ConfigError: The optimizer has no momentum or no weight decay to move.

    Example:
        >>> import paddle
        >>> from paddle_lrkit.curves import one_cycle_momentum
        >>> layer = paddle.nn.Linear(2, 2)
        >>> optimizer = paddle.optimizer.Momentum(0.1, parameters=layer.parameters())
        >>> scheduler = MomentumWeightDecayScheduler(optimizer, momentum=one_cycle_momentum(0.95, 0.85, 101, up=30))
        >>> scheduler.step(30)
        >>> round(scheduler.values()["momentum"], 12)
        0.85

    Reference: arXiv 1708.07120 for the momentum.
    """

    def __init__(self, optimizer: Any, momentum: Curve | None = None, weight_decay: Curve | None = None) -> None:
        self.optimizer = optimizer
        named = (("momentum", momentum), ("weight_decay", weight_decay))
        self.curves = {name: curve for name, curve in named if curve is not None}
        for name, curve in self.curves.items():
            check_curve(name, curve)
        self._setters = {name: _SETTERS[name](optimizer) for name in self.curves}
        self.update = 0
        self.step(0)

    def step(self, update: int | None = None) -> None:
        """Goes to the next update, or to ``update``."""
        self.update = self.update + 1 if update is None else check_integer("update", update, at_least=0)
        for name, value in self.values().items():
            for owner, key in self._setters[name]:
                _put(owner, key, value)

    def values(self) -> dict[str, float]:
        """The current values."""
        return {name: curve(self.update) for name, curve in self.curves.items()}

    def state_dict(self) -> dict[str, Any]:
        """The update and the curves."""
        return {"update": self.update, **{name: repr(curve) for name, curve in self.curves.items()}}

    def set_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Continues from a saved state.

        Raises:
            CheckpointError: The state belongs to other curves.
        """
        mine = {name: repr(curve) for name, curve in self.curves.items()}
        saved = {name: value for name, value in state_dict.items() if name != "update"}
        if saved != mine or "update" not in state_dict:
            changed = sorted(name for name in saved.keys() | mine.keys() if saved.get(name) != mine.get(name))
            what = (
                tr("the curve of {} was another one", join_names(changed)) if changed else tr("the update is missing")
            )
            raise CheckpointError(tr("the state is of another schedule: {}", what))
        self.step(state_dict["update"])


def _momentum(optimizer: Any) -> list[tuple[Any, str]]:
    name = next((name for name in _MOMENTUM if hasattr(optimizer, name)), None)
    if name is None:
        raise ConfigError(tr("{} has no momentum", type(optimizer).__name__), key="momentum")
    return [(optimizer, name), *((holder, name[1:]) for holder in _dictionaries(optimizer) if name[1:] in holder)]


def _decay(optimizer: Any) -> list[tuple[Any, str]]:
    name = next((name for name in _DECAY if getattr(optimizer, name, None)), None)
    if name is not None:
        holders = [holder for holder in _dictionaries(optimizer) if holder.get(name[1:])]
        return [(optimizer, name), *((holder, name[1:]) for holder in holders)]
    penalties = {id(penalty): penalty for penalty in _penalties(optimizer) if getattr(penalty, "_coeff", 0)}
    found = [(penalty, "_coeff") for penalty in penalties.values()]
    found += [(optimizer, "_regularization_coeff")] if getattr(optimizer, "_regularization_coeff", 0) else []
    found += [(h, "regularization_coeff") for h in _dictionaries(optimizer) if h.get("regularization_coeff")]
    if not found:
        raise ConfigError(
            tr("this {} has no weight decay; build it with weight_decay > 0", type(optimizer).__name__),
            key="weight_decay",
        )
    return found


def _penalties(optimizer: Any) -> list[Any]:
    """The L2 penalties that the optimizer itself set; a parameter's own one belongs to the model."""
    groups = [group for group in optimizer._param_groups if isinstance(group, dict)]
    return [optimizer.regularization, *(p.regularizer for group in groups for p in group["params"])]


def _dictionaries(optimizer: Any) -> list[dict[str, Any]]:
    groups = [group for group in optimizer._param_groups if isinstance(group, dict)]
    return [optimizer._default_dict, *groups]


def _put(owner: Any, key: str, value: float) -> None:
    if isinstance(owner, dict):
        owner[key] = value
    else:
        setattr(owner, key, value)


_SETTERS = {"momentum": _momentum, "weight_decay": _decay}
