"""The chart of a forecast: logged losses and those under other schedules."""

from __future__ import annotations

from paddle_lrkit.forecast.forecast import Forecasts
from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.messages import Message, in_language
from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Chart, ChartLine
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.predict.names import shown_name

MOST_LINES = 8
_TITLE = Message("Loss: logged runs and forecasts")
_LOGGED = Message("{} (logged)")
_ROOM = 0.05


def forecast_chart(found: Forecasts, words: Words) -> Chart:
    """The losses over the updates, from the end of the warmup.

    Args:
        found: The forecasts.
        words: Language.
    """
    import numpy as np

    logged = [
        ChartLine(printable(_LOGGED.filled(run.name).of(words.code)), _points(run.for_fit()), "pale")
        for run in found.runs
    ]
    with in_language(words.code):
        names = [printable(shown_name(each.schedule)) for each in found.forecasts[:MOST_LINES]]
    ahead = [
        ChartLine(
            name,
            [(float(x), float(y)) for x, y in zip(each.updates, each.losses, strict=True)],
            facts=[f"{each.final_loss:#.4g}"],
        )
        for name, each in zip(names, found.forecasts, strict=False)
    ]
    lines = [*ahead, *logged]
    points = [point for line in lines for point in line.points]
    losses = np.array([y for _, y in points])
    low, high = float(losses.min()), float(np.quantile(losses, 0.98))
    room = _ROOM * (high - low) or 0.1 * abs(high) or 1.0
    return Chart(
        _TITLE.of(words.code),
        Axis(0.0, max(x for x, _ in points), name=words.updates, unit="count"),
        Axis(low - room, high + room, name=words.loss),
        lines,
        legend=True,
    )


def _points(curve: LossCurve) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in zip(curve.updates, curve.losses, strict=True)]
