"""How many samples each update of a run sees, and which, when the batch size changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from paddle_lrkit.errors import ConfigError, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.text import plural

_ENDLESS = 10**18
"""Samples of an epoch whose number is not known."""


class BatchStage(NamedTuple):
    """Updates of one batch size.

    Args:
        first: The first of them.
        batch_size: Samples per process and forward pass.
        accumulate: Batches whose gradients make one update.
    """

    first: int
    batch_size: int
    accumulate: int = 1


class BatchPlace(NamedTuple):
    """The place of a batch in the data of one process.

    Args:
        epoch: 0-based epoch.
        offset: Samples of the epoch before it.
        size: Its samples; the last batch of an epoch may have fewer.
    """

    epoch: int
    offset: int
    size: int


class _Segment(NamedTuple):
    """Updates of one batch size: whole epochs from the start of one on, or a rest of an epoch.

    ``update``, ``batch``, ``samples`` (on one process), ``epoch`` and ``offset`` are those at its start. ``left`` is
    the updates of a whole epoch, or those of the rest.
    """

    update: int
    batch: int
    samples: int
    epoch: int
    offset: int
    stage: BatchStage
    left: int


@dataclass(frozen=True)
class BatchPlan:
    """The batches of a run, as a pure function of the update.

    An epoch is cut to a whole number of updates. A batch size changes between two updates, also inside an epoch. The
    cost of a question grows with the logarithm of the number of stages only.

    Args:
        stages: What changes, ascending; the first stage begins at update 0.
        num_samples: Samples in the data set; None when they are not known.
        world: Number of processes, which share an epoch in equal parts.
        drop_last: Whether the incomplete batch at the end of an epoch is left out.

    Raises:
        ConfigError: A number is out of range, or an epoch has no update.

    Example:
        >>> plan = BatchPlan((BatchStage(0, 2), BatchStage(3, 4)), num_samples=10)
        >>> [tuple(plan.place(batch)) for batch in (2, 3, 4)]
        [(0, 4, 2), (0, 6, 4), (1, 0, 4)]
        >>> plan.samples(4), plan.first_update(2), plan.updates_within(18)
        (10, 6, 6)
    """

    stages: tuple[BatchStage, ...]
    num_samples: int | None = None
    world: int = 1
    drop_last: bool = True

    def __post_init__(self) -> None:
        if self.num_samples is not None:
            check_integer("num_samples", self.num_samples, at_least=1)
        check_integer("world", self.world, at_least=1)
        for stage in self.stages:
            check_integer("batch_size", stage.batch_size, at_least=1)
            check_integer("accumulate", stage.accumulate, at_least=1)
        self._segments  # noqa: B018 - raises for an epoch without an update

    @classmethod
    def constant(
        cls,
        num_samples: int | None,
        batch_size: int,
        *,
        accumulate: int = 1,
        world: int = 1,
        drop_last: bool = True,
    ) -> BatchPlan:
        """The plan of a run whose batch size stays the same."""
        return cls((BatchStage(0, batch_size, accumulate),), num_samples, world, drop_last)

    @property
    def varies(self) -> bool:
        """Whether the samples of an update, or how they are divided, change in the run."""
        return len(self.stages) > 1

    @property
    def largest_batch(self) -> int:
        """The largest batch size."""
        return max(stage.batch_size for stage in self.stages)

    def stage(self, update: int) -> BatchStage:
        """The stage of an update."""
        return self.stages[bisect_right(self.stages, update, key=lambda stage: stage.first) - 1]

    def global_batch(self, update: int) -> int:
        """Samples of an update: batch size x accumulation x processes."""
        stage = self.stage(update)
        return stage.batch_size * stage.accumulate * self.world

    def samples(self, update: int) -> int:
        """Samples that all processes together see before an update, those of incomplete batches as they are."""
        return self._at(self._segment_of(update), update).samples * self.world

    def updates_within(self, samples: int | Fraction) -> int:
        """The largest number of updates that see at most ``samples`` samples."""
        mine = int(samples // self.world)
        part = self._segments[bisect_right(self._segments, mine, key=lambda part: part.samples) - 1]
        epochs, rest = divmod(mine - part.samples, self._epoch_samples(part))
        return part.update + epochs * part.left + rest // _size(part)

    def updates_nearest(self, samples: int | Fraction) -> int:
        """The number of updates that see nearest to ``samples`` samples; of two the larger one."""
        below = self.updates_within(samples)
        return below + (2 * samples >= self.samples(below) + self.samples(below + 1))

    def first_update(self, epoch: int) -> int:
        """The first update of an epoch, which is the number of updates of those before."""
        found = bisect_right(self._segments, (epoch, 0), key=lambda part: (part.epoch, part.offset)) - 1
        part = self._segments[found]
        return part.update + (epoch - part.epoch) * part.left

    def epoch(self, update: int) -> float:
        """Epochs before an update; inside an epoch the share of its updates."""
        whole = self._at(self._segment_of(update), update).epoch
        first = self.first_update(whole)
        return whole + (update - first) / (self.first_update(whole + 1) - first)

    def batches(self, update: int) -> int:
        """Batches that a process reads before an update."""
        return self._at(self._segment_of(update), update).batch

    def update_of(self, batch: int) -> int:
        """The update that a batch belongs to."""
        part = self._segment_with(batch)
        return part.update + (batch - part.batch) // part.stage.accumulate

    def place(self, batch: int) -> BatchPlace:
        """The place of a batch of a process in the data."""
        part = self._segment_with(batch)
        epochs, number = divmod(batch - part.batch, part.left * part.stage.accumulate)
        return BatchPlace(part.epoch + epochs, part.offset + number * part.stage.batch_size, part.stage.batch_size)

    @cached_property
    def _share(self) -> int:
        return _ENDLESS if self.num_samples is None else -(-self.num_samples // self.world)

    @cached_property
    def _segments(self) -> tuple[_Segment, ...]:
        return tuple(self._divided())

    def _divided(self) -> Iterator[_Segment]:
        stops = [stage.first for stage in self.stages[1:]]
        at = _Segment(0, 0, 0, 0, 0, self.stages[0], 0)
        for stage, stop in zip(self.stages, [*stops, None], strict=True):
            while stop is None or at.update < stop:
                at = at._replace(stage=stage, left=self._updates_in(self._share - at.offset, stage))
                if at.left == 0:
                    at = self._next_epoch(at)
                    continue
                yield at
                rest = at.update + at.left
                if at.offset and (stop is None or rest < stop):
                    at = self._at(at, rest)
                elif stop is None:
                    return
                else:
                    at = self._at(at, stop)

    def _updates_in(self, samples: int, stage: BatchStage) -> int:
        size = stage.batch_size
        return (samples // size if self.drop_last else -(-samples // size)) // stage.accumulate

    def _next_epoch(self, at: _Segment) -> _Segment:
        if at.offset:
            return at._replace(epoch=at.epoch + 1, offset=0)
        size, accumulate = at.stage.batch_size, at.stage.accumulate
        begin = tr("from update {} on ", at.stage.first) if self.varies else ""
        world = plural(self.world, "process", "processes")
        batches = tr("batch") if accumulate == 1 else plural(accumulate, "batch", "batches")
        values = begin, self.num_samples, world, batches, size
        raise ConfigError(
            tr("{}an epoch has no update: {} samples on {} are fewer than the {} of {} of one update", *values),
            key="batch_size",
        )

    def _at(self, part: _Segment, update: int) -> _Segment:
        """The segment, counted from an update in it or at its end."""
        made = update - part.update
        epochs, rest = divmod(made, part.left)
        return part._replace(
            update=update,
            batch=part.batch + made * part.stage.accumulate,
            samples=part.samples + epochs * self._epoch_samples(part) + rest * _size(part),
            epoch=part.epoch + epochs,
            offset=(0 if epochs else part.offset) + rest * _size(part),
        )

    def _epoch_samples(self, part: _Segment) -> int:
        return min(part.left * _size(part), self._share - part.offset)

    def _segment_of(self, update: int) -> _Segment:
        return self._segments[bisect_right(self._segments, update, key=lambda part: part.update) - 1]

    def _segment_with(self, batch: int) -> _Segment:
        return self._segments[bisect_right(self._segments, batch, key=lambda part: part.batch) - 1]


def _size(part: _Segment) -> int:
    return part.stage.batch_size * part.stage.accumulate
