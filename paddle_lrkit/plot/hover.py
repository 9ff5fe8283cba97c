"""The numbers behind a chart, for the read-out of the HTML page."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.plot.figure import Figure
from paddle_lrkit.plot.series import Series


def hover_data(figure: Figure, frame: tuple[float, float, float, float]) -> dict[str, Any]:
    """One chart as plain data.

    Args:
        figure: The chart.
        frame: Left, top, right and bottom of the rectangle between the axes, in pixels.

    Returns:
        ``frame``; ``low``, ``high``, ``log`` of the rate axis; and for each of ``series`` its ``label``, ``color``,
        ``begin`` and ``end`` of its line in updates, ``span`` (updates that the whole width is worth), ``epoch``
        (updates in one, or null), and the sampled ``updates`` and ``rates``.
    """
    axis = figure.y_axis
    return {
        "frame": [round(side, 2) for side in frame],
        "low": axis.low,
        "high": axis.high,
        "log": axis.log,
        "series": [_series(figure, one, figure.color(index)) for index, one in enumerate(figure.series)],
    }


def _series(figure: Figure, series: Series, color: str) -> dict[str, Any]:
    return {
        "label": series.label,
        "color": color,
        "begin": series.begin,
        "end": series.end,
        "span": figure.span(series),
        "epoch": series.schedule.steps_per_epoch,
        "updates": [update for update, _ in series.points],
        "rates": [value for _, value in series.points],
    }
