"""The picture of a curve, a schedule or a scheduler in a notebook."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.curves import Curve
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import current_language
from paddle_lrkit.plot.layout import COMPACT
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Event, Series, series_of
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.plot.words import Words
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, format_rate
from paddle_lrkit.units import RunLength

WIDTH, HEIGHT = 720.0, 300.0
SPANS = (100, 1000, 10_000, 100_000, 1_000_000)
"""Updates of which one number is drawn of a curve without an end."""
_LOW = 0.25
"""Share of its peak below which such a curve has decayed."""
_CYCLES = 4
"""As many jumps and bends show that it repeats."""


def notebook_svg(thing: Any) -> str | None:
    """The picture as SVG; None for what no chart shows, such as a rate that is too large.

    Args:
        thing: A curve; a schedule; or a scheduler, which has ``curve``, ``length`` and ``last_epoch``.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> notebook_svg(cosine(0.1, 0.0, 100)).startswith("<svg")
        True
    """
    try:
        series = _series(thing)
        chart = schedule_chart([series], words=Words(current_language()).of_unit(series.schedule.unit))
        return svg(draw_chart(chart, WIDTH, HEIGHT, COMPACT))
    except (LrkitError, ArithmeticError):
        return None


def _series(thing: Any) -> Series:
    if isinstance(thing, Schedule):
        return series_of([thing])[0]
    if isinstance(thing, Curve):
        return _line(repr(thing), thing, thing.length)
    line = _line(f"{type(thing).__name__}: {thing.curve!r}", thing.curve, thing.length)
    update = thing.last_epoch
    if not 0 < update < line.total:
        return line
    words = Words(current_language())
    steps = words.update.format(format_count(update))
    now = Event(update, words.now, f"{steps}: {format_rate(thing.curve(update))}", words.now)
    return Series(line.label, line.schedule, events=(now,))


def _line(label: str, curve: Curve, length: int | None) -> Series:
    return Series(label, Schedule(curve, "lrkit", RunLength(length or drawn_updates(curve))))


def drawn_updates(curve: Curve) -> int:
    """Updates of a curve without an end that show its shape: until it has decayed or has repeated itself.

    Example:
        >>> from paddle_lrkit.curves import constant, linear
        >>> drawn_updates(constant(0.1)), drawn_updates(linear(0.0, 0.1, 5000).then(constant(0.1)))
        (100, 10000)
    """
    bends: list[int] = []
    for span in SPANS:
        bends = curve.knots(span)
        if len(bends) >= _CYCLES or curve(span) < _LOW * curve.peak(span):
            return span
    return max(SPANS[0], 2 * bends[-1]) if bends else SPANS[0]
