"""A schedule in a chart: its label, its sampled points, its jumps and its facts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple

from paddle_lrkit.curves import Curve, interpolated
from paddle_lrkit.plot.sample import Jump, Point, jumps, sample
from paddle_lrkit.plot.words import ENGLISH, Words
from paddle_lrkit.printable import printable
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, format_rate

MOST_MARKS = 12
"""Jumps that are marked and labelled one by one; with more of them, none is."""

Role = Literal["plan", "record", "reference"]
"""The subject of the chart, what was measured before it, or a pale line for comparison."""


class Event(NamedTuple):
    """An update to mark even where the curve does not jump: a label with a second line, and a short label."""

    update: int
    label: str
    detail: str
    short: str


@dataclass(frozen=True)
class Series:
    """A schedule to draw.

    Args:
        label: Its name in the legend.
        schedule: The curve and the lengths.
        resolution: Number of evenly spread updates to sample.
        begin: First update that is drawn.
        stop: Update before which the line ends; None for the end of the run.
        role: Only a ``plan`` has marked jumps and a band for its warmup.
        events: Other marks.
        notes: Facts in words that replace its own.
        samples: Samples per update, for an axis of samples.
    """

    label: str
    schedule: Schedule
    resolution: int = 1000
    begin: int = 0
    stop: int | None = None
    role: Role = "plan"
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()
    samples: int | None = None

    @cached_property
    def points(self) -> list[Point]:
        """The sampled curve; see `sample`."""
        drawn = sample(self._drawn, self.end - self.begin, self.resolution)
        return [(self.begin + update, value) for update, value in drawn]

    @cached_property
    def jumps(self) -> list[Jump]:
        """All jumps of the line; see `jumps`."""
        found = jumps(self._drawn, self.end - self.begin)
        return [jump._replace(update=self.begin + jump.update) for jump in found]

    @property
    def milestones(self) -> list[Jump]:
        """The jumps to mark one by one: those without an event, and none when there are more than `MOST_MARKS`."""
        known = {event.update for event in self.events}
        found = [jump for jump in self.jumps if jump.update not in known]
        return found if len(found) <= MOST_MARKS else []

    @property
    def total(self) -> int:
        """Updates of the run."""
        return max(self.schedule.total_updates, 1)

    @property
    def end(self) -> int:
        """Update before which the line ends."""
        return max(self.total if self.stop is None else self.stop, self.begin + 1)

    @property
    def _drawn(self) -> Curve:
        return self.schedule.curve.shift(-self.begin) if self.begin else self.schedule.curve

    @property
    def warmup(self) -> int:
        """Updates of warmup."""
        return self.schedule.warmup_updates

    @cached_property
    def peak(self) -> float:
        """Largest rate of the line."""
        return max(self._drawn.peak(self.end - self.begin), *(value for _, value in self.points))

    @property
    def last(self) -> float:
        """Rate at the end of the line."""
        return self.points[-1][1]

    def epoch(self, update: int) -> str | None:
        """The epoch of an update as text, cut and not rounded; None when the length of an epoch is unknown."""
        return self.schedule.epoch_text(update)

    def corners(self) -> list[tuple[float, float]]:
        """The points, and at each jump the rate before it too: a line through them is vertical there."""
        leaps = {jump.update: jump.before for jump in self.jumps}
        line: list[tuple[float, float]] = []
        for update, value in self.points:
            if update in leaps:
                line.append((update, leaps[update]))
            line.append((update, value))
        return line

    def place(self, update: int, words: Words, name: str = "") -> str:
        """An update, or the text ``name``, with its epoch in parentheses where that is known."""
        text, epoch = name or words.update.format(format_count(update)), self.epoch(update)
        return words.beside.format(text, words.epochs_short.format(epoch)) if epoch else text

    def facts(self, words: Words) -> list[str]:
        """Peak, last rate (or the metric that decides it), warmup and length, in words."""
        if self.notes:
            return list(self.notes)
        peak, last = rate_facts(self.peak, self.last, words)
        parts = [peak] if self.schedule.plateau else [peak, last]
        if self.warmup:
            parts.append(self.place(self.warmup, words, words.warmup.format(format_count(self.warmup))))
        if self.schedule.plateau:
            parts.append(depends_on_metric(self.schedule, words))
        return [*parts, *self._batches(words), self._length(words)]

    def _batches(self, words: Words) -> list[str]:
        """The first and the last batch size, where it changes."""
        plan = self.schedule.length.plan
        if plan is None:
            return []
        sizes = dict.fromkeys(plan.global_batch(update) for update in (0, self.total - 1))
        phrase = words.batches if len(sizes) > 1 else words.batch
        return [phrase.format(*map(format_count, sizes))]

    def _length(self, words: Words) -> str:
        epochs = self.schedule.steps_per_epoch
        if epochs:
            numbers = (self.total, self.total / epochs, epochs)
            phrase = words.total_epoch if self.total == epochs else words.total_epochs
            return phrase.format(*map(format_count, numbers))
        whole = self.schedule.epoch_text(self.total)
        if whole is not None:
            return (words.total_epoch if whole == "1" else words.total_uneven).format(format_count(self.total), whole)
        return words.total.format(format_count(self.total))


def series_of(schedules: Sequence[Schedule], words: Words = ENGLISH) -> list[Series]:
    """The schedules with labels that tell them apart, and marks where a batch size changes."""
    return [
        Series(label, schedule, events=_batch_events(schedule, words))
        for label, schedule in zip(_labels(schedules), schedules, strict=True)
    ]


def _batch_events(schedule: Schedule, words: Words) -> tuple[Event, ...]:
    """The updates at which the batch size changes; none when there are more than `MOST_MARKS`."""
    plan = schedule.length.plan
    stages = [stage for stage in plan.stages[1:] if stage.first < schedule.total_updates] if plan else []
    if plan is None or len(stages) > MOST_MARKS:
        return ()
    sizes = [format_count(plan.global_batch(stage.first)) for stage in stages]
    labels = [words.batch.format(size) for size in sizes]
    shorts = [*labels[:1], *sizes[1:]]
    return tuple(
        Event(stage.first, label, words.update.format(format_count(stage.first)), short)
        for stage, label, short in zip(stages, labels, shorts, strict=True)
    )


def with_groups(series: Sequence[Series], words: Words) -> tuple[str | None, list[Series]]:
    """A heading, and the series with a line for each group of parameters with a rate of its own."""
    if len(series) != 1:
        return None, [line for one in series for line in (one, *_group_lines(one, words, f"{one.label}: "))]
    (main,) = series
    groups = list(_group_lines(main, words))
    if not groups:
        return None, [main]
    return f"{main.label}: {main.schedule.name}", [replace(main, label=words.others), *groups]


def _group_lines(series: Series, words: Words, prefix: str = "") -> Iterator[Series]:
    for group in series.schedule.groups:
        if not group.has_rate:
            continue
        line = Series(prefix + printable(group.name), group.schedule(series.schedule))
        if group.frozen is not None:
            start, stop = group.frozen
            ends = (series.place(start, words, format_count(start)), series.place(stop, words, format_count(stop)))
            line = replace(line, notes=(words.frozen.format(*ends), *line.facts(words)[:-1]))
        yield line


def applied_series(label: str, like: Series, applied: Sequence[Point], words: Words) -> Series:
    """The rates that a run applied, as a pale line.

    Args:
        label: Name in the legend.
        like: A series of the same run.
        applied: ``(update, rate)``, at least one.
        words: Language.
    """
    updates, rates = zip(*applied, strict=True)
    schedule = replace(like.schedule, curve=interpolated(updates, rates), plateau=None)
    notes = rate_facts(max(rates), rates[-1], words)
    return Series(label, schedule, begin=updates[0], stop=updates[-1] + 1, role="reference", notes=notes)


def rate_facts(peak: float, last: float, words: Words) -> tuple[str, str]:
    """Peak and last rate in words."""
    return words.peak.format(format_rate(peak)), words.last.format(format_rate(last))


def depends_on_metric(schedule: Schedule, words: Words, begin: int = 0) -> str:
    """The metric that decides the rate of a plateau schedule from ``begin`` on, in words."""
    metric = schedule.plateau.metric if schedule.plateau else ""
    named = words.metric.format(printable(metric)) if metric else words.a_metric
    return (words.depends_after_warmup if schedule.warmup_updates > begin else words.depends).format(named)


def _labels(schedules: Sequence[Schedule]) -> list[str]:
    """File names, with as many directories in front as it takes to make them differ."""
    files = [_origin(schedule.file) or schedule.name or repr(schedule.curve) for schedule in schedules]
    depth = max(name.count(os.sep) for name in files) + 1
    candidates = ([_tail(name, parts) for name in files] for parts in range(1, depth + 1))
    names = next((names for names in candidates if len(set(names)) == len(set(files))), files)
    if len(schedules) > 1:
        classes = [schedule.name if schedule.suite == "python" else "" for schedule in schedules]
        names = [f"{name} {shown}".rstrip() for name, shown in zip(names, classes, strict=True)]
    return [printable(name) for name in told_apart(names)]


def _origin(file: str | None) -> str:
    """A file, or the directory of a run for its ``config.yml``."""
    folder, name = os.path.split(file or "")
    return folder if folder.strip("./") and name == "config.yml" else file or ""


def _tail(file: str, parts: int) -> str:
    stem, suffix = os.path.splitext(file)
    short = stem if suffix.lower() in (".yml", ".yaml") else file
    return "/".join(short.split(os.sep)[-parts:])


def told_apart(names: Iterable[str]) -> list[str]:
    """Names of which each but the first of several equal ones has a number that makes it another.

    Example:
        >>> told_apart(["a", "a", "b", "a (2)"])
        ['a', 'a (2)', 'b', 'a (2) (2)']
    """
    found: list[str] = []
    for name in names:
        fresh, number = name, 2
        while fresh in found:
            fresh, number = f"{name} ({number})", number + 1
        found.append(fresh)
    return found
