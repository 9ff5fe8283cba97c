"""A group of parameters in a schedule: its rate, its freeze window and its weight decay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paddle_lrkit.curves import Curve, constant

if TYPE_CHECKING:
    from paddle_lrkit.suites.schedule import Schedule


@dataclass(frozen=True)
class ScheduleGroup:
    """Parameters that depart from the schedule of the others.

    Args:
        name: Name in charts and logs.
        patterns: Patterns of the names of its parameters.
        curve: Its rate at each update; None for ``scale`` times the rate of the others.
        scale: See ``curve``; None where the group sets no rate.
        frozen: First frozen update, and the first update after the window; None for no window.
        weight_decay: Its weight decay; None for that of the others.
        warmup_updates: Updates of warmup of ``curve``.
    """

    name: str
    patterns: tuple[str, ...]
    curve: Curve | None = None
    scale: float | None = None
    frozen: tuple[int, int] | None = None
    weight_decay: float | None = None
    warmup_updates: int = 0

    @property
    def has_rate(self) -> bool:
        """Whether its rate may differ from that of the others at some update."""
        return self.curve is not None or self.scale is not None or self.frozen is not None

    def rates(self, main: Curve) -> Curve:
        """The rate that its parameters are updated with; 0 while they are frozen.

        Args:
            main: The rate of the others.

        Example:
            >>> from paddle_lrkit.curves import linear
            >>> group = ScheduleGroup("stem", ("stem",), scale=0.5, frozen=(0, 10))
            >>> [group.rates(linear(0.0, 1.0, 100))(update) for update in (9, 10, 50)]
            [0.0, 0.05, 0.25]
        """
        curve = self.unfrozen(main)
        if self.frozen is None:
            return curve
        start, stop = self.frozen
        still = constant(0.0).until(stop - start).then(curve.shift(-stop))
        return curve.until(start).then(still) if start else still

    def unfrozen(self, main: Curve) -> Curve:
        """The rate without the freeze window; ``main`` is the rate of the others."""
        if self.curve is not None:
            return self.curve
        return main if self.scale in (None, 1) else main.scale(self.scale or 0.0)

    def schedule(self, main: Schedule) -> Schedule:
        """Its rates as a schedule of the same run."""
        warmup = main.warmup_updates if self.curve is None else self.warmup_updates
        if self.frozen is not None and self.frozen[0] < warmup <= self.frozen[1]:
            warmup = self.frozen[0]
        plateau = main.plateau if self.curve is None else None
        return replace(
            main, curve=self.rates(main.curve), name=self.name, warmup_updates=warmup, plateau=plateau, groups=()
        )
