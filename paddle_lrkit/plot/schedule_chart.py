"""The chart of schedules: rates over updates, epochs, samples or the share of the run."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Band, Chart, ChartLine, LineStyle, Readout, ReferenceLine
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.words import ENGLISH, Words
from paddle_lrkit.printable import printable
from paddle_lrkit.text import format_count, format_rate

X_UNITS = ("updates", "epochs", "percent")
HEADROOM = 1.07
DECADES = 6
SQUASHED = 0.125
"""Share of the x axis below which the line of a run is too short to see."""
MOST_LINES = 6
"""Jumps of several runs that are marked; with more of them, none is."""


def schedule_chart(
    series: Sequence[Series],
    x: str = "updates",
    *,
    log_y: bool = False,
    title: str | None = None,
    words: Words = ENGLISH,
) -> Chart:
    """The chart of one schedule, or of several over each other.

    Args:
        series: At least one.
        x: Unit of the x axis: ``updates``, ``epochs``, ``percent`` of each run, or ``samples`` for series that know
            their samples per update.
        log_y: Whether the rate axis is logarithmic; it then shows at most `DECADES` powers of ten.
        title: Heading; by default the label and the name of a single schedule.
        words: Language.

    Raises:
        UsageError: ``x`` is ``epochs`` and the updates per epoch of a series are unknown, or ``log_y`` and no rate is
            above 0.

    Example:
        >>> from paddle_lrkit.curves import multistep
        >>> from paddle_lrkit.plot.series import series_of
        >>> from paddle_lrkit.suites.schedule import Schedule
        >>> from paddle_lrkit.units import RunLength
        >>> chart = schedule_chart(series_of([Schedule(multistep(0.1, [60]), "lrkit", RunLength(100), file="a.yml")]))
        >>> chart.title, [mark.label for mark in chart.references]
        ('a', ['update 60'])
    """
    for one in series:
        if x == "epochs" and one.schedule.length.plan is not None:
            raise UsageError(
                tr(
                    "{}: --x epochs needs epochs of one length, and the batch size changes in this run; leave --x out",
                    one.label,
                )
            )
        if x == "epochs" and one.schedule.steps_per_epoch is None:
            raise UsageError(
                tr("{}: --x epochs needs the number of updates in an epoch; give --steps-per-epoch", one.label)
            )
    units = [_unit(one, x) for one in series]
    x_axis = _x_axis(max(one.end / unit for one, unit in zip(series, units, strict=True)), x, words)
    single, labelled = len(series) == 1, sum(one.role == "plan" for one in series) == 1
    return Chart(
        printable(_heading(series, words) if title is None else title),
        x_axis,
        _y_axis(series, log_y, words),
        [_line(one, unit, x_axis.high, words) for one, unit in zip(series, units, strict=True)],
        subtitle=series[0].facts(words) if single else (),
        legend=not single,
        second_x=_epoch_axis(series, x, x_axis.high, words),
        bands=_bands(series, units, words),
        references=_all_references(series, units, labelled, words),
    )


def fitting_unit(series: Sequence[Series]) -> str:
    """``percent`` where one of several whole runs would be squashed in updates, else ``updates``.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> from paddle_lrkit.suites.schedule import Schedule
        >>> from paddle_lrkit.units import RunLength
        >>> from paddle_lrkit.plot.series import series_of
        >>> runs = [Schedule(linear(0.1, 0.0, length), "lrkit", RunLength(length)) for length in (100, 2000)]
        >>> fitting_unit(series_of(runs)), fitting_unit(series_of(runs[:1]))
        ('percent', 'updates')
    """
    if any(one.role != "plan" or one.begin or one.stop is not None for one in series):
        return "updates"
    return "percent" if min(one.total for one in series) < SQUASHED * max(one.total for one in series) else "updates"


def _unit(series: Series, x: str) -> float:
    """Updates of a series in one unit of the x axis."""
    if x == "epochs":
        return series.schedule.steps_per_epoch or 1
    if x == "samples":
        return 1 / (series.samples or 1)
    return series.total / 100 if x == "percent" else 1


def _heading(series: Sequence[Series], words: Words) -> str:
    if len(series) > 1:
        return words.comparison
    return ": ".join(dict.fromkeys(filter(None, (series[0].label, series[0].schedule.name))))


def _x_axis(high: float, x: str, words: Words) -> Axis:
    """From 0 to the end of the longest line."""
    names = {"updates": words.updates, "epochs": words.epochs, "percent": words.percent, "samples": words.samples}
    return Axis(0.0, high, name=names[x], unit="percent" if x == "percent" else "count")


def _epoch_axis(series: Sequence[Series], x: str, high: float, words: Words) -> Axis | None:
    """A second scale in epochs; None where the runs differ in their length, or the chart ends in the first one."""
    lengths = {one.schedule.steps_per_epoch for one in series}
    epoch = lengths.pop()
    if x != "updates" or lengths or epoch is None or high < epoch:
        return None
    return Axis(0.0, high / epoch, name=words.epochs, unit="count")


_HIGHEST = 1e300
"""Beyond it the ends of an axis are not finite numbers."""


def _y_axis(series: Sequence[Series], log_y: bool, words: Words) -> Axis:
    """From 0, or from the lowest positive rate, to a little above the highest."""
    peak = max(one.peak for one in series)
    if not 0 <= peak <= _HIGHEST:
        raise UsageError(tr("the highest rate is {:g}, and a chart shows rates from 0 to {:g}", peak, _HIGHEST))
    if not log_y:
        return Axis(0.0, peak * HEADROOM or 1.0, name=words.learning_rate)
    if peak <= 0:
        raise UsageError(tr("--log-y needs a rate above 0, and every rate here is 0"))
    positive = min(rate for one in series for _, rate in one.points if rate > 0)
    low = max(positive, peak * 10.0**-DECADES) / 1.3
    return Axis(low, peak * 1.5, log=True, name=words.learning_rate)


def _line(series: Series, unit: float, high: float, words: Words) -> ChartLine:
    corners = series.corners()
    if len(corners) == 1:
        corners.append((series.end, corners[0][1]))
    readout = Readout(series.begin, series.end, high * unit, series.schedule.steps_per_epoch, series.points)
    points = [(update / unit, rate) for update, rate in corners]
    style: LineStyle = "pale" if series.role == "reference" else "series"
    return ChartLine(series.label, points, style, series.facts(words), readout)


def _bands(series: Sequence[Series], units: Sequence[float], words: Words) -> list[Band]:
    """The warmups, the longest first, one for each end; a single one is labelled."""
    ends: dict[float, int] = {}
    for one, unit in zip(series, units, strict=True):
        if one.warmup and one.role == "plan":
            ends.setdefault(min(one.warmup, one.total) / unit, one.warmup)
    label = words.warmup if len(ends) == 1 else ""
    return [Band(0.0, end, label.format(format_count(ends[end]))) for end in sorted(ends, reverse=True)]


def _all_references(
    series: Sequence[Series], units: Sequence[float], labelled: bool, words: Words
) -> list[ReferenceLine]:
    """The events and milestones of all series, from left to right; no milestones where those of several are many."""
    several = sum(len(one.milestones) for one in series if one.role == "plan") > MOST_LINES and not labelled
    marks = [
        mark
        for index in range(len(series))
        for mark in _references(series, units, index, words, labelled=labelled, milestones=not several)
    ]
    return sorted(marks, key=lambda mark: mark.x)


def _references(
    series: Sequence[Series], units: Sequence[float], index: int, words: Words, *, labelled: bool, milestones: bool
) -> list[ReferenceLine]:
    """The events and milestones of a series; labelled where it is clear to which series they belong."""
    one, unit = series[index], units[index]
    events = [(event.update, *event[1:]) for event in one.events]
    if one.role == "plan" and milestones:
        events += [(jump.update, *_milestone(one, jump.update, jump.after, words)) for jump in one.milestones]
    if not labelled:
        return [ReferenceLine(update / unit, line=index) for update, *_ in events]
    return [ReferenceLine(update / unit, label, detail, short) for update, label, detail, short in events]


def _milestone(series: Series, update: int, after: float, words: Words) -> tuple[str, str, str]:
    """Label, detail and short label of a jump."""
    steps, epoch = words.update.format(format_count(update)), series.epoch(update)
    if epoch is None:
        return steps, f"→ {format_rate(after)}", format_count(update)
    return words.epoch.format(epoch), steps, words.epochs_short.format(epoch)
