"""The rates of a schedule after Paddle restored its scheduler from a checkpoint."""

from __future__ import annotations

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import join
from paddle_lrkit.suites.reference_curves import resumed


def resumed_ticks(ticks: Curve, tick: int, rate: float, inner_rate: float | None = None) -> Curve:
    """The rate at each tick from ``tick`` on, when the file says that tick and that rate.

    The result follows from the class, and so from the family of its curve: most classes compute a rate from the tick;
    a few from the rate before, unless a warmup wraps them.

    Args:
        ticks: The schedule of the config that the run resumes with.
        tick: ``last_epoch`` of the file.
        rate: ``last_lr`` of the file.
        inner_rate: The same of the scheduler inside a warmup.

    Example:
        >>> from paddle_lrkit.suites.reference_curves.waves import wave
        >>> resumed_ticks(wave(0.1, 0.0, 200), 100, 0.0)(150)
        0.0
    """
    given = ticks.arguments
    if ticks.name in ("entered", "entered_wave", "entered_restarts"):
        ticks = _as_built(ticks)
        given = ticks.arguments
    if ticks.name == "join" and inner_rate is not None:
        ticks = _line_inside(ticks, tick, inner_rate)
    if ticks.name in ("wave", "recursive_wave"):
        return resumed.resumed_wave(given["base"], given["floor"], given["half_period"], tick, rate)
    if ticks.name == "line":
        return resumed.resumed_line(ticks, tick, rate, given["span"])
    if ticks.name == "restarts":
        return resumed.resumed_restarts(ticks, tick, rate)
    if ticks.name == "spent_wave":
        return resumed.resumed_two_waves(given["base"], given["first"], given["second"], tick, rate)
    return resumed.resumed(ticks, tick, rate)


def _line_inside(warmed: Curve, tick: int, inner_rate: float) -> Curve:
    """The schedule with the rates of a ``LinearLR`` inside a warmup, which continues from its own rate in the file."""
    *ramp, body = warmed.arguments["curves"]
    length = sum(part.length or 0 for part in ramp)
    if body.name != "line" or tick < length:
        return warmed
    return join(*ramp, resumed.resumed_line(body, tick - length, inner_rate, body.arguments["span"]))


def _as_built(ticks: Curve) -> Curve:
    """The schedule without the ``last_epoch`` of its constructor, which the file replaces."""
    from paddle_lrkit.suites.reference_curves.restarts import restarts
    from paddle_lrkit.suites.reference_curves.waves import wave

    given = ticks.arguments
    if ticks.name == "entered":
        inner: Curve = given["ticks"]
        return inner
    del given["entry"]
    return (wave if ticks.name == "entered_wave" else restarts)(**given)
