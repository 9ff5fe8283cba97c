"""A resumed run as series: the rates that were applied, the continuation, and the config's own curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paddle_lrkit.curves.resume import Resumption, SavedState
from paddle_lrkit.plot.sample import Point
from paddle_lrkit.plot.series import Event, Series, applied_series, depends_on_metric
from paddle_lrkit.plot.words import Words
from paddle_lrkit.text import format_count, format_rate


@dataclass(frozen=True)
class ResumedRun:
    """A run that continues from a checkpoint.

    Args:
        plan: The config that it continues with.
        saved: What the checkpoint says.
        resumption: The update and the curve with which it continues; before the end of the run.
        applied: ``(update, rate)`` of the updates before the checkpoint, as far as they are known.
        policy: The policy that was given.
        words: Language.
    """

    plan: Series
    saved: SavedState
    resumption: Resumption
    applied: Sequence[Point]
    policy: str | None
    words: Words

    def series(self) -> list[Series]:
        """The lines in the order of the run; the config's own curve only where it differs."""
        return [*self._record(), self._continuation(), *self._own()]

    def _record(self) -> list[Series]:
        if not self.applied:
            return []
        words, saved, moved = self.words, self.saved, self.resumption.update != self.saved.update
        line = applied_series(words.applied, self.plan, self.applied, words)
        total = saved.length if moved and saved.length else self.plan.total
        length = line.schedule.length._replace(total_updates=total)
        return [
            replace(
                line,
                schedule=replace(line.schedule, length=length),
                stop=max(saved.update, line.end),
                role="record",
                events=(self._event(saved.update, words.saved),) if moved else (),
                notes=(*line.notes, words.total.format(format_count(saved.update))),
            )
        ]

    def _continuation(self) -> Series:
        words, plan, begin = self.words, self.plan, self.resumption.update
        schedule = replace(plan.schedule, curve=self.resumption.curve)
        name = words.by_policy.format(plan.label, self.policy) if self.policy else words.resumed.format(plan.label)
        line = replace(plan, label=name, schedule=schedule, begin=begin, events=(self._event(begin, words.resume),))
        begins = words.resumes_at.format(format_rate(self.resumption.curve(begin)))
        last = words.last.format(format_rate(line.last))
        ends = depends_on_metric(schedule, words, begin) if schedule.plateau else last
        return replace(line, notes=(begins, ends, words.left.format(format_count(line.end - begin))))

    def _own(self) -> list[Series]:
        plan, curve = self.plan, self.plan.schedule.curve
        same = self.saved.fingerprint == curve.fingerprint and self.resumption.curve == curve
        if same or plan.schedule.plateau or not self.resumption.update:
            return []
        stop = self.resumption.update if self.resumption.curve == curve else None
        label = self.words.as_written.format(plan.label)
        return [replace(plan, label=label, role="reference", stop=stop, notes=tuple(plan.facts(self.words)))]

    def _event(self, update: int, name: str) -> Event:
        return Event(update, name, self.words.update.format(format_count(update)), name)
