"""Models of schedules: a ramp, and a body after it, with real parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from paddle_lrkit.curves import Curve, join
from paddle_lrkit.runs.audit.recognized import Unit

Numbers = Sequence[float]


@dataclass(frozen=True)
class Parameter:
    """A parameter of a model.

    Args:
        name: Its name in the result.
        unit: What it counts.
        usual: Values that schedules usually have; the first that fits is taken.
    """

    name: str
    unit: Unit
    usual: tuple[float, ...] = ()


PEAK = Parameter("peak", "rate")
FLOOR = Parameter("floor", "rate", (0.0,))
END = Parameter("end", "update")


@dataclass(frozen=True)
class Body:
    """What follows the warmup.

    Args:
        family: Its name.
        parameters: The first one is the peak.
        rate: ``(position, begin, parameters)`` -> rate; ``begin`` is the end of the warmup.
        curve: ``(begin, parameters)`` -> the curve from ``begin`` on.
        guesses: ``(peak, begin, seen)`` -> first guesses of the parameters.
        cost: How unusual the family is, for the choice between families that print the same rows.
        detail: What tells it from others of its family.
        bounds: Least and largest values of parameters, where the rows show them.
        constants: Numbers that the body has and that are not fitted.
        checks: ``(begin, parameters)`` -> numbers that must be between -1 and 1.
    """

    family: str
    parameters: tuple[Parameter, ...]
    rate: Callable[[float, float, Numbers], float]
    curve: Callable[[int, Numbers], Curve]
    guesses: Callable[[float, float, Seen], list[list[float]]]
    cost: float = 0.0
    detail: str = ""
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    constants: Mapping[str, float] = field(default_factory=dict)
    checks: Callable[[float, Numbers], list[float]] | None = None


@dataclass(frozen=True)
class Seen:
    """What guesses begin with.

    Args:
        last: Position of the last row.
        lowest: The least rate on the way down.
        falls: Position of the last row at the peak.
        next: Position of the row after it.
        settles: Position of the first row with the last rate.
        runs: Where the run may end.
        sample: Positions and rates of some rows on the way down.
    """

    last: float
    lowest: float
    falls: float
    next: float
    settles: float
    runs: Sequence[float]
    sample: Sequence[tuple[float, float]]

    @property
    def ends(self) -> list[float]:
        """Where a decay may end."""
        if self.settles < self.last:
            return [self.settles * 1.02, self.runs[0]]
        return [self.runs[0], self.last * 1.5, self.last * 4]


@dataclass(frozen=True)
class Ramp:
    """What comes before the body.

    Args:
        shape: ``none``; ``unseen``, where the log begins after it; or a shape of `paddle_lrkit.curves.ramp`.
        parameters: Its parameters; the first is its length.
        part: ``(share of the length, parameters)`` -> share of the way from the start to the peak.
    """

    shape: str
    parameters: tuple[Parameter, ...]
    part: Callable[[float, Numbers], float]


@dataclass(frozen=True)
class FitModel:
    """A ramp and a body as one function of the parameters, those of the body first."""

    ramp: Ramp
    body: Body

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters."""
        return self.body.parameters + self.ramp.parameters

    def begin(self, values: Numbers) -> float:
        """Where the body begins."""
        return values[len(self.body.parameters)] if self.ramp.parameters else 0.0

    def rate(self, at: float, values: Numbers) -> float:
        """The rate at a position."""
        begin = self.begin(values)
        if at >= begin or self.ramp.shape == "unseen":
            return self.body.rate(at, begin, values)
        count = len(self.body.parameters)
        start = values[count + 1]
        return start + (values[0] - start) * self.ramp.part(at / begin, values[count:])

    def curve(self, values: Numbers) -> Curve:
        """The curve, with positions rounded to whole updates."""
        count = len(self.body.parameters)
        begin = max(round(self.begin(values)), 0)
        body = self.body.curve(begin, values)
        if begin == 0 or self.ramp.shape == "none":
            return body
        if self.ramp.shape == "unseen":
            from paddle_lrkit.curves import constant

            return join(constant(values[0], begin), body)
        power = values[count + 2] if self.ramp.shape == "polynomial" else 2.0
        from paddle_lrkit.curves import linear, ramp

        start = max(values[count + 1], 0.0)
        if self.ramp.shape == "linear":
            return join(linear(start, values[0], begin), body)
        return join(ramp(start, values[0], begin, self.ramp.shape, power), body)
