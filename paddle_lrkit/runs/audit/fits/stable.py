"""Bodies that stay at the peak and then fall: warmup-stable-decay."""

from __future__ import annotations

from paddle_lrkit import curves
from paddle_lrkit.curves import Curve
from paddle_lrkit.runs.audit.fits.model import END, FLOOR, PEAK, Body, Numbers, Parameter, Seen
from paddle_lrkit.runs.audit.fits.slopes import POWERS, falling, ways

_START = Parameter("decay_start", "update")


def stable(shape: str, cost: float) -> Body:
    """The peak up to ``decay_start``, and a way down of a shape.

    Args:
        shape: See `paddle_lrkit.curves.decay`.
        cost: How unusual it is.
    """
    power = (Parameter("power", "number", POWERS),) if shape == "polynomial" else ()

    def curve(begin: int, values: Numbers) -> Curve:
        start = max(round(values[3]), begin)
        floor = min(max(values[1], 0.0), values[0])
        length = max(round(values[2]) - start, 1)
        flat = curves.constant(values[0])
        return curves.cooldown(flat, start - begin, length, floor, shape, values[4] if power else 2.0)

    def guesses(peak: float, begin: float, seen: Seen) -> list[list[float]]:
        found = [
            [
                peak,
                way.floor,
                max(way.end, seen.falls + 1),
                min(max(way.start, seen.falls), seen.next),
                *([way.power] if power else []),
            ]
            for way in ways(shape, peak, seen, None)
        ]
        usual = [[peak, 0.0, end, seen.falls, *([2.0] if power else [])] for end in seen.ends[:1]]
        return found[:5] + usual

    rate = falling(shape, power_at=4 if power else 0, flat_at=3)
    return Body("wsd", (PEAK, FLOOR, END, _START, *power), rate, curve, guesses, cost, shape)


SHAPES = {
    "linear": 1.0,
    "cosine": 1.0,
    "1-sqrt": 1.0,
    "sqrt": 1.5,
    "half_life": 1.5,
    "1-square": 1.5,
    "polynomial": 2.0,
}
STABLE = {shape: stable(shape, cost) for shape, cost in SHAPES.items()}
