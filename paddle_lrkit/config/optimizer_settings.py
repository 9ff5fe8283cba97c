"""The ``Optimizer`` section, typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.learned_rate_arguments import LearnedRateArguments
from paddle_lrkit.config.optimizer_arguments import OptimizerArguments
from paddle_lrkit.config.optimizer_groups import OptimizerGroup
from paddle_lrkit.errors import ConfigError, check_integer, check_number, shown
from paddle_lrkit.messages import tr


@dataclass(frozen=True)
class Optimizer:
    """The optimizer and its learning rate.

    Args:
        name: A name of `paddle_lrkit.config.optimizer_arguments.ARGUMENTS`.
        lr: The schedule; a name of the catalogue with its arguments, and ``warmup``.
        arguments: The optimizer's own arguments, which stand beside the other keys.
        weight_decay: L2 penalty or decoupled decay, as the optimizer has it: a number, or the schedule
            ``WeightDecayRamp`` with its arguments.
        no_decay_norm_bias: Leave normalisation layers and biases without weight decay.
        clip_norm: Limit of the global gradient norm; absent for none.
        layer_decay: Factor of the rate from a layer to the one before it; absent for one rate. The deepest layer has
            the rate of the schedule.
        base_batch_size: Samples in an update that ``lr`` was chosen for, all processes together.
        batch_scaling: What the rates are multiplied by: ``linear`` takes the samples in an update over
            ``base_batch_size``, ``sqrt`` the square root of that; absent for nothing.
        groups: Parameters with a rate, a freeze window or a weight decay of their own. Of several groups that match a
            parameter, each setting is that of the first group which has it.
    """

    name: str
    lr: Component
    arguments: OptimizerArguments
    weight_decay: float | Component = 0.0
    no_decay_norm_bias: bool = False
    clip_norm: float | None = None
    layer_decay: float | None = None
    base_batch_size: int | None = None
    batch_scaling: Literal["linear", "sqrt"] | None = None
    groups: list[OptimizerGroup] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not isinstance(self.weight_decay, Component):
            check_number("weight_decay", self.weight_decay, at_least=0)
        elif not self.weight_decay.arguments:
            given = shown(self.weight_decay.name)
            raise ConfigError(tr("must be a number, or a section with a 'name', got {}", given), key="weight_decay")
        if self.clip_norm is not None:
            check_number("clip_norm", self.clip_norm, above=0)
        if self.layer_decay is not None:
            check_number("layer_decay", self.layer_decay, above=0, at_most=1)
        if self.batch_scaling is not None and isinstance(self.arguments, LearnedRateArguments):
            raise ConfigError(
                tr("is not for {}, which learns its rate; remove this key", self.name), key="batch_scaling"
            )
        if self.base_batch_size is not None:
            check_integer("base_batch_size", self.base_batch_size, at_least=1)
        elif self.batch_scaling is not None:
            raise ConfigError(tr("needs base_batch_size, the samples in an update that lr is for"), key="batch_scaling")
        if isinstance(self.weight_decay, Component):
            for index, group in enumerate(self.groups):
                if group.weight_decay:
                    raise ConfigError(
                        tr("must be 0 or absent, because {} moves the decay of all parameters", self.weight_decay.name),
                        key=f"groups[{index}].weight_decay",
                    )
