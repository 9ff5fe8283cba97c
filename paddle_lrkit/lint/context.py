"""What a rule may look at."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path, dotted
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.curve_samples import curve_samples, sampled_rates
from paddle_lrkit.lint.places import PLACES
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.source import Source
from paddle_lrkit.text import format_epoch, format_yaml


@dataclass
class Context:
    """One schedule of one file; rules read it and change nothing.

    Args:
        source: The config; its suite is ``python`` for a script.
        schedule: What the suite would train with; None when it cannot be built.
        problem: Why there is no schedule, or why a script stops before its run ends.
        fields: The parts of the schedule.
        steps: Updates in an epoch; a round number where ``steps_known`` is false.
        steps_known: Whether ``steps`` is the run's own.
        gpus: Number of processes, when the caller said it.
        script: How a script uses the schedule; None for a config.
        by_epoch: Whether a script steps the schedule once an epoch, so that what counts as updates are epochs.
        tick: What counts as updates, in a word: ``update``, or ``call`` where a script calls ``step()`` irregularly.
        even: Whether a share of the ticks is the same share of the run.
        restarts: Whether a script makes a part of a longer run, and its schedule begins again.
        wider: How a script would use the schedule with twice as many processes; None where it does not ask for them.
        uneven: Whether the length of the run is known, and its epochs differ in their updates.
        others: The same schedule in runs of other lengths that a script may mean; a finding holds in all of them.
    """

    source: Source
    schedule: Schedule | None
    problem: ConfigError | None
    fields: ScheduleFields | None
    steps: int = 1000
    steps_known: bool = False
    gpus: int | None = None
    script: Any = None
    by_epoch: bool = False
    tick: str = "update"
    even: bool = True
    restarts: bool = False
    uneven: bool = False
    wider: Callable[[], Any] | None = None
    others: Callable[[], tuple[Context, ...]] = tuple

    @property
    def document(self) -> Document:
        """The config, with the line of each key."""
        return self.source.document

    def mark(self, path: Path) -> Mark:
        """The place of a key: in the config, or in the one that it rewrites where only that has the key."""
        base = self.rewritten_by(path)
        return (self.document if base is None else base).mark(path)

    def rewritten_by(self, path: Path) -> Document | None:
        """The config that this one rewrites, for a key that it has, or whose section only it has; else None."""
        base = self.source.selection.base
        return base if base is not None and _depth(base, path) > _depth(self.document, path) else None

    @property
    def suite(self) -> str:
        """Whose config it is."""
        return self.source.suite

    @property
    def run_known(self) -> bool:
        """Whether the updates of the run are its own, not those of a round number of updates in an epoch."""
        return self.steps_known or self.uneven

    @cached_property
    def total(self) -> int | None:
        """Updates in the run; None when they are not known."""
        if self.fields is not None and self.fields.behaviour.open_length:
            return None
        if self.schedule is not None:
            return self.schedule.total_updates or None
        run = self.fields.run if self.fields else None
        length = run.number if run else None
        if self.fields is None or not length:
            return None
        return int(self.updates(length, self.fields.run_unit)) or None

    @property
    def curve(self) -> Curve | None:
        """The curve, unless a metric decides it."""
        return self.schedule.curve if self.schedule is not None and self.schedule.plateau is None else None

    @cached_property
    def peak(self) -> float:
        """Largest rate over the run; 0 without a curve."""
        return self.schedule.peak_lr if self.schedule is not None and self.total else 0.0

    def updates(self, length: float, unit: str) -> float:
        """A length in updates.

        Args:
            length: The number.
            unit: ``ep``, ``it``, or ``%`` for a share of the run.
        """
        if unit == "%":
            return length * (self.total or 0)
        return length * self.steps if unit == "ep" else length

    def comparable(self, unit: str) -> bool:
        """Whether a length of this unit can be compared with the run."""
        return self.steps_known or unit == "%" or (self.fields is not None and unit == self.fields.run_unit)

    @property
    def measured(self) -> bool:
        """Whether the course of the decay over the run is known: not in updates over epochs of unknown length."""
        return self.script is not None or self.fields is None or self.comparable(self.fields.unit)

    @cached_property
    def warmup(self) -> float:
        """Updates of warmup; 0 without one, or where it cannot be compared with the run."""
        fields = self.fields
        if fields is None or fields.warmup is None or not self.comparable(fields.warmup_unit):
            return 0.0
        return max(self.updates(fields.warmup.number or 0.0, fields.warmup_unit), 0.0)

    @cached_property
    def milestones(self) -> list[tuple[float, float]]:
        """Each milestone as written, and its update in the run; a warmup that is longer than the run delays none."""
        fields = self.fields
        if fields is None or fields.milestones is None or not self.comparable(fields.unit):
            return []
        late = self.total is not None and self.warmup >= self.total
        shift = self.warmup if fields.delayed and not late else 0.0
        return [(mark, self.updates(mark, fields.unit) + shift) for mark in fields.milestones.numbers]

    @property
    def flat(self) -> bool:
        """Whether each factor of the drops is 1, so that they change nothing."""
        gamma = self.fields.gamma if self.fields is not None else None
        return gamma is not None and (gamma.number == 1 or set(gamma.numbers) == {1.0})

    @property
    def decay_end(self) -> float | None:
        """The update at which a cosine or a polynomial is over, where its length is given."""
        fields = self.fields
        if fields is None or fields.shape not in ("cosine", "polynomial"):
            return None
        shift = self.warmup if fields.span_from_warmup else 0.0
        if fields.behaviour.span_is_run and self.total:
            return self.total + shift
        if fields.span is None or not fields.span.number or not self.comparable(fields.unit):
            return None
        return self.updates(fields.span.number, fields.unit) + shift

    @cached_property
    def samples(self) -> list[int]:
        """Updates that describe the curve over the run: evenly spaced ones, and both sides of jumps."""
        return curve_samples(self.curve, self.total) if self.curve is not None and self.total else []

    @cached_property
    def rates(self) -> list[float]:
        """The rate at each of the samples."""
        return sampled_rates(self.curve, self.total) if self.curve is not None and self.total else []

    @cached_property
    def after_warmup(self) -> list[tuple[int, float]]:
        """The samples behind the warmup, each with its rate."""
        length = self.schedule.warmup_updates if self.schedule is not None else 0
        first = bisect_left(self.samples, length)
        return list(zip(self.samples[first:], self.rates[first:], strict=True))

    def low_from(self, rate: float) -> int:
        """The update from which on the rate never exceeds ``rate`` in the run; the length of the run when it does."""
        curve, low = self.curve, self.total or 0
        if curve is None:
            return low
        high = -1
        for update, here in zip(reversed(self.samples), reversed(self.rates), strict=True):
            if here > rate:
                high = update
                break
            low = update
        while low - high > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if curve(middle) <= rate else (low, middle)
        return low

    @property
    def _in_epochs(self) -> bool:
        """Whether the run is counted in epochs: their length is unknown, or a script steps once an epoch."""
        if self.schedule is not None and self.schedule.length.plan is not None:
            return False
        in_epochs = self.script is not None or (self.fields is not None and self.fields.run_unit == "ep")
        return self.by_epoch or (in_epochs and not self.steps_known)

    @property
    def guessed(self) -> bool:
        """Whether the number of updates is a guess: the batches of a script's epoch are not given."""
        return self.script is not None and not self.steps_known

    @property
    def _unit(self) -> str:
        return "epoch" if self._in_epochs else self.tick

    def _number(self, update: float) -> int | str:
        whole = math.floor(update)
        return format_epoch(whole, self.steps) if self._in_epochs else whole

    def at(self, update: float) -> str:
        """``update 9,000``, or ``epoch 9`` where the length of an epoch is unknown."""
        return str(PLACES[self._unit][0].filled(self._number(update)))

    def when(self, update: float) -> str:
        """An update and the length of the run, also in epochs where the config counts them."""
        total = self.total
        if not total:
            return self.at(update)
        words = str(PLACES[self._unit][1].filled(self._number(update), self._number(total)))
        if self._in_epochs or self.fields is None or self.fields.run_unit != "ep":
            return words
        epoch, last = (self._epoch_text(math.floor(each)) for each in (update, total))
        return tr("{} (epoch {} of {})", words, epoch, last) if epoch and last else words

    def _epoch_text(self, update: int) -> str | None:
        """The epochs before an update; None where a batch changes in epochs of unknown length."""
        if self.schedule is not None and self.schedule.length.plan is not None:
            return self.schedule.epoch_text(update)
        return format_epoch(update, self.steps)

    def write(self, item: ConfigValue, value: Any) -> str:
        """``key: value`` in the suite's YAML."""
        many = isinstance(value, (list, tuple))
        shown = (
            f"[{', '.join(self.length(item, part) for part in (*item.head, *value))}]"
            if many
            else self.length(item, value)
        )
        key = item.default_key or (item.path[-1] if item.path else "key")
        return shown if isinstance(key, int) else f"{key}: {shown}"

    def write_length(self, item: ConfigValue, updates: float) -> str:
        """``key: length`` in the suite's YAML, in the unit of the schedule's lengths."""
        return self.write(item, self.in_unit(updates))

    def in_unit(self, updates: float) -> float:
        """A length in updates in the unit of the schedule's lengths."""
        if self.fields is None or self.fields.unit != "ep":
            return updates
        epochs = updates / self.steps
        return int(epochs) if epochs.is_integer() else epochs

    def length(self, item: ConfigValue, value: Any) -> str:
        """A value of an item as the config writes it: with a unit where updates were made of it."""
        if item.text is None or isinstance(value, str):
            shown = _shown(value)
            typed = self.fields is not None and self.fields.behaviour.typed and isinstance(item.value, float)
            return f"{shown}.0" if typed and shown.lstrip("-").isdigit() else shown
        epochs, rest = divmod(round(value), self.steps)
        return f"{epochs}ep" if "ep" in item.text and self.steps_known and not rest else f"{round(value)}it"

    def walk(self, value: Any, path: tuple[Any, ...]) -> Iterator[ConfigValue]:
        """Every single value below a path."""
        value = getattr(value, "value", value) if type(value).__name__ == "Tagged" else value
        if isinstance(value, dict):
            for key, part in value.items():
                yield from self.walk(part, (*path, key))
        elif isinstance(value, (list, tuple)):
            for index, part in enumerate(value):
                yield from self.walk(part, (*path, index))
        else:
            yield ConfigValue(value, path)

    def key(self, path: tuple[Any, ...]) -> str:
        """A path as people write it."""
        return dotted(path)


def _shown(value: Any) -> str:
    return format_yaml(value) if isinstance(value, float) else str(value)


def _depth(document: Document, path: Path) -> int:
    """The number of steps of a path that a config has."""
    return next((end for end in range(len(path), 0, -1) if document.get(path[:end]) is not None), 0)
