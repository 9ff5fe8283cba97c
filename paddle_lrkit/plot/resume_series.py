"""A resumed run as series: the rates that were applied, the continuation, and the config's own curve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from paddle_lrkit.curves import interpolated
from paddle_lrkit.curves.resume import Resumption, SavedState
from paddle_lrkit.plot.sample import Point
from paddle_lrkit.plot.series import Event, Series, waits
from paddle_lrkit.plot.words import Words
from paddle_lrkit.text import format_count, format_rate


@dataclass(frozen=True)
class Resumed:
    """A run that goes on.

    Args:
        plan: The config that it goes on with.
        saved: What the checkpoint says.
        goes_on: Where and on which curve it goes on; before the end of the run.
        applied: ``(update, rate)`` of the updates before the checkpoint, as far as they are known.
        policy: The policy that was named.
        words: Language.
    """

    plan: Series
    saved: SavedState
    goes_on: Resumption
    applied: Sequence[Point]
    policy: str | None
    words: Words

    def series(self) -> list[Series]:
        """The lines, in the order of the run; the config's own curve only where it is another one."""
        return [*self._record(), self._continuation(), *self._own()]

    def _record(self) -> Iterator[Series]:
        if not self.applied:
            return
        updates, rates = zip(*self.applied, strict=True)
        words, saved = self.words, self.saved
        total = saved.length if self._moved and saved.length else self.plan.total
        plan = self.plan.schedule
        length = replace(plan.length, total_updates=total)
        schedule = replace(plan, curve=interpolated(updates, rates), length=length, plateau=None)
        notes = words.peak.format(format_rate(max(rates))), words.last.format(format_rate(rates[-1]))
        yield Series(
            words.applied,
            schedule,
            begin=updates[0],
            stop=max(saved.update, updates[-1] + 1),
            role="record",
            events=(self._event(saved.update, words.saved),) if self._moved else (),
            notes=(*notes, words.total.format(format_count(saved.update))),
        )

    def _continuation(self) -> Series:
        words, plan, begin = self.words, self.plan, self.goes_on.update
        schedule = replace(plan.schedule, curve=self.goes_on.curve)
        name = words.by_policy.format(plan.label, self.policy) if self.policy else words.resumed.format(plan.label)
        line = replace(plan, label=name, schedule=schedule, begin=begin, events=(self._event(begin, words.resume),))
        begins = words.goes_on.format(format_rate(self.goes_on.curve(begin)))
        ends = waits(schedule, words, begin) if schedule.plateau else words.last.format(format_rate(line.last))
        return replace(line, notes=(begins, ends, words.left.format(format_count(line.end - begin))))

    def _own(self) -> Iterator[Series]:
        plan, curve = self.plan, self.plan.schedule.curve
        same = self.saved.fingerprint == curve.fingerprint and self.goes_on.curve == curve
        if same or plan.schedule.plateau or not self.goes_on.update:
            return
        stop = self.goes_on.update if self.goes_on.curve == curve else None
        label = self.words.as_written.format(plan.label)
        yield replace(plan, label=label, role="shade", stop=stop, notes=tuple(plan.facts(self.words)))

    def _event(self, update: int, name: str) -> Event:
        return Event(update, name, self.words.update.format(format_count(update)), name)

    @property
    def _moved(self) -> bool:
        return self.goes_on.update != self.saved.update
