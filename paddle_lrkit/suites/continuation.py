"""How a run continues from a checkpoint: the rates that are promised, whatever config has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from paddle_lrkit.curves import constant, cosine, join, linear, until
from paddle_lrkit.curves.base import Curve

DecayShape = Literal["cosine", "linear"]


@dataclass(frozen=True)
class Continuation:
    """A ramp, a hold and a decay, one after the other; the first two may have no length, and so may the decay.

    Positions are ticks of the scheduler, as ``last_epoch`` in the checkpoint counts them.

    Args:
        start: Tick of the checkpoint.
        end: Tick at which the run ends.
        rate: Rate to start from.
        peak: Rate after the ramp.
        floor: Rate at the end of the decay.
        ramp: Ticks of the ramp from ``rate`` to ``peak``.
        decay: Ticks of the decay, up to ``end``.
        shape: Shape of the decay.
        before: Rates of the updates before the checkpoint, for the record; a resumed run does not use them.

    Example:
        >>> whole = Continuation(100, 200, 0.01, decay=50)
        >>> whole.hold, whole.curve(100), round(whole.curve(175), 6), whole.curve(200)
        (50, 0.01, 0.005, 0.0)
    """

    start: int
    end: int
    rate: float
    peak: float = 0.0
    floor: float = 0.0
    ramp: int = 0
    decay: int = 0
    shape: DecayShape = "cosine"
    before: Curve | None = None

    @property
    def top(self) -> float:
        """The rate of the hold."""
        return self.peak if self.ramp else self.rate

    @property
    def hold(self) -> int:
        """Ticks at the highest rate."""
        return self.end - self.start - self.ramp - self.decay

    @property
    def decay_start(self) -> int:
        """Tick at which the decay begins."""
        return self.end - self.decay

    @property
    def at_zero(self) -> float:
        """The rate at tick 0 of the line through the rate at ``start`` and the floor at ``end``."""
        return self.floor + (self.rate - self.floor) * self.end / (self.end - self.start)

    @property
    def parts(self) -> list[Curve]:
        """The ramp, the hold and the decay, as far as they have a length."""
        parts = [linear(self.rate, self.peak, self.ramp)] if self.ramp else []
        if self.hold or not self.decay:
            parts.append(constant(self.top, self.hold))
        if self.decay:
            parts.append((cosine if self.shape == "cosine" else linear)(self.top, self.floor, self.decay))
        return parts

    @property
    def curve(self) -> Curve:
        """The rates of the run: those ``before``, by default a constant, then `parts`."""
        before = constant(self.rate, self.start) if self.before is None else until(self.before, self.start)
        parts = [before, *self.parts] if self.start else self.parts
        return parts[0] if len(parts) == 1 else join(*parts)

    def with_shape(self, shape: DecayShape) -> Continuation:
        """The same with another shape of the decay."""
        return replace(self, shape=shape)

    def scaled(self, factor: float) -> Continuation:
        """The same with every rate multiplied."""
        if factor == 1:
            return self
        before = None if self.before is None else self.before.scale(factor)
        rates = {name: getattr(self, name) * factor for name in ("rate", "peak", "floor")}
        return replace(self, **rates, before=before)
