"""``Optimizer.groups``, typed: parameters with a rate, a freeze window or a weight decay of their own."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.config.bind import Component
from paddle_lrkit.errors import ConfigError, check_number, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.units import Duration


@dataclass(frozen=True)
class RateScale:
    """A rate relative to that of ``Optimizer.lr``.

    Args:
        scale: Its factor, >= 0.
    """

    scale: float

    def __post_init__(self) -> None:
        check_number("scale", self.scale, at_least=0)


@dataclass(frozen=True)
class OptimizerGroup:
    """An item of ``Optimizer.groups``.

    Args:
        match: A pattern, or several. With ``*``, ``?`` or ``[`` it is compared with whole names of parameters, and
            ``*`` stands for any text, dots included; without them it is a parameter, or a layer with all below it.
        lr: ``{scale: 0.1}``, or a schedule as in ``Optimizer.lr``; absent for the rate of the others.
        freeze: The first updates, in which the parameters stay as they are, or ``[start, stop]``; absent for none.
        weight_decay: Weight decay of the parameters; absent for that of the others.
        name: Name in charts and logs; by default the patterns.
    """

    match: str | list[str]
    lr: RateScale | Component | None = None
    freeze: Duration | list[Duration] | None = None
    weight_decay: float | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if not self.patterns or not all(self.patterns):
            raise ConfigError(
                tr("must be a pattern of parameter names, or several, got {}", shown(self.match)), key="match"
            )
        if isinstance(self.freeze, list) and len(self.freeze) != 2:
            raise ConfigError(tr("must be a length or [start, stop], got {} values", len(self.freeze)), key="freeze")
        if self.weight_decay is not None:
            check_number("weight_decay", self.weight_decay, at_least=0)
        if isinstance(self.lr, Component) and "scale" in self.lr.arguments:
            raise ConfigError(tr("has a scale and a schedule; give one of them"), key="lr")
        if self.lr is None and self.freeze is None and self.weight_decay is None:
            raise ConfigError(tr("changes nothing; give lr, freeze or weight_decay"), key="match")
        if not self.shown_name or any(sign in self.shown_name for sign in "/%"):
            raise ConfigError(tr("must be text without / and %, got {}", shown(self.shown_name)), key="name")

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns of ``match``."""
        return (self.match,) if isinstance(self.match, str) else tuple(self.match)

    @property
    def shown_name(self) -> str:
        """Name in charts and logs."""
        return ", ".join(self.patterns) if self.name is None else self.name
