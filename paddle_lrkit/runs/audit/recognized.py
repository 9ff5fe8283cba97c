"""The shape of a schedule from the rows that were printed alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.runs.audit.result import Certainty
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits
from paddle_lrkit.text import format_rate, join_names

FAMILIES = (
    "constant",
    "step",
    "multistep",
    "piecewise",
    "linear",
    "polynomial",
    "cosine",
    "restarts",
    "exponential",
    "wsd",
    "one-cycle",
    "noam",
    "warmup",
)
"""What `Recognized.family` may be. ``warmup``: the rows end inside it, so what follows is not known."""

_MOST_LISTED = 8
_PARAMETERS = (
    Message("rate"),
    Message("rates"),
    Message("peak"),
    Message("floor"),
    Message("start"),
    Message("begin"),
    Message("end"),
    Message("warmup"),
    Message("warmup power"),
    Message("step size"),
    Message("milestones"),
    Message("boundaries"),
    Message("decay start"),
    Message("power"),
    Message("scale"),
    Message("first length"),
    Message("cycle decay"),
    Message("cycles"),
    Message("multiplier"),
)
"""The names of parameters that are words."""
Unit = Literal["rate", "update", "updates", "number"]


@dataclass(frozen=True)
class FittedNumber:
    """A parameter that the rows determine.

    Args:
        value: A plain number in the interval where there is one, such as 0.1 for 0.09998 to 0.10003.
        low: The least value with which every row is as printed.
        high: The largest one; infinity where the rows set no limit.
        unit: ``rate``; ``update``, a position in the run; ``updates``, a length; or a plain ``number``.
        assumed: The rows do not determine it: it is what is usual, and another value prints the same rows.

    Example:
        >>> FittedNumber(0.1, 0.0999, 0.1002, "rate").words, FittedNumber(500, 500, 500, "updates").words
        ('0.1 (0.0999 to 0.1002)', '500')
    """

    value: float
    low: float
    high: float
    unit: Unit
    assumed: bool = False

    @property
    def words(self) -> str:
        """The value with its interval."""
        shown, low, high = (self._shown(each) for each in (self.value, self.low, self.high))
        if self.assumed:
            return tr("{} (assumed)", shown)
        return shown if low == high else tr("{} ({} to {})", shown, low, high)

    def _shown(self, value: float) -> str:
        if self.unit in ("update", "updates") and value == value and abs(value) < 1e18:
            return f"{round(value):,}"
        return format_rate(float(f"{value:.6g}"), 6)  # 0.00099999999 is 0.001, not 1e-3

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        high = None if self.high == float("inf") else self.high
        return {"value": self.value, "low": self.low, "high": high, "assumed": self.assumed}


@dataclass(frozen=True)
class RecognizedWarmup:
    """The ramp at the start of a run.

    Args:
        shape: ``linear``, ``cosine``, ``polynomial`` or ``constant``; see `paddle_lrkit.curves.ramp`.
        length: Updates.
        start: Rate at update 0.
        power: Exponent of ``polynomial``.
    """

    shape: str
    length: FittedNumber
    start: FittedNumber
    power: FittedNumber | None = None


@dataclass(frozen=True)
class OtherShape:
    """Another family that prints the same rows.

    Args:
        family: One of `FAMILIES`.
        text: With which parameters.
    """

    family: str
    text: str


@dataclass(frozen=True)
class Recognized:
    """A shape that prints every row.

    Args:
        family: One of `FAMILIES`.
        parameters: Name -> number, or several of them, such as ``milestones``.
        curve: The schedule.
        digits: How exactly the rates are written.
        certainty: How sure the family is.
        warmup: The ramp before it; None where there is none.
        also: Other families that print the same rows.
        unknown: What the rows do not tell, as sentences.
        detail: Form of the decay of ``wsd``.
    """

    family: str
    parameters: Mapping[str, FittedNumber | tuple[FittedNumber, ...]]
    curve: Curve
    digits: PrintedDigits
    certainty: Certainty
    warmup: RecognizedWarmup | None = None
    also: tuple[OtherShape, ...] = ()
    unknown: tuple[str, ...] = ()
    detail: str = ""

    @property
    def words(self) -> str:
        """The shape in one line, such as ``constant: rate 0.1 (0.0999995 to 0.1000005)``."""
        parts = []
        for name, number in self.parameters.items():
            shown = number.words if isinstance(number, FittedNumber) else _listed(number)
            parts.append(f"{parameter_words(name)} {shown}")
        name = f"{self.family} ({self.detail})" if self.family == "wsd" else self.family
        text = tr("{}: {}", name, tr(", ").join(parts))
        if self.warmup is not None:
            ramp = self.warmup
            text += tr("; {} warmup of {} updates from {}", ramp.shape, ramp.length.words, ramp.start.words)
        return text

    def as_json(self) -> dict[str, Any]:
        """Plain data, with ``also`` under the name ``also_possible``, and the curve as its ``repr``."""
        numbers = {
            name: number.as_json() if isinstance(number, FittedNumber) else [each.as_json() for each in number]
            for name, number in self.parameters.items()
        }
        warmup = None
        if self.warmup is not None:
            ramp = self.warmup
            warmup = {"shape": ramp.shape, "length": ramp.length.as_json(), "start": ramp.start.as_json()}
            if ramp.power is not None:
                warmup["power"] = ramp.power.as_json()
        return {
            "family": self.family,
            "detail": self.detail,
            "parameters": numbers,
            "warmup": warmup,
            "certainty": self.certainty,
            "also_possible": [{"family": other.family, "text": other.text} for other in self.also],
            "unknown": list(self.unknown),
            "curve": repr(self.curve),
        }


def _listed(numbers: tuple[FittedNumber, ...]) -> str:
    return join_names((number.words for number in numbers), most=_MOST_LISTED)


def parameter_words(name: str) -> str:
    """The name of a parameter in a sentence.

    Example:
        >>> parameter_words("step_size")
        'step size'
    """
    return tr(name.replace("_", " "))


def recognize(rows: RunRows, digits: PrintedDigits) -> Recognized | None:
    """The shape that prints every row, or None when none of `FAMILIES` does.

    Args:
        rows: The rows at their updates.
        digits: How exactly the rates are written.

    Example:
        >>> from array import array
        >>> from paddle_lrkit.runs.audit.printing import Printing
        >>> rows = RunRows(Printing(), array("q", [0, 50, 100]), array("d", [0.1, 0.1, 0.1]))
        >>> recognize(rows, PrintedDigits("decimals", 6)).family
        'constant'
    """
    from paddle_lrkit.runs.audit.fits.search import search

    return search(rows, digits)
