"""What a chart shows, whatever draws it: series on two axes, ticks, warmup bands and milestones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from paddle_lrkit.errors import UsageError
from paddle_lrkit.plot import scene
from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.ticks import Tick, count_ticks, decade_ticks, per_cent_ticks, rate_ticks
from paddle_lrkit.plot.words import ENGLISH, Words
from paddle_lrkit.text import format_count, format_rate, printable

X_KINDS = ("updates", "epochs", "percent")
HEADROOM = 1.07
DECADES = 6


class Mark(NamedTuple):
    """A milestone or an event of one series: its place on the x axis, what stands above it in two lines and in one."""

    place: float
    where: str
    then: str
    short: str
    series: int


class Band(NamedTuple):
    """A warmup: its end on the x axis, its text, the first series that has it."""

    end: float
    text: str
    series: int


@dataclass(frozen=True)
class Figure:
    """One chart.

    Args:
        series: At least one.
        x: Unit of the x axis: ``updates``, ``epochs``, ``percent`` of each run, or ``samples`` of series that know
            how many an update takes.
        log_y: Whether the rate axis is logarithmic; it then shows `DECADES` powers of ten at most.
        title: Heading; by default the label and the name of a single schedule.
        words: Language.

    Raises:
        UsageError: ``x`` is ``epochs`` and a series does not know its epochs, or ``log_y`` and no rate is positive.
    """

    series: Sequence[Series]
    x: str = "updates"
    log_y: bool = False
    title: str | None = None
    words: Words = field(default=ENGLISH, repr=False)

    def __post_init__(self) -> None:
        for one in self.series:
            if self.x == "epochs" and one.schedule.steps_per_epoch is None:
                raise UsageError(
                    f"{one.label}: --x epochs needs the number of updates in an epoch; give --steps-per-epoch"
                )
        if self.log_y and self._peak <= 0:
            raise UsageError("--log-y needs a rate above 0, and every rate here is 0")

    @property
    def heading(self) -> str:
        """The title, given or made."""
        if self.title is not None:
            return printable(self.title)
        if len(self.series) > 1:
            return self.words.comparison
        one = self.series[0]
        return ": ".join(dict.fromkeys(part for part in (one.label, one.schedule.name) if part))

    @property
    def has_labels(self) -> bool:
        """Whether the marks belong to one series, so that words above them are clear."""
        return sum(one.role == "plan" for one in self.series) == 1

    def layers(self) -> list[int]:
        """The series in the order in which they are drawn: the pale ones lie below the others."""
        return sorted(range(len(self.series)), key=lambda index: self.series[index].role != "shade")

    def color(self, index: int) -> str:
        """Color of a series."""
        return scene.SHADE if self.series[index].role == "shade" else scene.color(index)

    @cached_property
    def x_axis(self) -> Axis:
        """From 0 to the end of the longest line."""
        return Axis(0.0, max(one.end / self._unit(one) for one in self.series))

    @cached_property
    def y_axis(self) -> Axis:
        """From 0, or from the lowest positive rate, to a little above the highest."""
        if not self.log_y:
            return Axis(0.0, self._peak * HEADROOM or 1.0)
        positive = min(value for one in self.series for _, value in one.points if value > 0)
        low = max(positive, self._peak * 10.0**-DECADES)
        return Axis(low / 1.3, self._peak * 1.5, log=True)

    def place(self, series: Series, update: float, value: float) -> tuple[float, float]:
        """Position of a rate at an update, both between 0 and 1, upwards."""
        return self.x_place(series, update), self.y_axis.place(value)

    def x_place(self, series: Series, update: float) -> float:
        """Position of an update."""
        return self.x_axis.place(update / self._unit(series))

    def span(self, series: Series) -> float:
        """Updates of a series that the whole x axis is worth."""
        return self.x_axis.high * self._unit(series)

    def x_ticks(self, most: int) -> list[Tick]:
        """At most ``most`` ticks of the x axis."""
        return per_cent_ticks(most) if self.x == "percent" else count_ticks(self.x_axis.high, most)

    def y_ticks(self, most: int) -> list[Tick]:
        """At most ``most`` ticks of the rate axis."""
        axis = self.y_axis
        return decade_ticks(axis.low, axis.high, most) if axis.log else rate_ticks(axis.high, most)

    def x_name(self) -> str:
        """Name of the unit of the x axis."""
        words = self.words
        names = {"updates": words.updates, "epochs": words.epochs, "percent": words.per_cent, "samples": words.samples}
        return names[self.x]

    def epoch_ticks(self, most: int) -> list[Tick]:
        """Ticks of a second axis in epochs, at places in updates; none when runs differ in it or end in the first."""
        lengths = {one.schedule.steps_per_epoch for one in self.series}
        epochs = lengths.pop()
        if self.x != "updates" or lengths or epochs is None or self.x_axis.high < epochs:
            return []
        return [Tick(tick.value * epochs, tick.label) for tick in count_ticks(self.x_axis.high / epochs, most)]

    def bands(self) -> list[Band]:
        """The warmups, the longest first, one for each end."""
        bands: dict[float, Band] = {}
        for index, one in enumerate(self.series):
            if one.warmup and one.role == "plan":
                end = self.x_place(one, min(one.warmup, one.total))
                bands.setdefault(end, Band(end, self.words.warmup.format(format_count(one.warmup)), index))
        return sorted(bands.values(), reverse=True)

    def marks(self) -> list[Mark]:
        """The milestones and events, in order."""
        found = []
        for index, one in enumerate(self.series):
            found += [Mark(self.x_place(one, event[0]), *event[1:], index) for event in one.events]
            if one.role == "plan":
                found += [self._mark(index, jump.update, jump.after) for jump in one.milestones]
        return sorted(found)

    def _mark(self, index: int, update: int, after: float) -> Mark:
        one = self.series[index]
        place, epoch = self.x_place(one, update), one.epoch(update)
        steps = self.words.update.format(format_count(update))
        if epoch is None:
            return Mark(place, steps, f"→ {format_rate(after)}", format_count(update), index)
        return Mark(place, self.words.epoch.format(epoch), steps, self.words.epochs_short.format(epoch), index)

    @cached_property
    def _peak(self) -> float:
        return max(one.peak for one in self.series)

    def _unit(self, series: Series) -> float:
        """Updates of a series in one unit of the x axis."""
        if self.x == "epochs":
            return series.schedule.steps_per_epoch or 1
        if self.x == "samples":
            return 1 / (series.samples or 1)
        return series.total / 100 if self.x == "percent" else 1
