"""Points of scalar charts, from record files of VisualDL and TensorBoard, as the rows of a training log."""

from __future__ import annotations

import math
import mmap
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from paddle_lrkit.runs.logs.columns import is_epoch, loss_name, planned_name, rate_names
from paddle_lrkit.runs.logs.training_log import LogEvent, LogRows

Content = bytes | mmap.mmap

_MOST_TAGS = 10_000
_MATTER = (rate_names, loss_name, planned_name)


class Point(NamedTuple):
    """A point of a scalar chart: its tag, step and value, seconds, and the number of its record."""

    tag: str
    step: int
    value: float
    time: float
    record: int


@dataclass
class TagPoints:
    """The points of one tag in the order of the file."""

    step: array[int] = field(default_factory=lambda: array("q"))
    value: array[float] = field(default_factory=lambda: array("d"))
    time: array[float] = field(default_factory=lambda: array("d"))
    record: array[int] = field(default_factory=lambda: array("q"))


@dataclass
class RecordFile:
    """The scalars of a record file that may matter for the rate.

    Args:
        name: Path of the file.
        series: Tag -> its points, for tags that may be a rate, a loss or an epoch.
        tags: All tags of scalars.
        torn: The number of the record at which the file breaks off.
    """

    name: str
    series: dict[str, TagPoints] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    torn: int | None = None

    def add(self, points: Iterable[Point], wanted: Sequence[str] = ()) -> None:
        """Adds points; of tags with other names than those that matter only the name, but for ``wanted``."""
        for tag, step, value, time, record in points:
            series = self.series.get(tag)
            if series is None:
                if tag in self.tags or len(self.tags) >= _MOST_TAGS:
                    continue
                self.tags[tag] = None
                if not (tag in wanted or any(matters([tag]) for matters in _MATTER) or is_epoch(tag)):
                    continue
                series = self.series[tag] = TagPoints()
            series.step.append(step)
            series.value.append(value)
            series.time.append(time)
            series.record.append(record)


def record_files(
    files: Sequence[tuple[str, Content]],
    points: Callable[[Content, RecordFile], Iterable[Point]],
    given: Mapping[str, str],
) -> list[RecordFile]:
    """The record files of one run.

    Args:
        files: Path and content of each.
        points: Reads the points of a content, and notes where it breaks off.
        given: ``lr`` and ``loss`` -> tag, as the user names them.
    """
    read = []
    for name, content in files:
        file = RecordFile(name)
        file.add(points(content, file), list(given.values()))
        read.append(file)
    return read


def in_order(files: Iterable[RecordFile], rate: str) -> list[RecordFile]:
    """The files that have a rate, in the order in which they were begun."""
    having = [file for file in files if rate in file.series]
    return sorted(having, key=lambda file: (_known(file.series[rate].time[0]), os.path.basename(file.name)))


def _known(time: float) -> float:
    return 0.0 if math.isnan(time) else time


def joined_rows(
    files: Sequence[RecordFile],
    rate: str,
    loss: str | None,
    planned: str | None,
    values_a_step: int,
    clocks: bool = True,
) -> tuple[LogRows, list[LogEvent], array[float]]:
    """The rows of the files of one run one after the other, a resume at the begin of each further file, planned rates.

    A file that was begun before the last one ended, and has the same steps, is another process of the same time.

    Args:
        files: In order.
        rate: Tag of the rate.
        loss: Tag of the loss.
        planned: Tag of the planned rate.
        values_a_step: Values that the rate has at each step; the last one counts.
        clocks: Whether their clocks can be believed.
    """
    rows, events, plan = LogRows(), list[LogEvent](), array("d")
    ended, steps = -math.inf, -1
    stream = 0
    for number, file in enumerate(files):
        series = file.series[rate]
        stream = stream + 1 if clocks and series.time[0] < ended and series.step[0] < steps else 0
        ended, steps = max(ended, max(series.time)), max(series.step)
        if number and not stream:
            events.append(LogEvent("resume", len(rows), series.record[0], text=os.path.basename(file.name)))
        losses = _beside(series, file.series.get(loss) if loss else None)
        plans = _beside(series, file.series.get(planned) if planned else None)
        for at, step in enumerate(series.step):
            if values_a_step > 1 and at + 1 < len(series.step) and series.step[at + 1] == step:
                continue
            place, time = series.record[at], series.time[at]
            rows.add(series.value[at], step=step, loss=losses[at], stream=stream, place=place, time=time)
            there = plans[at]
            plan.append(math.nan if there is None else there)
        if file.torn is not None:
            events.append(LogEvent("torn", len(rows), file.torn, text=os.path.basename(file.name)))
    return rows, events, plan


def _beside(rate: TagPoints, other: TagPoints | None) -> Sequence[float | None]:
    """Another tag at each point of a rate; of a step that comes again after a restart, that of the same process."""
    if other is None:
        return [None] * len(rate.step)
    if other.step == rate.step:
        return other.value
    found = dict(zip(_by_process(other.step), other.value, strict=True))
    return [found.get(place) for place in _by_process(rate.step)]


def _by_process(steps: Sequence[int]) -> Iterator[tuple[int, int]]:
    """How often the steps have fallen back, and the step, for each point."""
    falls, last = 0, -1
    for step in steps:
        falls += step < last
        last = step
        yield falls, step
